"""Memory that waits in sockets belongs to no process. Without a control group it is reckoned by how many there are."""
import pytest

from autograder.walls import doctor, memory
from autograder.walls.client import Fallen

pytestmark = pytest.mark.slow
LIMIT = 150 << 20
SOCKETS = """
import os, socket, time
for _ in range({children}):
    if os.fork() == 0:
        kept = [socket.socketpair() for _ in range({pairs})]
        for pair in kept:
            pair[0].setblocking(False)
            pair[0].send(bytes({size}))
        time.sleep(20)
        os._exit(0)
time.sleep({seconds})
print('went unseen')"""


@pytest.fixture(autouse=True)
def without_a_control_group(monkeypatch):
    monkeypatch.setattr(memory, "parent_group", lambda: (None, None))


def test_what_waits_in_sockets_is_seen():
    """300 MB, for a reader who never comes: out of memory, soon?"""
    with pytest.raises(Fallen, match="out_of_memory"):
        doctor.Trial(memory=LIMIT).outputs([SOCKETS.format(children=5, pairs=400, size=150_000, seconds=20)])


def test_a_socket_holds_no_more_than_it_is_given():
    """Asked for a larger buffer: refused?"""
    said = doctor.Trial().outputs(["from socket import *\nsocket().setsockopt(SOL_SOCKET, SO_SNDBUF, 1 << 24)"])
    assert "Function not implemented" in said[0]


def test_a_few_sockets_are_let_be():
    """As many as workers need: no word of them?"""
    assert doctor.Trial(memory=LIMIT).outputs([SOCKETS.format(children=4, pairs=10, size=100, seconds=1)])[0].endswith("went unseen")
