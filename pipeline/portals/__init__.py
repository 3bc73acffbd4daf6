"""What is spoken to a Hub, a CKAN portal and GitHub: calls, addresses, tokens."""
