"""Major projects: pipeline, gates with evidence, plans and figures, blockers, two books, risk."""
