"""What an examination follows: what is written of applicants and posts changes what the rules say of a qualification."""

from zugong.kernel.history.following import follow
from zugong.modules.villages.actions.exam_applicants import keep_verdicts, keep_verdicts_of_posts
from zugong.modules.villages.actions.exam_gaps import fill_in_missing
from zugong.modules.villages.models import Applicant, RecruitmentPost, ServedGap


def follow_examinations() -> None:
    """Have qualifications judged anew with every writing, and villages added to a post told with what they lack."""
    follow(Applicant, keep_verdicts)
    follow(RecruitmentPost, keep_verdicts_of_posts)
    follow(ServedGap, fill_in_missing)
