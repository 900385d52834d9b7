"""The doctor names what is missing and the mend."""

from __future__ import annotations

import pytest
from django.db import connection

from daliang.site import doctor, periodic

pytestmark = pytest.mark.django_db


def test_every_finding_that_is_not_well_has_a_mend() -> None:
    for found in doctor.examine():
        assert found.text
        assert found.is_well or found.mend, found


def test_a_machine_without_chinese_fonts_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_chinese_fonts", list)

    found = [item for item in doctor.examine() if item.title == "中文字体"]

    assert "fonts-noto-cjk" in found[0].mend
    assert not found[0].is_well


def test_a_database_that_lacks_a_step_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.migrating, "pending", lambda: ["base.0099_new"])

    found = [item for item in doctor.examine() if item.title == "数据库结构"]

    assert not found[0].is_well
    assert found[0].is_essential


def test_a_place_that_cannot_be_written_is_told(settings: object, tmp_path: object) -> None:
    (tmp_path / "file").write_text("")
    settings.VAR = tmp_path / "file" / "var"

    found = [item for item in doctor.examine() if item.title == "数据目录"]

    assert not found[0].is_well


def test_a_year_without_known_holidays_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.calendar, "knows", lambda year: False)

    found = [item for item in doctor.examine() if item.title == "工作日历"]

    assert "周一至周五" in found[0].text


def test_one_failed_piece_of_periodic_work_does_not_stop_the_rest(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(today: object) -> str:
        raise ValueError("broken")

    found = {"a.first": fail, "a.second": lambda today: "做了3件"}
    monkeypatch.setattr(periodic, "WORK", (("甲", "a.first"), ("乙", "a.second")))
    monkeypatch.setattr(periodic, "_find", found.get)
    done = []

    with pytest.raises(ExceptionGroup) as caught:
        done.extend(periodic.run_all(None))

    assert caught.value.exceptions[0].__notes__ == ["甲"]
    assert connection.is_usable()
