# attacks: loss_curves
# wall: judge
# loot: stock -- rightly signed, and not JSON
session, socket = get_ipython().kernel.session, get_ipython().kernel.iopub_socket
parts = [b"{{{", b"\xff\xfe", b"{}", b"]["]
socket.send_multipart([b"stream", b"<IDS|MSG>", session.sign(parts), *parts])
