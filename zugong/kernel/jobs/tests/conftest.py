import pytest

from zugong.kernel.jobs import declaring


@pytest.fixture
def declared(monkeypatch):
    """Job functions declared inside a test are forgotten after it."""
    monkeypatch.setattr(declaring, "_functions", {})
    monkeypatch.setattr(declaring, "_daily", [])
    return declaring


@pytest.fixture
def later(monkeypatch):
    """Let time pass: `later(seconds=61)`."""
    from datetime import timedelta

    from zugong.kernel import calendar

    real, passed = calendar.instant, timedelta()

    def pass_by(**span):
        nonlocal passed
        passed += timedelta(**span)

    monkeypatch.setattr(calendar, "instant", lambda: real() + passed)
    return pass_by
