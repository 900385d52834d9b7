"""Pages of the projects pack."""
