"""Encrypted fields, keyed digests, masks, hash chains.

A *data key* encrypts what belongs to one person; it is stored wrapped under a *master key* that only the settings hold, so that
a stolen database reads nothing, a rotation of the master re-wraps keys and touches no record, and destroying a person's data key
erases what was sealed with it, wherever copies lie. A *digest* matches a sealed value without opening it. A *mask* is what a page
shows of it. A *chain* links the rows of a log so that a changed, removed or inserted row shows.
"""
