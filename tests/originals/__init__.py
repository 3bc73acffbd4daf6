"""Original files of public German texts, in the formats in which they are published, read as a curator would have them read."""
