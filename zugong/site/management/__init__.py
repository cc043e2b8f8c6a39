"""Commands of a deployment."""
