"""One table of changes, and the one door through which records are written.

A *record* is a row people care for: it has a version and is never deleted, only voided with a reason. A *change* is what one person
did to one record at one moment: before, after and why.
"""
