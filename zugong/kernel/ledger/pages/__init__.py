"""The pages that every ledger has."""
