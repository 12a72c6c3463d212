"""Starting: what is refused before anything runs."""

import socket

import pytest

from scripts.start import refuse_busy_port
from scripts.start_lan import host_name


def test_it_refuses_a_port_in_use_and_says_how_to_choose_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(SystemExit, match=f"make run PORT={port + 10}"):
            refuse_busy_port("127.0.0.1", port, "PORT")


def test_a_bare_word_becomes_a_name_that_the_local_network_resolves() -> None:
    assert host_name("Songka") == "songka.local"
    assert host_name("cards.antu.lan") == "cards.antu.lan"


@pytest.mark.parametrize("name", ["", "送卡", "two words", "a/b"])
def test_it_refuses_what_is_no_host_name(name: str) -> None:
    with pytest.raises(SystemExit, match="NAME"):
        host_name(name)
