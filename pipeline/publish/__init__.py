"""Publishing a release: the target gets every file, and what arrived is verified."""
