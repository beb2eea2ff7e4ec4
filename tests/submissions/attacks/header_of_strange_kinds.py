# attacks: loss_curves
# wall: judge
# loot: stock -- a type that is a list, a date that is none, an id that is a number
import json

kernel = get_ipython().kernel


def send(kind, header=None, parent=None, content=None):
    parts = [{**kernel.session.msg_header(kind), **(header or {})}, kernel.get_parent("shell")["header"] if parent is None else parent, {},
             {} if content is None else content]
    parts = [json.dumps(part, default=str).encode() for part in parts]
    kernel.iopub_socket.send_multipart([b"x", b"<IDS|MSG>", kernel.session.sign(parts), *parts])


send("stream", header={"msg_type": ["stream"], "msg_id": 3, "date": "9999-99-99T99:99:99.999999Z", "session": None})
