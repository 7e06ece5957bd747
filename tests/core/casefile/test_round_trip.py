from __future__ import annotations

import json
from dataclasses import MISSING, fields

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.casefile.documents import sound
from tests.strategies import case_files
from zhiji.core.casefile import decode, model, parse, reading, to_document
from zhiji.external import library

VOCABULARY = library.vocabulary()


@given(case_files())
def test_a_case_file_written_and_read_is_the_same(file):
    document = to_document(file)
    again = parse(decode(json.dumps(document)), VOCABULARY)
    assert again == file
    assert to_document(again) == document


@settings(max_examples=30)
@given(case_files(), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(file, chance):
    def shuffled(value):
        if isinstance(value, dict):
            items = list(value.items())
            chance.shuffle(items)
            return {key: shuffled(item) for key, item in items}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    assert parse(shuffled(to_document(file)), VOCABULARY) == file


def test_every_key_is_written_and_times_are_in_legal_time():
    document = to_document(parse(sound(), VOCABULARY))
    assert document["parties"][0]["named"] is True
    assert document["records"][0]["stored_at"] is None
    assert document["case"]["opened_at"] == "2026-03-02T09:00:00+08:00"
    assert next(iter(document)) == "format"


def test_reading_leaves_the_document_as_it_was():
    document = sound()
    file = parse(document, VOCABULARY)
    assert document == sound()
    assert file.events[0].facts is not document["events"][0]["facts"]


def test_the_reader_knows_exactly_the_fields_of_the_model():
    """A field added to the model and forgotten in the reader would be refused as unknown."""
    document = to_document(parse(sound(), VOCABULARY))
    for key, cls in (("events", model.Event), ("records", model.Record), ("accesses", model.Access)):
        assert list(document[key][0]) == [field.name for field in fields(cls)]
    required = {field.name for field in fields(model.Event) if field.default is MISSING is field.default_factory}
    assert required == {"id", "type", "start"}
    assert reading.parse(document, VOCABULARY)
