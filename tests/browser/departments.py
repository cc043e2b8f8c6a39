"""Has every department of a county that still owes an answer to a vetting say that it has nothing against the candidate.

The demonstration's cast has one department of a county. The others have accounts, but no card at the door, so that this program
takes their step: `python -m tests.browser.departments <number of the vetting>`.
"""

import sys

import django


def answer(number: int) -> None:
    """Answer in the name of each department, by its own officer."""
    from zugong.kernel.access.models import User
    from zugong.kernel.access.roles import Role
    from zugong.kernel.procedures.models import Reply
    from zugong.kernel.procedures.moving import take
    from zugong.modules.villages.actions.vetting_steps import answers
    from zugong.modules.villages.models import JointReview

    review = JointReview.objects.get(pk=number)
    for reply in answers(review).filter(state=Reply.State.ASKED):
        officer = User.objects.filter(grants__unit=reply.unit, grants__role=Role.DEPARTMENT_OFFICER).first()
        changes = {"answer": Reply.Answer.NO_OBJECTION, "item": "", "text": ""}
        take("procedures.reply", "reply", reply, by=officer, changes=changes)


if __name__ == "__main__":
    django.setup()
    answer(int(sys.argv[1]))
