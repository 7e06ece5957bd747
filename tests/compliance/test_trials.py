"""A draft tried on past cases: asked for with an entry, done by whoever is free, shown when it is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.builders import MORNING, event, moment, open_case
from tests.rulebook.test_rulebook import adopted, rules

from zhiji.cases import actions as cases
from zhiji.compliance import comparing, trials
from zhiji.compliance.models import OpenFinding, TrialResult
from zhiji.compliance.trials import SILENT, Draft, ask, run, run_waiting
from zhiji.core.ledger.entry import EntryType
from zhiji.external import library
from zhiji.rulebook.errors import RulebookError
from zhiji.trail import queries as trail
from zhiji.trail.actor import SYSTEM

EVENING = moment("03-02 18:00")
STRICTER = rules("2027-01-01").replace("应有记录: 音像".encode(), "应有记录: 音像, 应派人员: 至少3人".encode())


def office(cast, count: int = 3):
    """Cases under a regulation of the office's own, each with an unfilmed inspection."""
    adopted(rules("2020-01-01"))
    opened = [open_case(cast, regulation="gulou") for _ in range(count)]
    for case in opened:
        cases.record_event(case, event(end=moment("03-02 10:00")), by=SYSTEM, at=EVENING)
    open_case(cast)  # under another regulation
    return opened


def asked(draft: Draft):
    return ask(draft, by=SYSTEM, at=EVENING)


def later():
    return EVENING + timedelta(minutes=1)


LOOSER = rules("2027-01-01").replace("应有记录: 音像".encode(), "情态: 可以, 应有记录: 音像".encode())


def test_a_draft_shows_what_it_would_change_and_changes_nothing(cast):
    opened = office(cast)
    before = list(OpenFinding.objects.order_by("pk").values())
    trial = asked(Draft(LOOSER, "草案.yaml"))
    assert run(trial.pk, later)
    found = TrialResult.objects.get(pk=trial.pk).document
    assert found["verdicts"] == {"worse": 0, "better": 3, "mixed": 0, "other": 0, "same": 0}
    (obligation,) = found["obligations"]
    assert obligation["moves"] == [{"before": "缺失", "after": "建议", "count": 3}]
    assert [one["case"] for one in found["better"]] == [case.number for case in opened]
    assert list(OpenFinding.objects.order_by("pk").values()) == before


def test_it_is_asked_for_with_an_entry_that_names_the_draft_by_its_digest(cast):
    office(cast)
    trial = asked(Draft(LOOSER, "草案.yaml"))
    entry = trail.line(trail.entry_of(trial)).entry
    assert entry.type is EntryType.REGULATION_TRIED
    assert entry.facts == {"draft": "gulou@2027-01-01", "sha256": trial.sha256, "against": "gulou"}


def test_a_version_is_tried_on_the_cases_of_another_regulation(cast):
    office(cast)
    trial = asked(Draft(version="linyi-kj@2019-07-30", against="gulou"))
    run(trial.pk, later)
    assert TrialResult.objects.get(pk=trial.pk).total == 3
    assert trial.sha256 == library.regulation("linyi-kj").sha256


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (
            Draft(LOOSER.replace("现场检查".encode(), "现场检察".encode()), "草案.yaml"),
            "草案.yaml:8: 条文.第一条.1-1.环节",
        ),
        (Draft(version="atlantis"), "没有制度“atlantis”"),
        (Draft(version="jinpu-fgj"), "没有适用“jinpu-fgj”的案件可以比对"),
    ],
)
def test_what_cannot_be_tried_is_refused_in_a_sentence(cast, draft, sentence):
    office(cast, 1)
    with pytest.raises(RulebookError) as refused:
        asked(draft)
    assert sentence in str(refused.value)


def test_the_worker_does_what_waits_once(cast):
    office(cast)
    trial = asked(Draft(LOOSER, "草案.yaml"))
    assert run_waiting(later) == 1
    assert TrialResult.objects.get(pk=trial.pk).done == 3
    assert run_waiting(later) == 0
    assert not run(trial.pk, later)


def test_a_trial_whose_worker_fell_silent_is_taken_over(cast, monkeypatch):
    office(cast)
    trial = asked(Draft(LOOSER, "草案.yaml"))

    def dies(*_):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(trials, "compared", dies)
        with pytest.raises(RuntimeError):
            run(trial.pk, later)
    assert not run(trial.pk, later)
    assert run(trial.pk, lambda: later() + SILENT + timedelta(seconds=1))


def test_a_case_is_compared_with_the_version_in_force_when_it_opened(cast):
    (case,) = office(cast, 1)
    adopted(LOOSER.replace(b"2027-01-01", b"2026-03-02"))
    draft = trials.read(rules("2027-01-01"), "草案.yaml")
    ((file, found),) = comparing.compared(draft, "gulou", EVENING)
    assert (file.case.id, [one.statuses for one in found]) == (case.number, [("建议", "缺失")])


def test_batches_cost_the_same_each(cast, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(comparing, "BATCH", 2)
    office(cast, 4)
    draft = trials.read(LOOSER, "草案.yaml")
    with django_assert_max_num_queries(3 + 2 * 12 + 1):
        assert len(list(comparing.compared(draft, "gulou", MORNING))) == 4
