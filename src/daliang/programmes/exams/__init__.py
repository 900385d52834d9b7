"""Exam guarantee: yearly template, sites against departments, the day, and what is learned."""
