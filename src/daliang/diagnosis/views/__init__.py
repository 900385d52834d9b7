"""Pages of the diagnosis, a module for each noun."""
