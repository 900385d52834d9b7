"""Pages of demands, for the office and for the firm."""
