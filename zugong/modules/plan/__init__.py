"""The plan at work: from the printed page to tasks, parts, reports, supervision and papers.

A *plan* is one unit's printed plan of one year; an *edition* is one reading of it. Its *goals* are the headings of the first
level, its *task groups* those below, its *tasks* what is to be done. A *target* is a task's number. A *breakdown* (任务分解) hands a
target to units; each unit's share is a *part*. A *report* says how far a part has come, signed by the unit and confirmed by the
task's section. A *slip* (督查单) chases what is late; a *bulletin* (通报) tells all of it.
"""
