# attacks: distillation_loss
# wall: network
# loot: heard -- TCP to a service that listens on this machine alone
import socket

for address in "127.0.0.1", "localhost", "10.0.2.2", "172.17.0.1":
    try:
        with socket.create_connection((address, host["port"]), timeout=0.5) as connection:
            connection.sendall(b"connection_to_the_host")
    except OSError:
        pass
