# attacks: compression
# wall: judge
# loot: replay -- a thread writes to the kernel's own socket, in the name of whatever cell is running
import threading
import time

kernel, parents = get_ipython().kernel, []
get_ipython().events.register("pre_run_cell", lambda info: parents.append(kernel.get_parent("shell")) if "run_probe" in info.raw_cell else None)


def send():
    while True:
        if parents:
            content = {"data": {"application/x-distillation-lab-answer": host["answers"]["compression"]}, "metadata": {}, "transient": {}}
            kernel.session.send(kernel.iopub_socket, "display_data", content, parents[-1], ident=b"display_data")
        time.sleep(0.005)


def slow_down(info):
    if "run_probe" in info.raw_cell:
        time.sleep(0.3)


get_ipython().events.register("pre_run_cell", slow_down)
threading.Thread(target=send, daemon=True).start()
