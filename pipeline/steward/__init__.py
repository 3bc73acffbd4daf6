"""After publication: documents and versions taken back, copies pruned, what was used cited, names taken out, errors on record."""
