"""Delegations: trips planned, visits logged, outcomes counted once, conversion followed."""
