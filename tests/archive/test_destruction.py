import io

import pytest
from click.testing import CliRunner
from tests.archive.test_export import failures
from tests.builders import moment
from tests.cast import PASSWORD

from zhiji.archive import destruction
from zhiji.archive.actions import export_volume
from zhiji.archive.destruction import GONE, Order, destroy_files, destroy_records
from zhiji.archive.errors import DestructionError
from zhiji.cli.destruction import expunge
from zhiji.documents.models import Document
from zhiji.evidence import actions as evidence
from zhiji.evidence import custody
from zhiji.evidence.models import Recording
from zhiji.organisation.errors import NotAllowed
from zhiji.trail import audit, queries
from zhiji.trail.models import Payload

AT = moment("03-20 09:00")
ORDER = Order("县人民法院（2026）闽行终7号裁定", "县人民法院", because_kept_long_enough=False)


@pytest.fixture
def destroy(case, cast, django_capture_on_commit_callbacks):
    def act(*refs, order=ORDER, approvers=None, at=AT):
        with django_capture_on_commit_callbacks(execute=True):
            return destroy_records(case, refs, order, approvers or (cast.ye, cast.su), by=cast.gao.actor, at=at)

    return act


def everything_logged():
    return b"".join(bytes(data) for data in Payload.objects.values_list("data", flat=True))


def test_of_a_paper_the_words_go_and_that_it_was_stays(destroy, case):
    paper = Document.objects.get(case=case, doc_type="现场检查笔录")
    destroy(paper.ref)
    paper.refresh_from_db()
    assert (paper.text, paper.fields, paper.doc_type, paper.event) == ("", {}, "现场检查笔录", "e2")
    assert "当事人占道经营".encode() not in everything_logged()
    assert audit.audit() == []


def test_of_a_film_the_file_goes_and_its_digest_stays(destroy, case):
    film = Recording.objects.get(case=case, ref="r5")
    destroy("r5")
    assert film.file.name not in list(custody.store().names())
    film.refresh_from_db()
    assert (film.file.condition, film.proves, film.intake.name) == ("已销毁", GONE, GONE)
    assert b"film.mp4" not in everything_logged()
    assert audit.audit() == []


def test_a_file_that_another_arrival_needs_stays(destroy, case, cast, media):
    film = Recording.objects.get(case=case, ref="r5")
    evidence.take_in(io.BytesIO(media["film.mp4"]), name="另一份.mp4", by=cast.lin.actor, at=AT)
    destroy("r5")
    assert film.file.name in list(custody.store().names())
    assert audit.audit() == []


def test_what_was_destroyed_can_be_collected_anew(destroy, case, cast, media):
    destroy("r5")
    receipt = evidence.take_in(io.BytesIO(media["film.mp4"]), name="补录.mp4", by=cast.lin.actor, at=AT)
    assert receipt.intake.file.condition == "完好"
    assert audit.audit() == []


def test_a_volume_without_what_was_destroyed_proves_itself(destroy, case, cast, tmp_path):
    destroy("r5", "r2")
    volume = export_volume(case, tmp_path / "volume", by=cast.gao.actor, at=AT).path
    assert failures(volume) == []


def test_a_file_that_came_back_is_named_and_destroyed_again(destroy, case, media):
    destroy("r5")
    custody.store().put(io.BytesIO(media["film.mp4"]))
    assert [one.code for one in audit.audit()] == ["EXPUNGED_PRESENT"]
    assert destroy_files() == 1
    assert audit.audit() == []


def test_it_takes_two_people_and_one_from_outside(destroy, case, cast):
    with pytest.raises(NotAllowed):
        destroy("r5", approvers=(cast.lin, cast.su))
    with pytest.raises(DestructionError, match="两个人"):
        destroy("r5", approvers=(cast.su, cast.su))
    with pytest.raises(DestructionError, match="监督人员"):
        destroy("r5", approvers=(cast.ye, cast.xu))


def test_before_its_term_is_over_nothing_goes_without_an_order(destroy, case, monkeypatch):
    kept = Order("《办法》第十二条", "县档案馆")
    with pytest.raises(DestructionError, match="保存"):
        destroy("r5", order=kept)
    monkeypatch.setattr(destruction, "_require_kept_long_enough", lambda *_: None)
    assert len(destroy("r5", order=kept)) == 1


def test_nothing_goes_twice_and_all_or_nothing_goes(destroy, case):
    size = queries.size()
    with pytest.raises(DestructionError, match="r99"):
        destroy("r5", "r99")
    assert queries.size() == size
    destroy("r5")
    with pytest.raises(DestructionError, match="先前已经销毁"):
        destroy("r5")


def test_the_command_asks_both_for_their_passwords(case, cast, monkeypatch):
    monkeypatch.setattr("zhiji.cli.office.open_office", lambda _: None)
    command = [case.number, "r5", "--basis", "裁定", "--authority", "法院", "--order", "--approver", "ye", "su"]
    wrong = CliRunner().invoke(expunge, command, input=f"{PASSWORD}\n错\n")
    assert (wrong.exit_code, "口令不对" in wrong.output) == (2, True)
    done = CliRunner().invoke(expunge, command, input=f"{PASSWORD}\n{PASSWORD}\ny\n")
    assert done.exit_code == 0, done.output
    assert "已销毁 1 份记录的内容" in done.output
    assert PASSWORD not in done.output
