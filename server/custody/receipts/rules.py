"""Does a count explain itself? Pure."""

from collections import Counter
from dataclasses import dataclass

from server.core.errors import Refusal
from server.rules import reason_codes


@dataclass(frozen=True)
class Difference:
    """One line that explains a count. A missing or damaged card is named; an extra one is described."""

    kind: str
    card_id: str | None
    detail: str


def check_differences(expected_ids: set[str], counted: int, differences: list[Difference]) -> None:
    """See that counted = expected - missing + extra, each difference on a line of its own.

    Raises:
        Refusal: difference_without_card, difference_card_not_in_batch, difference_twice,
            difference_without_detail, count_not_explained.
    """
    named = [d.card_id for d in differences if d.card_id is not None]
    if any(d.kind in ("missing", "damaged") and d.card_id is None for d in differences):
        raise Refusal("difference_without_card")
    if any(d.kind in ("extra", "other") and not d.detail.strip() for d in differences):
        raise Refusal("difference_without_detail")
    if not set(named) <= expected_ids or any(d.kind == "extra" and d.card_id for d in differences):
        raise Refusal("difference_card_not_in_batch")
    if len(set(named)) != len(named):
        raise Refusal("difference_twice")
    kinds = Counter(d.kind for d in differences)
    explained = len(expected_ids) - kinds["missing"] + kinds["extra"]
    if counted != explained:
        raise Refusal("count_not_explained", expected=len(expected_ids), counted=counted, explained=explained)


def difference_kinds() -> tuple[str, ...]:
    """Return the kinds a line may have.

    An extra card lies on the table but stands in no line of the batch; a damaged one was announced and is there.
    """
    return reason_codes("difference")
