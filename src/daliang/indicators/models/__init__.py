"""Tables of the indicators."""

from daliang.indicators.models.figures import Observation, PeerFigure, PeerMember, PeerSet
from daliang.indicators.models.forecasts import ForecastLog, ForecastOdds, ForecastPoint
from daliang.indicators.models.imports import FigureImport, HeaderMemory
from daliang.indicators.models.indicator import Indicator
from daliang.indicators.models.targets import Responsibility, Target, TargetPoint

__all__ = [
    "FigureImport",
    "ForecastLog",
    "ForecastOdds",
    "ForecastPoint",
    "HeaderMemory",
    "Indicator",
    "Observation",
    "PeerFigure",
    "PeerMember",
    "PeerSet",
    "Responsibility",
    "Target",
    "TargetPoint",
]
