"""Standing among declared peers: rank, distances, share, ahead or behind, and scores."""

from daliang.engine.standing.peers import (
    Denominator,
    Neighbour,
    PeerSet,
    Position,
    Share,
    Standing,
    share_of,
    stand,
)
from daliang.engine.standing.scoring import (
    METHODS,
    CappedCompletion,
    EfficacyCoefficient,
    RankPoints,
    Score,
    ScoringMethod,
    score,
)

__all__ = [
    "METHODS",
    "CappedCompletion",
    "Denominator",
    "EfficacyCoefficient",
    "Neighbour",
    "PeerSet",
    "Position",
    "RankPoints",
    "Score",
    "ScoringMethod",
    "Share",
    "Standing",
    "score",
    "share_of",
    "stand",
]
