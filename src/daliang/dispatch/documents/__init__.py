"""Documents in: a speech or minutes become draft lines that a person confirms."""
