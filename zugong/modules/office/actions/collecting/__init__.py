"""Verbs on one-off forms: drawing up, sending, filling in, chasing, merging.

A *form* asks *columns* of *recipients*; each recipient owes a *return*, whose rows are texts by the columns' keys. A column is *known*
if its value comes from a ledger or from the last form of the same catalogue number, and is only read and corrected.
"""
