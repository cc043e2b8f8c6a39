"""The plan's pages, a file for each noun."""
