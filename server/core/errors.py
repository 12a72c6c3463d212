"""The one way to say no: a refusal with a code, whose words and HTTP status stand in the refusals table."""


class Refusal(Exception):
    """Something the rules, the data or the caller's rights do not allow.

    `code` names a row of rules/tables/refusals.json; `facts` fill its texts and must hold
    no personal data, because refusals travel to logs and screens.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
