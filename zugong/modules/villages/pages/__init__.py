"""The pages of the village cadre register."""
