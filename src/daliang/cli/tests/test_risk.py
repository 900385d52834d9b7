import json

import pytest

from daliang.cli.main import main

PIER = {
    "today": "2024-06-07",
    "projects": [
        {
            "id": "码头",
            "milestones": [
                {"id": "开工", "after": [], "done_on": "2024-05-20", "due_on": "2024-05-31"},
                {"id": "封顶", "after": ["开工"], "low": 20, "mode": 30, "high": 40,
                 "done_on": None, "due_on": "2024-07-10"},
            ],
        }
    ],
}  # fmt: skip


def test_the_command_prints_chances_dates_and_a_light(tmp_path, capsys):
    file = tmp_path / "项目.json"
    file.write_text(json.dumps(PIER, ensure_ascii=False), encoding="utf-8")

    assert main(["risk", str(file), "--json"]) == 0

    project = json.loads(capsys.readouterr().out)["projects"][0]
    assert project["light"] == "yellow"
    assert project["milestones"][1]["p50"] == "2024-07-07"
    assert project["milestones"][1]["probability"] == pytest.approx(0.755, abs=0.01)


def test_the_command_without_json_prints_lines(tmp_path, capsys):
    file = tmp_path / "项目.json"
    file.write_text(json.dumps(PIER), encoding="utf-8")

    assert main(["risk", str(file)]) == 0
    assert "黄 码头" in capsys.readouterr().out


def one_project(milestone):
    return '{"today": "2024-06-07", "projects": [{"id": "a", "milestones": [' + milestone + "]}]}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "不是 JSON"),  # cut off
        ("[]", "projects"),  # a list instead of an object
        ('{"projects": []}', "today"),  # no day
        ('{"today": "6月7日", "projects": []}', "不是日期"),  # a date in words
        ('{"today": "2024-06-07", "projects": [3]}', "milestones"),  # a number as project
        (one_project('{"id": "x", "low": "1"}'), "不是数字"),  # text as days
        (one_project('{"id": "x", "after": "y"}'), "不是列表"),  # a bare name
        (one_project('{"low": 1}'), "没有编号"),  # nameless
        (one_project('{"id": "x", "low": NaN}'), "不是数字"),  # not a number
    ],
)  # fmt: skip
def test_a_bad_file_gives_clear_lines_and_exit_code_2(tmp_path, capsys, text, words):
    file = tmp_path / "坏.json"
    file.write_text(text, encoding="utf-8")

    assert main(["risk", str(file), "--json"]) == 2

    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err
    assert "坏.json" in printed.err


def test_an_absent_file_is_named(capsys):
    assert main(["risk", "没有.json"]) == 2
    assert "没有.json" in capsys.readouterr().err
