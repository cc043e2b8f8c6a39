"""`zugong serve` and what it is made of."""
