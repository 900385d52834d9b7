"""读文件：讲话、纪要、清单、签约消息变成任务草稿，每一项都带原文位置。

例：
  daliang read 纪要.docx --date 2025-08-08 --json
  daliang read 01.txt 02.txt --date 2025-03-01 --out 草稿
  daliang read 分解表.xlsx --date 2025-02-20 --register 机构.csv --place 临江市 --json

支持文本、.docx、.xlsx、.html、有文字层的 .pdf；装有 LibreOffice 时也读 .doc、.xls、.wps。
机构表的列：id、name、aliases（用、隔开）、level。
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from daliang.engine.checks import BadInput, Problem
from daliang.engine.reading import (
    OLD_OFFICE,
    Register,
    RegisteredBody,
    blocks_as_json,
    draft_as_json,
    read_bytes,
    read_source,
)
from daliang.warehouse.tables import read_table

_CONVERT_SECONDS = 120


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `daliang read`."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="要读的文件，可以多个")
    parser.add_argument(
        "--date", required=True, metavar="YYYY-MM-DD", help="文件的日期，没写年份的日期按它算"
    )
    parser.add_argument(
        "--plan-year", type=int, metavar="YYYY", help="计划所属年份，与文件日期不同年时填写"
    )
    parser.add_argument("--register", metavar="FILE", help="本市机构表（.csv/.xlsx/.parquet）")
    parser.add_argument("--place", default="", help="本市名称，用来认“我市”和不写市名的部门")
    parser.add_argument("--blocks", action="store_true", help="同时给出段落、单元格及其位置和全文")
    parser.add_argument("--json", action="store_true", help="输出 JSON（默认只列概要）")
    parser.add_argument("--out", metavar="DIR", help="每个文件写一个同名 .json 到这个目录")


def run(args: argparse.Namespace) -> int:
    """Read every file and print or write the drafts; nothing is written when one file is bad."""
    written_on = _day(args.date)
    register = _register(args.register, args.place)
    drafts: list[tuple[str, dict[str, Any]]] = []
    problems: list[Problem] = []
    for name in args.files:
        try:
            drafts.append((name, _draft(Path(name), written_on, args, register)))
        except BadInput as error:
            problems += [problem.within(file=Path(name).name) for problem in error.problems]
    problems += _same_target(args.files) if args.out else []
    if problems:
        raise BadInput(problems)
    if args.out:
        _write(drafts, Path(args.out))
    if args.json:
        many = [draft for _, draft in drafts]
        print(json.dumps(many[0] if len(args.files) == 1 else many, ensure_ascii=False))
    elif not args.out:
        for name, draft in drafts:
            print(_overview(name, draft))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(Problem(f"--date “{text}”不是日期", "写成 2025-03-01 这样")) from error


def _draft(
    path: Path, written_on: date, args: argparse.Namespace, register: Register
) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(
            Problem(f"读不到文件：{error.strerror}", "检查路径和权限", file=path.name)
        ) from error
    if data.startswith(OLD_OFFICE):
        data = _converted(path)
    source = read_bytes(data, path.name)
    draft = read_source(source, written_on, args.plan_year, register)
    result = draft_as_json(draft, written_on, path.name)
    if args.blocks:
        result |= {"full_text": draft.text, "blocks": blocks_as_json(draft)}
    return result


def _converted(path: Path) -> bytes:
    """Let LibreOffice turn an old office file into .docx or .xlsx, macros off."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise BadInput(
            Problem(
                "是旧版 .doc/.xls 格式，本机没有 LibreOffice",
                "另存为 .docx 或 .xlsx",
                file=path.name,
            )
        )
    target = "xlsx" if path.suffix.lower() in (".xls", ".et") else "docx"
    with tempfile.TemporaryDirectory() as folder:
        command = [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
        ]
        command += ["--convert-to", target, "--outdir", folder, str(path)]
        try:
            subprocess.run(command, capture_output=True, timeout=_CONVERT_SECONDS, check=True)
            return (Path(folder) / f"{path.stem}.{target}").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise BadInput(
                Problem("LibreOffice 转换失败", "手工另存为 .docx 或 .xlsx", file=path.name)
            ) from error


def _register(file: str | None, place: str) -> Register:
    if not file:
        return Register(place)
    table = read_table(file)
    table.require("id", "name")
    columns = {
        name: table.texts(name)
        for name in ("id", "name", "aliases", "level")
        if name in table.columns
    }
    bodies = [
        RegisteredBody(
            str(columns["id"][row]),
            str(columns["name"][row]),
            tuple(alias for alias in str(columns["aliases"][row] or "").split("、") if alias)
            if "aliases" in columns
            else (),
            str(columns["level"][row] or "") if "level" in columns else "",
        )
        for row in range(len(table))
    ]
    return Register(place, bodies)


def _same_target(files: list[str]) -> list[Problem]:
    """Two files of the same name would overwrite each other's draft."""
    stems = [Path(name).stem for name in files]
    doubles = dict.fromkeys(stem for stem in stems if stems.count(stem) > 1)
    return [
        Problem(f"有几个文件都会写成 {stem}.json", "改名，或分几次写到不同目录") for stem in doubles
    ]


def _write(drafts: list[tuple[str, dict[str, Any]]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, draft in drafts:
        target = folder / f"{Path(name).stem}.json"
        partial = target.with_suffix(".partial")
        partial.write_text(json.dumps(draft, ensure_ascii=False, indent=1), encoding="utf-8")
        partial.replace(target)


def _overview(name: str, draft: dict[str, Any]) -> str:
    without_owner = sum(not m["bodies"] for m in draft["measures"] if m["kind"] != "soft")
    without_date = sum(not m["deadlines"] for m in draft["measures"] if m["kind"] != "soft")
    return (
        f"{name}：任务 {len(draft['measures'])} 项（缺责任单位 {without_owner}，"
        f"缺时限 {without_date}），"
        f"数字 {len(draft['figures'])}，机构 {len(draft['orgs'])}，人员 "
        f"{len(draft['persons'])}，签约 {len(draft['signed'])}"
    )
