"""The case file as data (zhiji-case/1): parse, validate, name the path of what is wrong."""

from zhiji.core.casefile.decoding import decode
from zhiji.core.casefile.errors import CaseFileError
from zhiji.core.casefile.model import (
    FORMAT,
    Access,
    Approval,
    Case,
    CaseFile,
    Copy,
    Event,
    FactValue,
    Officer,
    Party,
    Record,
    Report,
    Signature,
)
from zhiji.core.casefile.oddities import oddities
from zhiji.core.casefile.reading import parse, problems
from zhiji.core.casefile.writing import to_document

__all__ = [
    "FORMAT",
    "Access",
    "Approval",
    "Case",
    "CaseFile",
    "CaseFileError",
    "Copy",
    "Event",
    "FactValue",
    "Officer",
    "Party",
    "Record",
    "Report",
    "Signature",
    "decode",
    "oddities",
    "parse",
    "problems",
    "to_document",
]
