"""Parks and new infrastructure: area, occupancy, output per mu, compute, racks."""
