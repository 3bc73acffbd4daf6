"""From what was read to the immutable document: repair, furniture, hyphenation, blanks, splitting; every change noted."""
