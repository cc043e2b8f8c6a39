import pytest

from zugong.kernel.access.testing import small_city
from zugong.kernel.parameters import declaring


@pytest.fixture
def city(db):
    return small_city()


@pytest.fixture
def days(monkeypatch):
    """A parameter declared for the test alone."""
    monkeypatch.setattr(declaring, "_declared", dict(declaring._declared))
    return declaring.declare(code="test.days", label="测试期限", default=5, unit="天", source="测试")
