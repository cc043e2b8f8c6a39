"""Reads plans and writes official documents. Plain Python: no database, no web framework."""
