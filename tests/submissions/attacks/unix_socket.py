# attacks: loss_curves
# wall: files
# loot: heard -- as of a container engine or a database of the host's
import glob
import socket

for path in [*host["unix"], *glob.glob("/run/**/*.sock", recursive=True), *glob.glob("/var/run/*.sock")]:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(path)
            connection.sendall(b"unix_socket")
    except OSError:
        pass
