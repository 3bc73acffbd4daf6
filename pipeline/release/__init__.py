"""A release: its data in buckets, and ledger, index, facts and inputs around them."""
