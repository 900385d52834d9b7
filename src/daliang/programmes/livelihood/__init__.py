"""Livelihood: items with quantities and a verdict, and planners for meal sites and bus lines."""
