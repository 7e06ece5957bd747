"""What an operator asks: is it there, is it ready, how much is in it."""

from __future__ import annotations

import shutil

import pytest
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families

pytestmark = pytest.mark.django_db


def figures(answer):
    found = text_string_to_metric_families(answer.text)
    return {(s.name, *s.labels.values()): s.value for family in found for s in family.samples}


def test_it_is_there(client):
    assert client.get(reverse("healthz")).content == b"ok\n"


def test_it_is_ready_when_database_and_store_are(client):
    answer = client.get(reverse("readyz"))
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert answer.json()["checks"]["database"] == answer.json()["checks"]["evidence"] == "ok"


def test_a_store_that_cannot_be_written_is_named(client, data_dir):
    client.get(reverse("readyz"))
    shutil.rmtree(data_dir / "evidence")
    (data_dir / "evidence").write_text("a file where the folder should be")
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 503
    assert answer.json()["checks"]["evidence"].startswith("证据库不能写入")


def test_figures_are_those_of_the_office(office, client):
    found = figures(client.get(reverse("metrics")))
    assert found["zhiji_cases", "调查取证"] == 1
    assert found["zhiji_evidence_files",] == 2
    assert found["zhiji_approvals_waiting",] == found["zhiji_intakes_waiting",] == 1
    assert found["zhiji_ledger_entries",] == found["zhiji_ledger_unsigned_entries",] > 0
    assert sum(count for (name, *_), count in found.items() if name == "zhiji_open_findings") > 0


def test_figures_are_for_this_machine_or_who_has_the_token(client, settings):
    assert client.get(reverse("metrics"), REMOTE_ADDR="192.0.2.7").status_code == 403
    settings.METRICS_TOKEN = "a long secret"  # of the test
    assert client.get(reverse("metrics")).status_code == 403
    asked = {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer a long secret"}
    assert client.get(reverse("metrics"), **asked).status_code == 200
