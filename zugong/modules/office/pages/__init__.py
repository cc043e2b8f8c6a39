"""The screens of the office that are more than a ledger's."""
