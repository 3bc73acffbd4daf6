"""Readers of linguistic corpora: tokens in rows, verses in OSIS, time expressions in TimeML."""
