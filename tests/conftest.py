from hypothesis import HealthCheck, settings

# The same examples on every machine and in every run, and no clock that could fail a slow one.
settings.register_profile(
    "steady",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")
