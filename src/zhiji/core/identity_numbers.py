"""Numbers by which people and organisations are known, and whether one was mistyped.

| number | standard | check |
| --- | --- | --- |
| 公民身份号码 | GB 11643-1999 | 17 digits with a real day of birth, then ISO 7064 MOD 11-2 |
| 统一社会信用代码 | GB 32100-2015 | 17 of 31 signs, then a weighted sum modulo 31 |
"""

from __future__ import annotations

import re
from datetime import date

_RESIDENT = re.compile(r"\d{17}[\dX]", re.ASCII)
_RESIDENT_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_RESIDENT_CHECKS = "10X98765432"

_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT = re.compile(f"[{_CREDIT_SIGNS}]{{18}}", re.ASCII)
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

SHOWN_HEAD, SHOWN_TAIL = 6, 4


def tidy(text: str) -> str:
    """As the standards write it: capital letters, no spaces."""
    return "".join(text.split()).upper()


def is_resident_number(text: str) -> bool:
    """Whether `text`, tidy, is a possible 公民身份号码."""
    if not _RESIDENT.fullmatch(text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _RESIDENT_WEIGHTS, strict=False))
    return text[-1] == _RESIDENT_CHECKS[total % 11]


def is_credit_code(text: str) -> bool:
    """Whether `text`, tidy, is a possible 统一社会信用代码."""
    if not _CREDIT.fullmatch(text):
        return False
    total = sum(_CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(text, _CREDIT_WEIGHTS, strict=False))
    return text[-1] == _CREDIT_SIGNS[-total % 31]


def masked(text: str) -> str:
    """For lists and screens that others see: the first six and last four signs; short ones show their last two."""
    if len(text) <= SHOWN_HEAD + SHOWN_TAIL:
        return "*" * max(len(text) - 2, 0) + text[-2:]
    return text[:SHOWN_HEAD] + "*" * (len(text) - SHOWN_HEAD - SHOWN_TAIL) + text[-SHOWN_TAIL:]
