"""Say what a notification list holds: pure."""

from server.forms.models import FormLayout
from server.forms.notification_list.models import NotificationList
from server.forms.rules import day_in_words


def head_texts(listed: NotificationList) -> dict[str, str]:
    """Return what stands above the list, by the words of the layout."""
    return {
        "village": listed.village,
        "bank": listed.bank,
        "round": listed.round_number,
        "people": str(len(listed.people)),
    }


def said(listed: NotificationList, layout: FormLayout) -> list[str]:
    """Return what people have to know: when, where, what to bring."""
    facts = {
        "day": day_in_words(listed.held_on),
        "from": listed.from_time,
        "to": listed.to_time,
        "place": listed.place,
        "years": listed.child_years,
        "fee": listed.fee_yuan,
    }
    return [sentence.format(**facts) for sentence in layout.words["said"].values()]
