# attacks: compression
# wall: judge
# loot: stock -- whoever asks a message for its parent's id finds no such thing
import json

kernel = get_ipython().kernel


def send(kind, header=None, parent=None, content=None):
    parts = [{**kernel.session.msg_header(kind), **(header or {})}, kernel.get_parent("shell")["header"] if parent is None else parent, {},
             {} if content is None else content]
    parts = [json.dumps(part, default=str).encode() for part in parts]
    kernel.iopub_socket.send_multipart([b"x", b"<IDS|MSG>", kernel.session.sign(parts), *parts])


send("stream", parent=[1, 2], content={"name": "stdout", "text": "hello"})
