"""What holds for every test."""

import os

import pytest
from hypothesis import HealthCheck, settings

from zugong.site.messages import compile_messages

# No test asserts a time, so a machine that is busy with other things must not fail one either.
ANY_MACHINE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
# The same examples each time: a change is judged by what it changed, not by the luck of the day.
settings.register_profile("house", **ANY_MACHINE, derandomize=True)
settings.register_profile("explore", **ANY_MACHINE, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def pytest_configure(config: pytest.Config) -> None:
    """A fresh checkout speaks English before its first test; the process that starts the others does it for all."""
    if not hasattr(config, "workerinput"):
        compile_messages()
