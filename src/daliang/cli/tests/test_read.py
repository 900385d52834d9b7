"""The verb `daliang read`: JSON for one file, a list for several, refusals in one line each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from daliang.cli.main import main

PLAN = "工作要点\n1.新建泵站3座。（责任单位：市水务局；时限：6月底）\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "要点.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_one_file_prints_one_object(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(plan), "--date", "2025-03-01", "--json"]) == 0

    draft = json.loads(capsys.readouterr().out)
    measure = draft["measures"][0]
    assert PLAN[measure["start"] : measure["end"]] == measure["text"] == "新建泵站3座"
    assert measure["deadlines"][0]["norm"] == "2025-06-30"


def test_several_files_print_a_list(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(plan), str(plan), "--date", "2025-03-01", "--json"]) == 0

    assert len(json.loads(capsys.readouterr().out)) == 2


def test_out_writes_one_json_a_file(plan: Path, tmp_path: Path) -> None:
    assert main(["read", str(plan), "--date", "2025-03-01", "--out", str(tmp_path / "草稿")]) == 0

    assert [p.name for p in (tmp_path / "草稿").iterdir()] == ["要点.json"]


def test_a_register_links_bodies(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "机构.csv"
    register.write_text("id,name,aliases,level\nsw,临江市水务局,市水务局,市\n", encoding="utf-8")
    arguments = ["--register", str(register), "--place", "临江市", "--json"]

    assert main(["read", str(plan), "--date", "2025-03-01", *arguments]) == 0

    assert json.loads(capsys.readouterr().out)["measures"][0]["bodies"][0]["body_id"] == "sw"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["没有.txt", "--date", "2025-03-01"], "读不到"),  # no such file
        (["{plan}", "--date", "2025-02-30"], "不是日期"),  # no such day
        (["{empty}", "--date", "2025-03-01"], "空的"),  # nothing in it
        (["{plan}", "{empty}", "--date", "2025-03-01", "--out", "{out}"], "空的"),  # one of two
    ],
)
def test_bad_input_is_told_and_nothing_is_written(
    arguments: list[str],
    words: str,
    plan: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    out = tmp_path / "出"
    filled = [a.format(plan=plan, empty=empty, out=out) for a in arguments]

    assert main(["read", *filled]) == 2

    assert words in capsys.readouterr().err
    assert not out.exists()
