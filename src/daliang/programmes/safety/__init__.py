"""Safety campaign: sites, inspections, hazards and their closing."""
