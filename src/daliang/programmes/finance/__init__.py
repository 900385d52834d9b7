"""Finance: need, offers, granted and drawn money of projects and firms, with the blocker."""
