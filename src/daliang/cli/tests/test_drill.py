"""The drill verb keeps its contract: one JSON form, one clear line a fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from daliang.cli.main import main

CITY = """板块,街道,行业,企业,上年,本期
江阴,澄江,纺织,甲,100.10,120.30
江阴,华士,电子,乙,50.00,45.00
宜兴,宜城,电子,丙,30.00,0
滨湖,蠡湖,软件,丁,0,12.05
"""


def write(folder: Path, text: str, name: str = "产值.csv") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def drill(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main(["drill", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_report_holds_every_part_of_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, CITY)

    report = drill(capsys, file, "--base", "上年", "--actual", "本期", "--firms", "企业")

    assert report["total"]["gap"] == pytest.approx(-2.75)
    assert set(report["tables"]) == {"板块", "街道", "行业", "企业"}
    for lines in report["tables"].values():
        assert sum(line["impact"] for line in lines) == pytest.approx(-2.75)
    causes = sum(cause["impact"] for cause in report["causes"])
    assert causes + report["rest"]["impact"] == pytest.approx(-2.75)
    groups = [report["firms"][name]["impact"] for name in ("continuing", "new", "gone")]
    assert groups == pytest.approx([15.20, 12.05, -30.0])


def test_a_hierarchy_names_the_parent_of_each_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, CITY)
    names = ["--base", "上年", "--actual", "本期", "--hierarchy", "板块>街道>企业"]

    report = drill(capsys, file, *names)

    assert {line["value"]: line["within"] for line in report["tables"]["街道"]}["宜城"] == "宜兴"


def test_the_published_base_gets_a_line_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, CITY)

    report = drill(capsys, file, "--base", "上年", "--actual", "本期", "--published-base", "190")

    assert report["bridge"]["scope"] == pytest.approx(-9.9)


def test_history_with_a_period_column_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "板块,base,actual\n东,4,5\n西,3,3\n")
    past = "板块,period,base,actual\n" + "".join(
        f"{place},2024{month:02d},4,{4 + month / 10}\n" for month in range(1, 6) for place in "东西"
    )
    history = write(tmp_path, past, "前几期.csv")

    report = drill(capsys, file, "--history", history, "--floor", "0.5")

    assert report["total"]["gap"] == 1


def test_shift_share_against_a_reference_area(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "行业,base,actual\n电子,100,120\n纺织,50,49\n")
    reference = write(tmp_path, "行业,growth_pct\n电子,15\n纺织,1\n合计,8\n", "全省.csv")

    report = drill(capsys, file, "--benchmark", reference)

    assert [row["own_edge"] for row in report["shift_share"]] == [5.0, -1.5]


def test_without_json_the_answer_is_in_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, CITY)

    assert main(["drill", file, "--base", "上年", "--actual", "本期"]) == 0

    assert "其余" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # a remark in the measure
        ("板块,base,actual\n东,1,2\n西,见说明,3\n", "第3行 列“base”：“见说明”不是数字"),
        # an empty base
        ("板块,base,actual\n东,1,2\n西,,3\n", "第3行 列“base”：空着"),
        # nothing to compare with
        ("板块,base,actual\n东,0,2\n", "基期全为零"),
        # the same firm twice in one month
        ("企业,month,base,actual\n甲,1,4,2\n甲,1,4,2\n", "“甲”与第2行重复"),
        # several periods at once
        ("板块,period,base,actual\n东,1,4,2\n东,2,4,2\n", "一次只穿透一期"),
        # no dimension
        ("base,actual\n1,2\n", "没有文字列可作维度"),
        # the measure under another name
        ("板块,was,actual\n东,1,2\n", "缺少这一列"),
        # a header and nothing else
        ("板块,base,actual\n", "没有数据行"),
    ],
)
def test_bad_input_gets_a_clear_line_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    file = write(tmp_path, text)

    assert main(["drill", file, "--json"]) == 2

    output = capsys.readouterr()
    assert message in output.err
    assert "Traceback" not in output.err
    assert output.out == ""


def test_a_period_of_the_history_without_base_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "板块,base,actual\n东,4,5\n")
    history = write(tmp_path, "板块,period,base,actual\n东,2024-01,0,5\n", "前几期.csv")

    assert main(["drill", file, "--history", history]) == 2

    assert "2024-01期：基期全为零" in capsys.readouterr().err
