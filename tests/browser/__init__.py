"""Walks through the pages in chromium, on a city of the demonstration."""
