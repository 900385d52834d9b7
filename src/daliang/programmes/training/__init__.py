"""Training: a plain programme with a plan of courses."""
