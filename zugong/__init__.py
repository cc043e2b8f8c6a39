"""Zugong (组工): runs a city's yearly organization work from the published plan to figures that can be trusted."""
