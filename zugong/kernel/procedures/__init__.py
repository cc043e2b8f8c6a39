"""What is in procedure: states, sign-offs, clocks, duties.

A *procedure* is a declared, versioned machine of *states* for one record type. A *move* takes a record from one state to another; whoever
takes it leaves a *signature*, which names the unit acted for and carries the digest of what was signed. A *clock* counts working or
calendar days and can pause for a stated reason. A *duty* says who owes what by when; an overdue duty climbs the line of units above.
"""
