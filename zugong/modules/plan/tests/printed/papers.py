"""A synthetic plan in two editions, and short ways to read and accept them."""

from dataclasses import dataclass

from zugong.kernel.access.models import User
from zugong.kernel.access.testing import SmallCity
from zugong.modules.plan.actions.accepting import Accepted, accept
from zugong.modules.plan.actions.editions import upload
from zugong.modules.plan.models import Edition, Plan, Target, Task

PLAN = """青山市2023年组织工作要点

2023年全市组织工作的总体思路是围绕中心、服务大局。要把各项工作抓紧抓实。

一、聚力人才引育
（一）选聘导师。面向高校选聘40名左右产业导师。建立导师名册。
（二）专项招聘。统筹拿出120个事业编制开展专项招聘。

二、建强基层队伍
（一）优化结构。全市村干部学历达标率至少达到85%。各县区要联系3—4个薄弱村。
（二）改进作风。健全常态化监督机制。
"""
OPEN_SENTENCES = 2
CORRECTED = PLAN.replace("120个", "150个").replace(
    "（二）改进作风", "（三）关心关爱。落实谈心谈话制度。\n（二）转变作风"
)


@dataclass(slots=True)
class PrintedCity:
    """The small city and its plan of 2023."""

    city: SmallCity

    def user(self, name: str) -> User:
        return self.city.user(name)

    def read(self, text=PLAN, *, by="officer", unit="city", name="plan.txt", **more) -> Edition:
        return upload(unit=self.city.units[unit], content=text.encode(), name=name, by=self.user(by), **more)

    def accept(self, text=PLAN, *, by="officer", **more) -> Accepted:
        return accept(edition=self.read(text, by=by, **more), by=self.user(by))

    @property
    def plan(self) -> Plan:
        return self.city.units["city"].plans.get()

    def task(self, title: str) -> Task:
        return Task.objects.get(title=title)

    def target(self, value: int) -> Target:
        return Target.objects.get(value=value)
