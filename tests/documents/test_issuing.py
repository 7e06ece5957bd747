from __future__ import annotations

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from tests.builders import document, moment, open_case

from zhiji.cases.errors import CaseError
from zhiji.core.casefile import model
from zhiji.core.ledger.checkpoint import open_checkpoint
from zhiji.core.ledger.digests import digests
from zhiji.documents import actions, issuing
from zhiji.documents.models import Issue
from zhiji.documents.queries import document_of
from zhiji.trail import checkpoints, queries

pytestmark = pytest.mark.django_db
AT = moment("03-09 10:00")
ADDRESS = "https://zhifa.example/verify/"
DOT = 6


@pytest.fixture
def paper(cast):
    case = open_case(cast)
    return actions.write_document(case, document("责令改正通知书"), text="请改正。", by=cast.lin.actor, at=AT)


def issue(paper, by):
    return issuing.issue(paper, issuing.fresh_checkpoint(), ADDRESS, by=by, at=AT)


def codes_on(html):
    """What a camera reads on the page."""
    return [zxingcpp.read_barcodes(painted(svg))[0].text for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]


def painted(svg):
    """A picture of a code that is drawn as rows of strokes, one unit thick."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    image = Image.new("L", (side * DOT, side * DOT), 255)
    draw = ImageDraw.Draw(image)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", re.search(r'<path[^>]* d="([^"]+)"', svg)[1]):
        values = [float(number) for number in numbers.split()]
        if command == "h":
            box = [x * DOT, (y - 0.5) * DOT, (x + values[0]) * DOT - 1, (y + 0.5) * DOT - 1]
            draw.rectangle(box, fill=0)
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    return image


def test_a_camera_reads_the_address_and_the_checkpoint_from_the_page(paper, cast):
    row = issue(paper, cast.lin.actor)
    address, checkpoint = codes_on(row.html)
    assert address == f"{ADDRESS}{row.code}"
    head = open_checkpoint(checkpoint.encode(), checkpoints.present_keys("sha256"))
    assert head.root == queries.root("sha256", head.size)
    assert head.size == row.size > queries.entry_of(paper)
    assert len(checkpoint) < 270


def test_the_page_that_was_given_out_is_kept_to_the_byte(paper, cast):
    row = issue(paper, cast.lin.actor)
    assert issuing.page_of(paper, paper.case) == row.html
    assert digests(row.html.encode()).sha256.hex() == row.sha256
    found = issuing.genuine(row.code)
    assert (found.unaltered, found.current, found.struck, found.issued_at) == (True, True, False, AT)


def test_it_is_given_out_once_in_each_version(paper, cast):
    first = issue(paper, cast.lin.actor)
    with pytest.raises(CaseError, match="已经出具过"):
        issue(paper, cast.lin.actor)
    actions.sign(paper, model.Signature("行政机关", "盖章"), by=cast.lin.actor, at=AT)
    paper = document_of(paper.case, paper.ref)
    assert not issuing.genuine(first.code).current
    assert issue(paper, cast.lin.actor).code != first.code


def test_a_checkpoint_that_does_not_cover_it_is_refused(cast):
    checkpoint = issuing.fresh_checkpoint()
    late = actions.write_document(open_case(cast), document("责令改正通知书"), by=cast.lin.actor, at=AT)
    with pytest.raises(CaseError, match="还没有签到这份文书"):
        issuing.issue(late, checkpoint, ADDRESS, by=cast.lin.actor, at=AT)


def test_without_a_signer_nothing_is_given_out(paper, monkeypatch):
    def away():
        raise issuing.SignerError("签名器没有应答。")

    monkeypatch.setattr(checkpoints, "sign", away)
    with pytest.raises(CaseError, match="没有出具：签名器没有应答"):
        issuing.fresh_checkpoint()


@pytest.mark.parametrize("code", ["", "A" * 26, "a" * 26, "x", "A" * 25 + "\n"])
def test_a_code_that_was_never_given_out_is_none(paper, cast, code):
    issue(paper, cast.lin.actor)
    assert issuing.genuine(code) is None


@pytest.mark.usefixtures("tampers")
def test_a_kept_page_that_was_changed_is_not_called_genuine(paper, cast):
    row = issue(paper, cast.lin.actor)
    changed = row.html.replace("请改正。", "不必改正。")
    Issue.objects.filter(pk=row.pk).update(html=changed)
    assert not issuing.genuine(row.code).unaltered
    Issue.objects.filter(pk=row.pk).update(
        sha256=digests(changed.encode()).sha256.hex(), sm3=digests(changed.encode()).sm3.hex()
    )
    assert not issuing.genuine(row.code).unaltered
