"""Reading documents: bytes to blocks, blocks to a draft list with exact places."""
