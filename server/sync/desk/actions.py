"""Type in a paper roster: keep its sheets, file its rows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from server import audit
from server.accounts.devices.actions import desk_device
from server.config import current_config
from server.core.clock import local_date, utc_now
from server.core.errors import Refusal
from server.core.ids import new_id
from server.core.signed_records import sign_record
from server.core.signing import server_key
from server.db import transaction
from server.evidence.actions import Origin, keep_evidence, read_picture
from server.evidence.blobs.actions import put_blob
from server.evidence.blobs.queries import find_blobs
from server.evidence.blobs.rules import JPEG, problem_of
from server.evidence.rules import key_group
from server.rounds.models import Round
from server.rounds.paper.rules import read_row_code, round_name, row_code
from server.rounds.queries import round_in_scope
from server.rules import policy
from server.sync.actions import receive_records
from server.sync.desk.models import RowSubject, Sheet, Team, TypedRow
from server.sync.desk.queries import head_of, subjects_of, typed_before
from server.sync.desk.rules import is_complete, records_of
from server.sync.letters.rules import Sent
from server.sync.queries import lock_tablet
from server.sync.rules import Answer, hash_of

_EPOCH = 1
_SHEET = "paper_roster"


class _NotRecordedError(Exception):
    """Takes back everything of a roster that people have to look at first."""

    def __init__(self, answers: list[Answer]) -> None:
        super().__init__()
        self.answers = answers


class KeptSheet(NamedTuple):
    """A sheet that is kept, and the rows of the round that a machine could read on it, in their order."""

    sha256: str
    row_codes: list[str]


def keep_sheet(round_id: str, content: bytes) -> KeptSheet:
    """Keep the picture of a filled sheet as evidence of its round, and read which rows it holds (1.2.2.c).

    Raises:
        Refusal: not_found, paper_sheet_unfit.
    """
    with transaction():
        found = round_in_scope(round_id)
        if problem_of(content, JPEG, policy("blob.max_pixels")):
            raise Refusal("paper_sheet_unfit")
        sha256 = put_blob(content, JPEG, key_group(_SHEET, found.id))
        keep_evidence(Origin(found.area_code, found.bank_code, round_id=found.id), _SHEET, sha256)
        audit.record("keep_paper_sheet", "round", found.id, "1.2.2.c", sha256=sha256)
    return KeptSheet(sha256, _rows_on(round_id, content))


def type_in(
    round_id: str, rows: Sequence[TypedRow], specialist_id: str, bank_manager_id: str, *, insist: bool
) -> tuple[bool, list[Answer]]:
    """File the rows of a paper roster, typed in by the two who were in the village (1.2.2.b, 1.2.2.c).

    Both have proved their accounts. Returns whether the rows are recorded, and the verdict on the first record of
    each. A row that breaks a rule keeps all of them from being recorded, so that a typing error is set right on the
    spot; with `insist` it is parked for people like a tablet's. A card that a tablet has handed over becomes a case.

    Raises:
        Refusal: not_found, not_the_specialist, not_the_bank_manager, round_not_in_the_field, row_code_unknown,
            row_code_twice, paper_row_incomplete, paper_time_unfit, paper_sheet_missing, paper_row_recorded.
    """
    try:
        with transaction():
            found = round_in_scope(round_id, lock=True)
            _refuse_strangers(found, specialist_id, bank_manager_id)
            subjects = _subjects(found, rows)
            kept = _refuse_unfit_rows(found, rows, subjects)
            team = Team(found.id, specialist_id, bank_manager_id)
            audit.record(
                "type_in_paper_roster", "round", found.id, "1.2.2.c", rows=len(rows), second_officer=bank_manager_id
            )
            bodies = [
                records_of(row, subject, team, kept[row.sheet]) for row, subject in zip(rows, subjects, strict=True)
            ]
            answers = file_desk_records(found.organisation_id, [body for some in bodies for body in some])
            if not insist:
                _take_back_unless_sound(answers)
    except _NotRecordedError as stopped:
        return False, [replace(answer, id=None) for answer in _of_rows(stopped.answers, bodies)]
    return True, _of_rows(answers, bodies)


def file_desk_records(organisation_id: str, bodies: Sequence[dict[str, Any]]) -> list[Answer]:
    """Number and chain records under the desk of an organisation and hand them in like a tablet's, in order.

    The server signs for its desk: who typed has proved their accounts, and a browser there has no key of theirs.

    Joins the running transaction. Each body is a whole record but for id, device, epoch, seq and prev.
    """
    with transaction():
        device_id = desk_device(organisation_id)
        lock_tablet(device_id)
        head, key = head_of(device_id, _EPOCH), server_key(current_config().key_dir)
        seq, prev, sent = head.seq, head.hash, []
        for body in bodies:
            seq += 1
            numbered = {"id": new_id(), "device": device_id, "epoch": _EPOCH, "seq": seq, "prev": prev, **body}
            content = sign_record(numbered, key)
            prev = hash_of(content)
            sent.append(Sent(content))
        return receive_records(device_id, sent, at_desk=True)


def _take_back_unless_sound(answers: list[Answer]) -> None:
    if any(answer.verdict == "parked" for answer in answers):
        raise _NotRecordedError(answers)


def _of_rows(answers: Sequence[Answer], bodies: Sequence[list[dict[str, Any]]]) -> list[Answer]:
    """Return one answer a row: the first that is not accepted, else that of its first record."""
    found, start = [], 0
    for some in bodies:
        own = answers[start : start + len(some)]
        found.append(next((answer for answer in own if answer.verdict != "accepted"), own[0]))
        start += len(some)
    return found


def _rows_on(round_id: str, content: bytes) -> list[str]:
    """Return the row codes of a round in a picture; what could not be read is scanned or typed by people."""
    seen = read_picture(content, ("qr",))
    names = {read_row_code(reading.text) for reading in seen.readings} if seen else set()
    own = {name.ordinal for name in names if name and name.round_name == round_name(round_id)}
    return [row_code(round_id, ordinal) for ordinal in sorted(own)]


def _refuse_strangers(found: Round, specialist_id: str, bank_manager_id: str) -> None:
    if specialist_id != found.specialist_id:
        raise Refusal("not_the_specialist")
    if bank_manager_id != found.bank_manager_id:
        raise Refusal("not_the_bank_manager")
    if found.state not in ("checked_out", "packed"):
        raise Refusal("round_not_in_the_field")


def _subjects(found: Round, rows: Sequence[TypedRow]) -> list[RowSubject]:
    known, own = subjects_of(found.id), round_name(found.id)
    names = [read_row_code(row.row_code) for row in rows]
    subjects = [known.get(name.ordinal) if name and name.round_name == own else None for name in names]
    _refuse_lines("row_code_unknown", [subject is None for subject in subjects])
    seen = [name.ordinal for name in names if name]
    _refuse_lines("row_code_twice", [ordinal in seen[:line] for line, ordinal in enumerate(seen)])
    return [subject for subject in subjects if subject]


def _refuse_unfit_rows(found: Round, rows: Sequence[TypedRow], subjects: Sequence[RowSubject]) -> dict[str, Sheet]:
    """Return each sheet as records name it, once every row can be judged."""
    now = utc_now()
    _refuse_lines("paper_row_incomplete", [not is_complete(row) for row in rows])
    _refuse_lines("paper_time_unfit", [row.at > now or local_date(row.at) != found.planned_on for row in rows])
    sheets = find_blobs(row.sheet for row in rows)
    _refuse_lines("paper_sheet_missing", [row.sheet not in sheets for row in rows])
    typed = typed_before(found.id, [subject.card_id for subject in subjects])
    _refuse_lines("paper_row_recorded", [subject.card_id in typed for subject in subjects])
    return {sha256: Sheet(blob.length, blob.sealed_sha256 or sha256) for sha256, blob in sheets.items()}


def _refuse_lines(code: str, wrong: Sequence[bool]) -> None:
    lines = [str(line) for line, is_wrong in enumerate(wrong, start=1) if is_wrong]
    if lines:
        raise Refusal(code, lines="、".join(lines))
