"""Pages of dispatch, a module for each noun."""
