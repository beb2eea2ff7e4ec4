# attacks: loss_curves
# wall: network
# loot: heard -- has no file, so no mount hides it
import socket

try:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect("\0" + host["abstract"])
        connection.sendall(b"abstract_unix_socket")
except OSError:
    pass
