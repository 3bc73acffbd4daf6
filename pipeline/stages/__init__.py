"""The stages of a run in their order, and what of each is not fresh."""
