"""What every test stands on: hypothesis profiles, and the audit that follows every test of the database."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.trail_audit import (  # noqa: F401  fixtures
    _rows_agree_with_the_log,
    _signer_of_its_own,
    _the_ledger_can_be_emptied_between_tests,
    tampers,
)

settings.register_profile(
    "usual",
    deadline=None,  # two busy cores: time is measured in bench/, not here
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("long", parent=settings.get_profile("usual"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))
