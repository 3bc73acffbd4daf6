"""Compiled passes over Arrow string buffers."""
