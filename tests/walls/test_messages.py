"""What a kernel may send: too big, too many, unknown or strange, it is dropped or the kernel is stopped, before anything parses it."""
import pytest

from asking import cell, run
from attacks import Growth, shown
from autograder.walls.client import COST, MAX_OUTPUT
from lab import ROOT

pytestmark = pytest.mark.slow
SEND = """
import json, zmq
kernel = get_ipython().kernel
def send(kind, content=b"{}", more=None, buffers=()):
    header = {**kernel.session.msg_header(kind), **(more or {})}
    parts = [json.dumps(part, default=str).encode() for part in (header, kernel.get_parent("shell")["header"])] + [b"{}", content]
    kernel.iopub_socket.send_multipart([b"x", b"<IDS|MSG>", kernel.session.sign(parts), *parts, *buffers])
"""


def sent(source, **traits):
    """(the cells after they ran, the status and the notes) of a notebook with a cell that sends something between two honest ones."""
    nb = run([cell("print('before')"), cell(SEND + source), cell("print('after')")], ROOT, **traits)
    about = nb.metadata.distillation_lab
    cells = [part for part in nb.cells if part.cell_type == "code"]
    assert "before" in shown(cells[:1])
    return cells, about["status"], " ".join(about["notes"])


def test_honest_messages_pass():
    """Text, a figure of a megabyte, an error, a display that is updated: all there?"""
    cells, status, _ = sent("""
from IPython.display import display
handle = display("first", display_id=True)
handle.update("second")
get_ipython().display_pub.publish({"text/plain": "y" * 1_000_000})
print("line")
1 / 0""")
    said = shown(cells[1:2])
    assert status == "graded" and len(said) > 1_000_000
    assert "line" in said and "ZeroDivisionError" in said and cells[1].outputs[0].data["text/plain"] == "'second'"


def test_what_is_too_big_is_left_out():
    """One frame of 20 MB, or three of 8: is it left out, does the page say so, and does the same kernel go on?"""
    for padding, buffers in ("b'x' * 20_000_000", ""), ("b''", ", buffers=[bytes(8_000_000)] * 3"):
        source = f"""send('display_data', b'{{"data": {{"text/plain": "kept' + {padding} + b'"}}, "metadata": {{}}}}'{buffers})"""
        cells, status, notes = sent(f"{source}\nlater = 1")
        assert status == "graded" and not notes and "after" in shown(cells[2:])
        assert "more output was left out" in shown(cells[1:2]) and "kept" not in shown(cells[1:2])


def test_unknown_messages_leave_nothing(caplog):
    """Some of eleven megabytes, of types that have as much in their names: neither in the log nor in our memory?"""
    with Growth() as growth:
        _, status, _ = sent("for _ in range(3): send('comm_open', b'\"' + b'x' * 11_000_000 + b'\"')\n"
                            "for _ in range(20): send('x' * 9_000)")
    assert status == "graded" and len(caplog.text) < 50_000 and growth.megabytes < 150


def test_outputs_of_nothing_are_few(monkeypatch):
    """More empty ones than may be shown: no more of them than that?"""
    monkeypatch.setitem(COST, "display_data", MAX_OUTPUT // 20)
    cells, status, _ = sent("for _ in range(100): send('display_data', b'{\"data\": {}, \"metadata\": {}}')\nprint('later')")
    assert status == "graded" and 15 < len(cells[1].outputs) <= 21
    assert "more output was left out" in shown(cells[1:2]) and "later" not in shown(cells[1:2])
