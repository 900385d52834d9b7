"""Effect: a figure's later path held against the forecast made before the work closed."""

from daliang.engine.effect.path import NO_PROOF, Effect, PathPoint, Verdict, measure_effect

__all__ = ["NO_PROOF", "Effect", "PathPoint", "Verdict", "measure_effect"]
