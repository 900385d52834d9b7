"""The sample city: Wuxi in June 2024, from published facts; everything else is marked as example.

The commitments are the meeting's work of 6 June 2024 in our own words. Units,
dates and progress that no source gives are examples: every row carries its
basis, and the whole sample is flagged synthetic on screen and in exports.
People are role names.
"""

from daliang.dispatch.sample.city import DEMO_DAY, load

__all__ = ["DEMO_DAY", "load"]
