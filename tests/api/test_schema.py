"""Whatever is sent, the answer is one that the description names, and never a fault of ours."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from zhiji.api.site import api
from zhiji.config.wsgi import application

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
QUIET = [
    HealthCheck.function_scoped_fixture,
    HealthCheck.too_slow,
    HealthCheck.filter_too_much,
    HealthCheck.data_too_large,
]
ENDPOINTS = [(path, verb) for path, verbs in api.get_openapi_schema()["paths"].items() for verb in verbs]


@pytest.mark.parametrize(("path", "verb"), ENDPOINTS)
def test_no_request_meets_an_answer_that_is_not_described(case, cast, token, path, verb):
    headers = {"Authorization": f"Bearer {token(cast.lin)}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)

    @settings(max_examples=6, deadline=None, derandomize=True, database=None, suppress_health_check=QUIET)
    @given(request=schema[path][verb.upper()].as_strategy())
    def answered(request):
        request.call_and_validate(headers=headers, checks=CHECKS)

    answered()
