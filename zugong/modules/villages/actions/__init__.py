"""The verbs of the village cadre register."""
