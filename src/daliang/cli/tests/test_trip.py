import json

import pytest

from daliang.cli.main import main

TOUR = {
    "days": 2,
    "teams": 1,
    "hours": [480, 1080],
    "home": "甲",
    "cities": [{"name": "甲", "lat": 48.8, "lon": 2.3}, {"name": "乙", "lat": 49.5, "lon": 2.3}],
    "travel_minutes": None,
    "visits": [{"id": "商会", "city": "乙", "minutes": 60, "priority": 3,
                "windows": [[1, 540, 900]], "fixed": True}],
}  # fmt: skip


def written(tmp_path, document):
    file = tmp_path / "出访.json"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return str(file)


@pytest.mark.slow
def test_the_command_writes_a_plan_and_a_calendar_and_checks_it(tmp_path, capsys):
    file, out, ics = written(tmp_path, TOUR), tmp_path / "plan.json", tmp_path / "行程.ics"
    calendar = ["--ics", str(ics), "--first-on", "2024-05-28"]

    assert main(["trip", file, "--out", str(out), "--seconds", "1", *calendar]) == 0
    assert main(["trip", file, "--check", str(out)]) == 0

    plan = json.loads(out.read_text(encoding="utf-8"))
    assert plan["plan"][1]["visits"][0]["id"] == "商会"
    assert plan["travel_estimated"] is True
    assert "BEGIN:VEVENT" in ics.read_text(encoding="utf-8")
    assert "可行" in capsys.readouterr().out


@pytest.mark.slow
def test_days_counted_from_one_are_answered_from_one(tmp_path, capsys):
    visit = {**TOUR["visits"][0], "windows": [[2, 540, 900]]}

    assert main(["trip", written(tmp_path, {**TOUR, "visits": [visit]}), "--seconds", "1"]) == 0

    plan = json.loads(capsys.readouterr().out)
    assert [row["day"] for row in plan["plan"]] == [1, 2]
    assert plan["plan"][1]["visits"]


@pytest.mark.slow
def test_a_broken_plan_is_told(tmp_path, capsys):
    file, out = written(tmp_path, TOUR), tmp_path / "plan.json"
    main(["trip", file, "--out", str(out), "--quick"])
    plan = json.loads(out.read_text(encoding="utf-8"))
    plan["plan"][1]["visits"][0]["arrival"] = 480
    out.write_text(json.dumps(plan), encoding="utf-8")

    assert main(["trip", file, "--check", str(out)]) == 1
    assert "商会" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days": "九"}, "days"),  # a day count in words
        ({"hours": [480]}, "hours"),  # no end
        ({"cities": []}, "cities"),  # no city
        ({"travel_minutes": [[0], [0, 1]]}, "travel_minutes"),  # a ragged table
        ({"cities": [{"name": "甲"}, {"name": "乙"}]}, "经纬度"),  # nothing to estimate from
        ({"visits": [{"id": "a", "city": "甲", "minutes": "一小时"}]}, "minutes"),  # text
        ({"visits": [{"id": "a", "city": "甲", "minutes": 6, "windows": [[1, 2]]}]}, "时间窗"),
        ({"visits": [{"city": "甲", "minutes": 6}]}, "没有编号"),  # nameless
        ({"window_rule": "maybe"}, "window_rule"),  # an unknown rule
    ],
)
def test_a_bad_trip_gives_clear_lines_and_no_file(tmp_path, capsys, changes, words):
    out = tmp_path / "plan.json"

    assert main(["trip", written(tmp_path, {**TOUR, **changes}), "--out", str(out)]) == 2

    assert words in capsys.readouterr().err
    assert not out.exists()


def test_a_calendar_needs_the_first_day(tmp_path, capsys):
    assert main(["trip", written(tmp_path, TOUR), "--ics", "x.ics"]) == 2
    assert "--first-on" in capsys.readouterr().err
