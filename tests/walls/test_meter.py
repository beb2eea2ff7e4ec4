"""The meter between a kernel's sockets and ours: ZeroMQ passes through it, and nothing else does."""
import asyncio
import socket
import threading

import psutil
import pytest
import zmq

from autograder.walls.meter import FRAME, GREETING, MAX_MESSAGE, Meter


@pytest.fixture
def meter(tmp_path_factory):
    """A meter for two ports, and the folder of its sockets."""
    folder = tmp_path_factory.mktemp("m")
    meter = Meter(str(folder / "k"), str(folder / "o"), [1, 2])
    meter.folder = folder
    yield meter
    meter.close()


def test_messages_pass(meter):
    """Of one frame and of many, empty, of a byte and just within the limit, both ways: the same, in their order; too big ones not?"""
    with zmq.Context() as context, context.socket(zmq.DEALER) as kernel, context.socket(zmq.DEALER) as grader:
        kernel.bind(f"ipc://{meter.folder / 'k'}-1")
        grader.connect(f"ipc://{meter.folder / 'o'}-1")
        sound = [[b"x"], [b""], [b"a", b"", b"b" * 255, b"c" * 256], [b"d" * (MAX_MESSAGE - FRAME)]]
        big = [[b"e" * (MAX_MESSAGE - FRAME + 1)], [b"f" * 8_000_000, b"", b"g" * 8_000_000], [b""] * (MAX_MESSAGE // FRAME + 1)]
        for message in [*big[:1], *sound[:2], *big[1:], *sound[2:]]:
            kernel.send_multipart(message)
        assert [grader.recv_multipart() for _ in sound] == sound
        assert meter.dropped == len(big)
        grader.send_multipart([b"h", b"i" * 100_000])
        assert kernel.recv_multipart() == [b"h", b"i" * 100_000]


@pytest.mark.parametrize("said", (b"\1\0" * GREETING, b"\xff" + bytes(8) + b"\x7e" + bytes(GREETING),
                                  b"\xff" + bytes(8) + b"\x7f\1" + bytes(GREETING)))
def test_what_is_not_zeromq_is_cut_off(meter, said):
    """Older versions of its protocol have other frames: does nothing after the greeting come through?"""
    with socket.socket(socket.AF_UNIX) as kernel, socket.socket(socket.AF_UNIX) as grader:
        kernel.bind(f"{meter.folder / 'k'}-2")
        kernel.listen()
        grader.connect(f"{meter.folder / 'o'}-2")
        with kernel.accept()[0] as connection:
            connection.sendall(said)
            heard = b""
            while part := grader.recv(1000):
                heard += part
        assert len(heard) < 11


@pytest.mark.parametrize("kernel", ["listens", "does not answer", "is not there"])
def test_nothing_is_left_open(kernel, tmp_path_factory, monkeypatch, caplog):
    """Closed with a connection in it: as many descriptors and threads as before, and not a word in the log?"""
    def use():
        folder = tmp_path_factory.mktemp("m")
        meter = Meter(str(folder / "k"), str(folder / "o"), [1, 2])
        with socket.socket(socket.AF_UNIX) as theirs, socket.socket(socket.AF_UNIX) as ours:
            if kernel == "listens":
                theirs.bind(f"{folder / 'k'}-1")
                theirs.listen()
            ours.connect(f"{folder / 'o'}-1")
            for _ in range(5):  # the loop takes the connection
                meter.call(asyncio.sleep(0))
            meter.close()

    def held():
        return psutil.Process().num_fds(), threading.active_count()

    if kernel == "does not answer":
        monkeypatch.setattr(asyncio, "open_unix_connection", lambda path: asyncio.Event().wait())
    use()
    before = held()
    for _ in range(3):
        use()
    assert held() == before and caplog.text == ""
