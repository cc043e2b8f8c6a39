"""Who may do what: users, grants, `may(user, verb, record)`, unmasking, the access log.

A *user* is an account. A *grant* gives a user a *role* at a unit, reaching the unit's subtree or only the user's own records. A role
is a set of *verbs*. The units a user *acts for* are those of the grants and the user's own section.
"""
