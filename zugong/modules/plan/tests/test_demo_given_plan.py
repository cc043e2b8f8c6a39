"""The demonstration that begins with somebody's own plan."""

from zugong.kernel.access.testing import small_city
from zugong.modules.plan import demo
from zugong.modules.plan.models import Plan, Report, Target


def test_a_given_plan_is_read_and_accepted_instead(db, tmp_path):
    small_city()
    path = tmp_path / "plan.txt"
    path.write_text(
        "青山市2023年组织工作要点\n一、聚力人才引育\n（一）选聘导师。面向高校选聘40名左右产业导师。\n", encoding="utf-8"
    )
    demo.build(plan_path=path)
    assert [target.value for target in Target.objects.all()] == [40]
    assert not Report.objects.exists()
    assert Plan.objects.get().state == Plan.State.ACCEPTED
