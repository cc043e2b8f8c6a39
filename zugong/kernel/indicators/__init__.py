"""Figures: facts, measures, goals, and their roll-up over the tree of units and over time.

A *fact table* is the rows of some records without name, number or phone. A *measure* says how facts are counted: an expression for its
part, for a ratio also for its whole. A *subject* is what a measure is counted for, such as one target of the plan. A *cell* is the
figure of a measure for a subject, a unit with everything below it, and a period. A *goal* is what the figure should be; a *standing* is
how it stands against the goal: lamp and rank. The *board* shows standings and cells only, so that it does not grow with the records.
"""
