"""State assets: the register, the count, leases, idle assets, and the pilot's roll-out."""
