"""The `daliang` command: finds the verb, runs it, turns bad input into clear lines."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from daliang import __version__
from daliang.cli.verbs import VERBS
from daliang.engine.checks import BadInput

EXIT_BAD_INPUT = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code: 0 done, 2 bad input."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0
    if arguments[0] in {"-V", "--version"}:
        print(f"daliang {__version__}")
        return 0
    name = arguments[0]
    if name not in VERBS:
        print(f"没有“{name}”这个命令；daliang --help 列出全部命令", file=sys.stderr)
        return EXIT_BAD_INPUT
    try:
        return _run(name, arguments[1:])
    except BadInput as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return EXIT_BAD_INPUT
    except BrokenPipeError:
        return 0


def _run(name: str, arguments: Sequence[str]) -> int:
    if VERBS[name].needs_application:
        start_application()
    # Verbs are loaded by name so that `daliang drill` starts without Django.
    verb = importlib.import_module(VERBS[name].module)
    parser = argparse.ArgumentParser(
        prog=f"daliang {name}",
        description=verb.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.add_arguments(parser)
    return int(verb.run(parser.parse_args(arguments)) or 0)


def start_application() -> None:
    """Load settings and apps, so that a verb's module may import models at its top."""
    import django  # lazy: the analysis verbs never pay for it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daliang.site.settings")
    django.setup()


def overview() -> str:
    """Return the list of verbs, grouped, one line each."""
    lines = ["daliang 大梁：从指标到目标、缺口、根因、任务、佐证、销号、成效", ""]
    group = ""
    for name, verb in VERBS.items():
        if verb.group != group:
            group = verb.group
            lines += [f"{group}："]
        lines.append(f"  {name:<10} {verb.summary}")
    lines += ["", "daliang 命令 --help 给出每个命令的参数和例子"]
    return "\n".join(lines)
