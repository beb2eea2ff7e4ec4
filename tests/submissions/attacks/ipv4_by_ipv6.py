# attacks: distillation_loss
# wall: network
# loot: heard -- the same machine under an address of another family
import socket

try:
    with socket.socket(socket.AF_INET6) as connection:
        connection.settimeout(1)
        connection.connect(("::ffff:127.0.0.1", host["port"]))
        connection.sendall(b"ipv4_by_ipv6")
except OSError:
    pass
