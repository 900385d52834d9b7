"""Agreements: articles, items with measurable results, sub-agreements, funds, hearings, renewal."""
