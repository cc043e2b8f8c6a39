"""What rosters call offices."""

import pytest

from zugong.modules.villages.duty_words import UnclearDuty, duties_in


@pytest.mark.parametrize(
    ("text", "offices"),
    [
        ("书记", ["secretary"]),
        ("党总支书记、村委会主任", ["secretary", "director"]),
        ("村委会主任，党总支书记", ["secretary", "director"]),
        ("书记兼主任（一肩挑）", ["secretary", "director"]),
        ("社区党委书记兼居委会主任", ["secretary", "director"]),
        ("支部副书记 村委会副主任", ["deputy_secretary", "deputy_director"]),
        ("村委委员/妇联主席", ["committee_member", "other"]),
        ("监委会主任", ["supervision_head"]),
        ("村务监督委员会委员", ["supervision_member"]),
        ("党支部委员", ["party_member"]),
        ("后备干部", ["reserve"]),
        ("团支部书记", ["other"]),
        ("书记、书记", ["secretary"]),
        ("", []),
    ],
)
def test_offices_are_understood_as_rosters_write_them(text, offices):
    assert [duty.office.value for duty in duties_in(text)] == offices


@pytest.mark.parametrize("text", ["委员", "两委委员", "第一书记", "书纪", "党总支书记、帮忙"])
def test_an_unclear_office_is_asked_about(text):
    with pytest.raises(UnclearDuty):
        duties_in(text)


def test_two_other_jobs_are_one_entry_that_names_both():
    assert [duty.title for duty in duties_in("文书、会计")] == ["文书、会计"]
