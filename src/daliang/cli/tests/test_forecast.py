"""`daliang forecast` keeps its contract: JSON out, every fault in a line, never a traceback."""

import json

import pytest

from daliang.cli.main import main

HEADER = "series,year,month,ytd,unit,growth_pct,target"


def lines(change=lambda row: row, extra=()):
    """Return five years of a synthetic indicator (示例数据), to June 2024."""
    rows = [HEADER]
    for year in range(2019, 2025):
        for month in range(2, 13 if year < 2024 else 7):
            value = 10 * month * 1.05 ** (year - 2019)
            target = "160" if (year, month) == (2024, 2) else ""
            row = change(["社零", str(year), str(month), f"{value:.2f}", "亿元", "5.0", target])
            if row is not None:
                rows.append(",".join(row))
    return "\n".join([*rows, *extra]) + "\n"


@pytest.fixture
def told(tmp_path, capsys):
    def run(text, *arguments):
        path = tmp_path / "指标.csv"
        path.write_text(text, encoding="utf-8")
        code = main(["forecast", str(path), *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_the_json_has_the_fields_of_the_contract(told):
    code, out, _ = told(lines(), "--year", "2024", "--month", "6", "--json")

    series = json.loads(out)["series"][0]
    assert code == 0
    assert series["p10"] < series["median"] < series["p90"]
    assert 0 < series["probability"] < 1
    assert set(series["growth_pct"]) == {"median", "p10", "p90"}
    assert series["time_progress_pct"] == 50
    assert series["same_period_progress_pct"] == pytest.approx(50, abs=0.1)
    assert isinstance(series["because"][0], list)
    assert "5年" in series["basis"]


def test_without_a_month_the_last_one_in_the_table_is_used(told):
    _, out, _ = told(lines(), "--json")

    assert (json.loads(out)["year"], json.loads(out)["month"]) == (2024, 6)


@pytest.mark.parametrize("target", ["社零=153.16", "社零=5%", "社零=5％"])
def test_an_argument_takes_the_place_of_the_column(told, target):
    _, out, _ = told(lines(), "--target", target, "--json")

    assert json.loads(out)["series"][0]["target"] == pytest.approx(153.16, abs=0.01)


def test_a_growth_target_column_is_held_against_growth(told):
    text = lines().replace("target", "target_growth_pct").replace(",160", ",6")
    _, out, _ = told(text, "--json")

    assert json.loads(out)["series"][0]["needed_rest_growth_pct"] == pytest.approx(7.0, abs=0.1)


def test_the_plain_table_names_the_basis(told):
    code, out, _ = told(lines())

    assert code == 0
    assert "自身历史5年" in out


def test_the_last_month_of_the_year_is_the_figure(told):
    _, out, _ = told(lines(), "--year", "2023", "--month", "12", "--json")

    series = json.loads(out)["series"][0]
    assert series["p10"] == series["p90"] == series["median"]


def cell(year, month, position, text):
    def change(row):
        return [*row[:position], text, *row[position + 1 :]] if row[1:3] == [year, month] else row

    return change


def without(year, month):
    return lambda row: None if row[1:3] == [year, month] else row


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        (lines(without("2024", "5")), (), "缺5月"),  # a missing month
        (lines(without("2024", "6")), ("--month", "6"), "缺6月"),  # the month itself
        (lines(cell("2022", "3", 3, "-5")), (), "负数"),  # a negative stock
        (lines(extra=["社零,2024,1-2月,25,亿元,5,"]), (), "给了两次"),  # 1-2月 twice
        (lines(cell("2023", "4", 4, "万元")), (), "万元"),  # two units
        (lines(cell("2023", "4", 3, "见说明")), (), "第48行"),  # text in a number cell
        (lines(cell("2023", "4", 5, "N/A")), (), "growth_pct"),  # text in another
        (lines(cell("2024", "2", 6, "约160")), (), "target"),  # text for a target
        (lines(), ("--target", "社零="), "没有目标值"),  # target without level
        (lines(), ("--target", "房价=6"), "不在表里"),  # target of nobody
        (lines(), ("--target", "社零=-1"), "不大于零"),  # impossible target
        (lines(), ("--year", "2031"), "没有数据"),  # year not there
        (lines(), ("--month", "1"), "1-2月"),  # January alone
        ("series,year,month\n社零,2024,6\n", (), "ytd"),  # a column missing
        (HEADER + "\n", (), "没有数据行"),  # header only
        ("", (), "空"),  # empty file
    ],
)
def test_bad_input_is_told_in_a_line_and_nothing_is_printed(told, text, arguments, words):
    code, out, err = told(text, *arguments, "--json")

    assert code == 2
    assert words in err
    assert "改法" in err
    assert "Traceback" not in err
    assert out == ""
