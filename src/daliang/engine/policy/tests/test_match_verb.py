"""`daliang match` from files to files."""

import json
from pathlib import Path

import duckdb
import pytest

from daliang.cli.main import main
from daliang.engine.policy.tests.worlds import POLICIES

FIRMS = """firm_id,revenue,equip,on_blacklist,is_hightech,industry,registered_on,district
11,6000,3000,false,true,C38,2023-05-01,江阴
12,1900,500,false,,C39,2022-12-31,江阴
13,,400,false,true,,2024-02-29,宜兴
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "firms.csv").write_text(FIRMS, encoding="utf-8")
    (tmp_path / "p.json").write_text(json.dumps(POLICIES, ensure_ascii=False), encoding="utf-8")
    return tmp_path


def match(folder: Path, *more: str, firms: str = "firms.csv", policies: str = "p.json") -> int:
    files = ["--firms", str(folder / firms), "--policies", str(folder / policies)]
    return main(["match", *files, "--out", str(folder / "out"), *more])


@pytest.mark.slow
def test_matches_near_misses_and_a_summary_are_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert match(folder) == 0

    rows = duckdb.connect().execute(f"select * from '{folder}/out/matches.parquet'").fetchall()
    assert rows == [(11, "技改", 100.0), (11, "培育", 50.0), (11, "落户", 30.0)]
    near = duckdb.connect().execute(
        f"select firm_id, policy, field, has, needs, gap from '{folder}/out/near.parquet'"
    )
    assert near.fetchall()[0] == (12, "技改", "revenue", "1900.0", "2000", 100.0)
    summary = json.loads((folder / "out/summary.json").read_text(encoding="utf-8"))
    first = summary["policies"][0]
    assert (first["eligible"], first["amount"], first["unknown"]) == (1, 100.0, 1)
    assert json.loads(capsys.readouterr().out)["eligible"] == 3
    assert not list((folder / "out").glob("*.partial"))


@pytest.mark.slow
def test_a_date_leaves_out_policies_not_in_force(folder: Path) -> None:
    assert match(folder, "--date", "2025-03-01") == 0

    summary = json.loads((folder / "out/summary.json").read_text(encoding="utf-8"))
    assert [row["policy"] for row in summary["policies"]] == ["培育", "落户"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "text", "word"),
    [
        ("p.json", "{", "p.json"),  # broken JSON
        ("p.json", '[{"id": "A"}]', "A.all"),  # a policy without conditions
        ("firms.csv", "firm_id,revenue\n1,2\n", "equip"),  # columns the policies need
        (
            "firms.csv",
            FIRMS + "14,很多,1,false,true,C38,2023-05-01,江阴\n",
            "第5行",
        ),  # no number
    ],
)
def test_bad_input_is_named_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], file: str, text: str, word: str
) -> None:
    (folder / file).write_text(text, encoding="utf-8")

    assert match(folder) == 2

    assert word in capsys.readouterr().err
    assert not (folder / "out").exists()
