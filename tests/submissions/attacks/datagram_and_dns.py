# attacks: compression
# wall: network
# loot: heard -- UDP needs no answer to carry a secret out
import socket

for address in ("127.0.0.1", host["port"]), ("8.8.8.8", 53):
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"datagram_and_dns", address)
    except OSError:
        pass
try:
    print("loot:", socket.getaddrinfo("example.org", 80))
except OSError:
    pass
