"""Old office files (.doc, .xls, .wps) become .docx or .xlsx by LibreOffice, where it is there."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from daliang.engine.checks import BadInput, Problem

_SECONDS = 120
_TABLES = {".xls", ".et"}


def converted(data: bytes, name: str) -> tuple[bytes, str]:
    """Return an old office file in today's format with its new name.

    Raises
    ------
    BadInput
        When there is no LibreOffice, or it fails.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise BadInput(
            Problem(
                "是旧版 .doc/.xls 格式，服务器没有装 LibreOffice",
                "另存为 .docx 或 .xlsx",
                file=name,
            )
        )
    suffix = Path(name).suffix.lower() or ".doc"
    target = "xlsx" if suffix in _TABLES else "docx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"in{suffix}"
        path.write_bytes(data)
        command = [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--convert-to",
            target,
            "--outdir",
            folder,
            str(path),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
            content = (Path(folder) / f"in.{target}").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise BadInput(
                Problem("LibreOffice 转换失败", "手工另存为 .docx 或 .xlsx", file=name)
            ) from error
    return content, f"{Path(name).stem}.{target}"
