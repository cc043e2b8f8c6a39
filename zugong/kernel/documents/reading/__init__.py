"""Reading a plan: file -> lines -> repaired blocks -> heading tree -> quantified commitments.

A *block* is one heading, paragraph or table row of the repaired text, in reading order. A *repair* is one mend made to the
text as extracted, with before and after. A *target* is one quantified commitment for the future, found in one block.
"""
