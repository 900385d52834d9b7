"""Publicity: packs of published figures only, and a line for each closed item."""
