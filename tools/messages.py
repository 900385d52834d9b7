"""Keep the English catalogue: gather, check and compile messages without GNU gettext.

Message ids are the Chinese texts that code and templates show. A run gathers
them into src/daliang/site/locale/en/LC_MESSAGES/django.po, keeps the
translations that are there, and compiles django.mo. The file is written only
when something changed, and carries no dates or line numbers, so that it does
not churn.

    python tools/messages.py             # gather and compile
    python tools/messages.py --compile   # compile only, when the .mo is older
    python tools/messages.py --check     # 1 when gathering would change the file or
                                         # a placeholder is unknown; counts what has
                                         # no English yet (--strict: 1 for these too)
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "daliang"
CATALOGUE = SOURCE / "site" / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = {"_", "_t", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL_CALLS = {"ngettext", "ngettext_lazy"}
CONTEXT_CALLS = {"pgettext", "pgettext_lazy"}
SHOWN = 40
WIDTH = 100
METADATA = {
    "Project-Id-Version": "daliang",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """A text to translate, as gettext tells texts apart."""

    text: str
    context: str = ""
    plural: str = ""


def gathered(source: Path) -> dict[Message, set[str]]:
    """Return every message with the files it stands in."""
    found: dict[Message, set[str]] = {}
    for path in sorted([*source.rglob("*.py"), *source.rglob("*.html")]):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        text = path.read_text("utf-8")
        # a template, told as code: translatable parts become gettext calls
        code = text if path.suffix == ".py" else _as_calls(text, path)
        for message in _messages(code, path):
            found.setdefault(message, set()).add(path.relative_to(ROOT).as_posix())
    return found


def _as_calls(text: str, path: Path) -> str:
    """Return only the calls of a template, one a line, as Python."""
    told = templatize(text, origin=str(path))
    call = re.compile(
        r"""\b(n?p?gettext|_)\((?:[^()"']|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')*\)""", re.DOTALL
    )
    return "\n".join(
        re.sub(r"\s+", " ", found.group(0)) if "\n" not in found.group(0) else found.group(0)
        for found in call.finditer(told)
    )


def _messages(code: str, path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(code, str(path))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        texts = [word for word in words if isinstance(word, str)]
        if name in CALLS and texts:
            yield Message(texts[0])
        elif name in PLURAL_CALLS and len(texts) > 1:
            yield Message(texts[0], plural=texts[1])
        elif name in CONTEXT_CALLS and len(texts) > 1:
            yield Message(texts[1], context=texts[0])


def updated(found: dict[Message, set[str]], old: polib.POFile) -> polib.POFile:
    """Return the catalogue with exactly these messages and the old translations."""
    kept = {(entry.msgctxt or "", entry.msgid): entry for entry in old}
    new = polib.POFile(wrapwidth=WIDTH)
    new.metadata = METADATA
    for message, files in sorted(found.items(), key=lambda pair: (min(pair[1]), pair[0])):
        entry = polib.POEntry(
            msgid=message.text,
            msgctxt=message.context or None,
            msgid_plural=message.plural,
            occurrences=[(name, "") for name in sorted(files)],
        )
        before = kept.get((message.context, message.text))
        if message.plural:
            translated = before.msgstr_plural if before else {}
            entry.msgstr_plural = {0: translated.get(0, ""), 1: translated.get(1, "")}
        elif before:
            entry.msgstr = before.msgstr
        if re.search(r"%(\(\w+\))?[sd]", message.text):
            entry.flags = ["python-format"]
        new.append(entry)
    return new


def untranslated(catalogue: polib.POFile) -> list[str]:
    """Return the messages that have no English yet."""
    return [entry.msgid for entry in catalogue if not all(_english(entry))]


def faults(catalogue: polib.POFile) -> list[str]:
    """Return the messages whose English names a placeholder that the code does not fill."""
    return [
        entry.msgid
        for entry in catalogue
        if any(_places(text) - _places(entry.msgid) for text in _english(entry))
    ]


def _english(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|\{\w*\}", text))


def read() -> polib.POFile:
    """Return the catalogue as it stands; an empty one at first."""
    return polib.pofile(str(CATALOGUE), wrapwidth=WIDTH) if CATALOGUE.exists() else polib.POFile()


def compile_catalogue(catalogue: polib.POFile) -> None:
    """Write the compiled catalogue beside the source, in one step."""
    target = CATALOGUE.with_suffix(".mo")
    partial = target.with_suffix(".mo.part")
    catalogue.save_as_mofile(str(partial))
    partial.replace(target)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--compile", action="store_true", help="compile only")
    parser.add_argument("--check", action="store_true", help="change nothing, say what is missing")
    parser.add_argument("--strict", action="store_true", help="with --check: English is a must")
    args = parser.parse_args()
    if not settings.configured:
        settings.configure(USE_I18N=False)
    if args.compile:
        target = CATALOGUE.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < CATALOGUE.stat().st_mtime:
            compile_catalogue(read())
            print(f"messages: compiled {target.relative_to(ROOT)}")
        return 0
    new = updated(gathered(SOURCE), read())
    is_stale = not CATALOGUE.exists() or CATALOGUE.read_text("utf-8") != f"{new}\n"
    if args.check:
        return _report(new, is_stale, args.strict)
    if is_stale:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(f"{new}\n", "utf-8")
    compile_catalogue(new)
    print(f"messages: {len(new)} texts, {len(untranslated(new))} without English")
    return 0


def _report(catalogue: polib.POFile, is_stale: bool, is_strict: bool) -> int:
    wrong, missing = faults(catalogue), untranslated(catalogue)
    for text in wrong:
        print(f"messages: unknown placeholder in the English of: {text}", file=sys.stderr)
    for text in missing[:SHOWN] if is_strict else []:
        print(f"messages: no English: {text}", file=sys.stderr)
    if missing:
        print(f"messages: {len(missing)} of {len(catalogue)} without English", file=sys.stderr)
    if is_stale:
        print("messages: the catalogue is out of date; run tools/messages.py", file=sys.stderr)
    return 1 if wrong or is_stale or (is_strict and missing) else 0


if __name__ == "__main__":
    sys.exit(main())
