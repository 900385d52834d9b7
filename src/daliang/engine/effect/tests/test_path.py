"""An effect is a difference from an earlier forecast, and never a proof."""

import pytest

from daliang.engine.checks import BadInput
from daliang.engine.effect import NO_PROOF, Verdict, measure_effect
from daliang.engine.forecast import Band, FanPoint

FAN = (
    FanPoint(7, Band(58.0, 56.0, 60.0)),
    FanPoint(8, Band(66.0, 63.0, 69.0)),
    FanPoint(12, Band(100.0, 92.0, 108.0)),
)


@pytest.mark.parametrize(
    ("came", "verdict"),
    [
        ({7: 59.0, 8: 71.0}, Verdict.ABOVE),
        ({7: 61.0, 8: 68.0}, Verdict.WITHIN),
        ({8: 60.0}, Verdict.BELOW),
        ({8: None}, Verdict.UNKNOWN),
    ],
)
def test_the_last_known_month_decides(came, verdict):
    assert measure_effect(6, 7, FAN, came).verdict is verdict


def test_the_warning_travels_with_every_effect():
    assert measure_effect(6, 7, FAN, {7: 70.0}).warning == NO_PROOF


def test_the_sentence_names_what_came_and_what_was_expected():
    sentence = measure_effect(6, 7, FAN, {8: 71.0}).sentence

    assert "到8月累计71" in sentence
    assert "事前预测66" in sentence


def test_a_forecast_made_after_the_work_closed_is_refused():
    with pytest.raises(BadInput, match="晚于"):
        measure_effect(8, 7, FAN, {})


def test_without_a_forecast_there_is_no_effect():
    with pytest.raises(BadInput, match="事前预测"):
        measure_effect(6, 7, (), {})
