"""A mistyped number is noticed when it is typed, not when the court asks whose it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.identity_numbers import is_credit_code, is_resident_number, masked, tidy

# Examples of the standards' own annexes and of public company registers.
RESIDENT = ("11010519491231002X", "440524188001010014")
CREDIT = ("91350100M000100Y43",)


@pytest.mark.parametrize("number", RESIDENT)
def test_the_examples_of_the_standard_for_residents_hold(number):
    assert is_resident_number(number)


@pytest.mark.parametrize("number", CREDIT)
def test_the_example_of_the_standard_for_organisations_holds(number):
    assert is_credit_code(number)


@given(st.sampled_from(RESIDENT), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_one_wrong_sign_in_a_resident_number_is_noticed(number, place, sign):
    other = number[:place] + sign + number[place + 1 :]
    assert is_resident_number(other) is (other == number)


@given(st.sampled_from(CREDIT), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZ"))
def test_any_one_wrong_sign_in_a_credit_code_is_noticed(number, place, sign):
    other = number[:place] + sign + number[place + 1 :]
    assert is_credit_code(other) is (other == number)


@pytest.mark.parametrize("number", ["110105194913310021", "", "1101051949123100", "\uff11\uff110105194912310021"])
def test_what_has_no_such_form_or_day_is_no_resident_number(number):
    assert not is_resident_number(number)


@given(st.text(max_size=30))
def test_any_text_gets_an_answer(text):
    assert is_resident_number(text) in {True, False}
    assert is_credit_code(text) in {True, False}
    assert len(masked(text)) == len(text)


def test_a_mask_leaves_what_tells_people_apart_at_a_glance():
    assert masked("11010519491231002X") == "110105********002X"
    assert masked("E12345678") == "*******78"
    assert masked("A") == "A"


def test_spaces_and_small_letters_do_not_matter():
    assert tidy(" 110105 19491231 002x ") == "11010519491231002X"
