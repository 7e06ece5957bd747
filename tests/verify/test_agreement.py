"""Two verifiers, written apart from each other in two languages, give the same answer on whatever is done to a volume."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.verify.conftest import POLICIES
from tests.verify.mutations import KINDS, mutated
from tests.verify.test_tampering import InMemory, contents

from zhiji.verify import volume_verifier
from zhiji.verify.volume_verifier import NO_TRUST, Verification, read_policy, report

if TYPE_CHECKING:
    from pathlib import Path

    from tests.verify.second import Second


def first_answer(files: dict[str, bytes], policies: list[bytes]) -> dict[str, Any]:
    trust = NO_TRUST
    for policy in policies:
        trust = read_policy(policy, trust)
    return report("", Verification(InMemory(files), trust)).to_document()


def without_order(answer: dict[str, Any]) -> dict[str, Any]:
    return answer | {"findings": sorted(answer["findings"], key=lambda finding: sorted(map(str, finding.items())))}


def assert_same_answer(second: Second, sound: Path, number: int) -> None:
    files = contents(sound)
    anchors = [path for path in files if volume_verifier.ANCHOR.fullmatch(path)]
    done, changed = mutated(files, number, anchors)
    policies = POLICIES if number % 2 else []
    one, other = first_answer(changed, policies), second.verify(changed, policies=policies)
    assert without_order(one) == without_order(other), done


@pytest.mark.parametrize("policies", [[], POLICIES], ids=["alone", "with policies"])
def test_of_a_sound_volume_they_say_the_same_word_for_word(second: Second, sound: Path, policies: list[bytes]) -> None:
    files = contents(sound)
    answer = first_answer(files, policies)
    assert answer["holds"]
    assert second.verify(files, policies=policies) == answer
    assert len(answer["witnesses"]) == len(policies)


@pytest.mark.parametrize("number", range(3 * len(KINDS)))
def test_of_a_changed_volume_they_say_the_same(second: Second, sound: Path, number: int) -> None:
    assert_same_answer(second, sound, number)


@pytest.mark.soak
def test_of_a_thousand_changed_volumes_they_say_the_same(second: Second, sound: Path) -> None:
    for number in range(100, 1100):
        assert_same_answer(second, sound, number)


def test_they_know_the_same_codes_sentences_and_advice(second: Second) -> None:
    assert second.ask(codes=True) == {
        "codes": {code: list(said) for code, said in volume_verifier.CODES.items()},
        "notes": sorted(volume_verifier.NOTES),
    }
