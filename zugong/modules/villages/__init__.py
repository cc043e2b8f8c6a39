"""The village cadre register: who serves in which village, in which office, since when, and what is amiss with the records.

A *village cadre* (村干部) is one person's service in one village or community. An *office* (任职记录) is one seat that a cadre holds or
held: in the Party organization, the villagers' committee, the supervision committee, beside them or in the reserve. A *team* (班子) is
one of these bodies of one village, with its term. *Education* and *trainings* belong to the person. A *finding* (疑点) is what the
register holds that cannot be right; it is computed, disappears when the record is mended, and can be confirmed as right, with a reason.
"""
