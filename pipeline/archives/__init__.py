"""Files of a snapshot opened: what lies in them, whatever kind they are and whatever state they are in."""
