"""The verbs of the plan at work, a file for each noun."""
