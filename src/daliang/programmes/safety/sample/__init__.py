"""Sites, visits and hazards of the sample city; every one of them is made up and labelled so."""

from daliang.programmes.safety.sample.load import load

__all__ = ["load"]
