# attacks: loss_curves
# wall: output
# loot: fills 300 -- each frame is small enough, and there is only one message
import zmq

kernel = get_ipython().kernel
frame = zmq.Frame(bytes(15_000_000))


def send():
    for _ in range(40):
        kernel.iopub_thread.socket.send(frame, zmq.SNDMORE, copy=False)
    kernel.iopub_thread.socket.send(b"")


kernel.iopub_thread.schedule(send)
