"""Kills workers with -9 at random points of their work, and looks whether anything is half written, doubled or lost."""
