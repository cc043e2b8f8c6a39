"""A ledger of Party bodies to import into, and files as people hand them in."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zugong.kernel.ledger.declaring import Ledger, ledger_named, withdraw
from zugong.kernel.ledger.importing import actions
from zugong.kernel.registry.models import Taskforce

HEAD = ["名称", "牵头单位", "任务", "依据文件", "成立日期", "撤销日期"]


def upload(*lines, head=HEAD, name="专班.csv"):
    """A file with these lines below its header."""
    text = "\n".join(",".join(map(str, line)) for line in [head, *lines])
    return SimpleUploadedFile(name, text.encode())


@pytest.fixture
def taskforces(db) -> Iterator[Ledger]:
    """A ledger of task forces, for as long as a test runs."""

    class Taskforces(Ledger):
        """Who works together on what."""

        model = Taskforce
        name = "trial-taskforces"
        columns = ["name", "unit", "purpose"]
        form_fields = ["name", "unit", "purpose", "document", "start_date", "end_date"]

    yield ledger_named("trial-taskforces")
    withdraw("trial-taskforces")


@pytest.fixture
def bring(city, taskforces):
    """Hand a file in: `bring(["驻村专班", "木厂镇", "驻村"])` is its import."""

    def begin(*lines, by="officer", ledger=taskforces, **more):
        return actions.begin(ledger, upload(*lines, **more), city.user(by))

    return begin
