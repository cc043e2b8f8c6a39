"""What holds for every test."""

from hypothesis import HealthCheck, settings

# No test asserts a time, so a machine that is busy with other things must not fail one either.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
