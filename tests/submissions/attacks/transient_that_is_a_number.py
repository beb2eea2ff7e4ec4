# attacks: compression
# wall: judge
# loot: stock -- a display that has no id, and nothing that could have one
import json

kernel = get_ipython().kernel


def send(kind, header=None, parent=None, content=None):
    parts = [{**kernel.session.msg_header(kind), **(header or {})}, kernel.get_parent("shell")["header"] if parent is None else parent, {},
             {} if content is None else content]
    parts = [json.dumps(part, default=str).encode() for part in parts]
    kernel.iopub_socket.send_multipart([b"x", b"<IDS|MSG>", kernel.session.sign(parts), *parts])


send("display_data", content={"data": {"text/plain": "x"}, "metadata": {}, "transient": 3})
