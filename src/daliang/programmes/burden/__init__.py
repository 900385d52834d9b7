"""Burden meter: what is asked of each unit, how much of it the system could answer itself."""
