"""Papers out: what an office must hand in, composed from the ledger's figures."""
