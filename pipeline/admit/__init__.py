"""Admission: whether a source's licence is proven, and whether it is read at all."""
