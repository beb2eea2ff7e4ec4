"""A message from a kernel is looked at before anything parses it."""
import asyncio
import json

import pytest
import zmq.asyncio
from jupyter_client.session import Session

from autograder.walls.client import MAX_HEADER, MAX_VALUES, WaryChannel
from autograder.walls.meter import MAX_MESSAGE

DATES = json.dumps({"date": ["2000-01-01T00:00:00.000000Z"] * (MAX_HEADER // 20)}).encode()  # a client would read each
STRANGE = {"header": [DATES, b"{}", b"{}", b"{}"], "parent": [b"{}", DATES, b"{}", b"{}"],
           "content": [b"{}", b"{}", b"{}", b"[" + b"0," * MAX_VALUES + b"0]"],
           "metadata": [b"{}", b"{}", b"[" * MAX_VALUES + b"[", b"{}"],
           "buffers": [b"{}", b"{}", b"{}", b"{}", bytes(MAX_MESSAGE)]}


def received(parts, session):
    """What a channel makes of a signed message."""
    async def receive():
        context = zmq.asyncio.Context()
        ours, theirs = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
        ours.bind("inproc://kernel")
        theirs.connect("inproc://kernel")
        try:
            await theirs.send_multipart([b"<IDS|MSG>", session.sign(parts[:4]), *parts])
            return await WaryChannel(ours, session).get_msg(timeout=60)
        finally:
            context.destroy(linger=0)
    return asyncio.run(receive())


def test_an_honest_message_is_read():
    """With a parent, an output and a buffer: as it was sent?"""
    session = Session(key=b"secret")
    header = json.dumps(session.msg_header("stream"), default=str).encode()
    message = received([header, header, b"{}", json.dumps({"text": "1, 2, [3]" * 1000}).encode(), b"buffer"], session)
    assert message["content"]["text"] == "1, 2, [3]" * 1000 and message["msg_type"] == "stream"


@pytest.mark.parametrize("where", STRANGE)
def test_a_strange_message_is_not_parsed(where, monkeypatch):
    """Dates by the hundred in a header, values by the million, too many bytes in all: refused before a part is unpacked?"""
    session = Session(key=b"secret")
    monkeypatch.setattr(session, "unpack", lambda part: pytest.fail("it was parsed"))
    with pytest.raises(ValueError, match="message"):
        received(STRANGE[where], session)
