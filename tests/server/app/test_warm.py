"""Nobody's first print waits for the fonts."""

from threading import Lock
from threading import enumerate as running

from server.app import warm
from server.forms.typesetting.actions import warm_up
from server.forms.typesetting.queries import font_shelf
from tests.support.clients import client_of


def test_fonts_are_opened_once_with_the_first_request(app, monkeypatch):
    begun = []
    monkeypatch.setattr(warm, "_not_yet", Lock())
    monkeypatch.setattr(warm, "warm_up", lambda: begun.append("fonts"))
    client = client_of(app)
    assert [client.get("/healthz").status_code for _ in range(3)] == [200, 200, 200]
    for thread in running():
        if thread.name == "fonts":
            thread.join()
    assert begun == ["fonts"]


def test_after_the_warm_up_every_font_is_in_memory():
    warm_up()
    assert all("characters" in vars(font) for font in font_shelf().fonts)
