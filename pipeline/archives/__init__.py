"""Archives: the members of a snapshot's files, of whatever kind, whole or damaged."""
