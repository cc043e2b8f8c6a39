"""Commands about plans that need no database."""
