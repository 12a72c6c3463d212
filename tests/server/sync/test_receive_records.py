from tests.support.field import Field
from server.sync.actions import receive_records, Sent


def send(out: Field, *contents: bytes):
    return receive_records(out.tablet.id, [Sent(content) for content in contents])


def test_it_accepts_a_day_in_the_village(out: Field) -> None:
    one, two, three, four, five = out.people
    pen = out.pen
    records = [pen.hand_over(one), pen.hand_over(two), pen.not_served(three), pen.wrong_face(four), pen.finance(one)]

    answers = send(out, *records)

    assert [(answer.verdict, answer.reason) for answer in answers] == [("accepted", None)] * 5
    assert [answer.index for answer in answers] == [1, 2, 3, 4, 5]
