"""Folders whose taking in is interrupted: what the store holds is logged, whatever happened then."""

from __future__ import annotations

import os

import pytest
from tests.evidence.conftest import ARRIVED

from zhiji.evidence import custody, folders
from zhiji.evidence.models import Intake
from zhiji.external.local_store import LocalStore
from zhiji.external.store import StoreUnwritableError
from zhiji.trail.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(tmp_path):
    card = tmp_path / "card"
    card.mkdir()
    for name in "abcde":
        (card / f"{name}.txt").write_text(name)
    return card


def take_in(card):
    return folders.take_in_all(folders.walk([card]).files, by=SYSTEM, now=lambda: ARRIVED)


def test_outcomes_come_in_the_order_of_the_files(card, monkeypatch):
    monkeypatch.setattr(folders, "MOST_FILES", 2)
    outcomes = list(take_in(card))
    assert [outcome.found.path.name for outcome in outcomes] == ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"]
    assert all(outcome.receipt for outcome in outcomes)


def test_a_store_that_fills_up_stops_the_rest_and_what_it_took_is_logged(card, monkeypatch):
    put = LocalStore.put

    def until_full(store, source):
        if len(list(store.names())) == 2:
            raise StoreUnwritableError("证据库所在磁盘已满")
        return put(store, source)

    monkeypatch.setattr(LocalStore, "put", until_full)
    monkeypatch.setattr(folders, "WRITERS", 1)
    outcomes = []
    with pytest.raises(StoreUnwritableError, match="磁盘已满"):
        outcomes.extend(take_in(card))
    assert_all_logged(2)


def test_an_interruption_leaves_nothing_unlogged(card, monkeypatch):
    def interrupted(_futures):
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(folders, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(take_in(card))
    assert_all_logged(len(list(custody.store().names())))


def assert_all_logged(count):
    assert sorted(Intake.objects.values_list("file__name", flat=True)) == list(custody.store().names())
    assert Intake.objects.count() == count


def test_a_file_that_goes_away_meanwhile_is_named(card):
    files = folders.walk([card]).files
    os.remove(card / "c.txt")  # noqa: PTH107  (the card is pulled)
    outcomes = list(folders.take_in_all(files, by=SYSTEM, now=lambda: ARRIVED))
    assert [outcome.problem for outcome in outcomes if outcome.problem] == ["文件不在了，可能存储卡已拔出"]
    assert Intake.objects.count() == 4


def test_the_folder_and_the_time_of_a_file_are_kept(card):
    os.utime(card / "a.txt", (ARRIVED.timestamp() - 3600,) * 2)
    list(take_in(card))
    intake = Intake.objects.get(name="a.txt")
    assert intake.source == str(card)
    assert (intake.made_at_from, (ARRIVED - intake.made_at).seconds) == ("文件时间", 3600)
