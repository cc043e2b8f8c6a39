"""The policy of the village cadre force as pure functions of plain values and parameters; one file for each mechanism."""
