"""What holds for every test."""

import os

from hypothesis import HealthCheck, settings

# No test asserts a time, so a machine that is busy with other things must not fail one either.
ANY_MACHINE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
# The same examples each time: a change is judged by what it changed, not by the luck of the day.
settings.register_profile("house", **ANY_MACHINE, derandomize=True)
settings.register_profile("explore", **ANY_MACHINE, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))
