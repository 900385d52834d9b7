"""Daliang (大梁): the working system of a city's delivery office."""

__version__ = "0.1.0"
