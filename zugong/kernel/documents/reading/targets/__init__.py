"""Finds the quantified commitments of a plan: what is counted, how much, by when, and how firmly it is promised."""

from zugong.kernel.documents.reading.targets.grammar import find_targets

__all__ = ["find_targets"]
