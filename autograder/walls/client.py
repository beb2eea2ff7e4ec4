"""nbgrader's Execute, made wary: the kernel is a stranger's, so none of its messages is believed, and none can fill our memory."""
from __future__ import annotations

import asyncio
import json
import os
import queue
import sys
import time
from contextlib import ExitStack, contextmanager

import nbformat
import zmq
import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbgrader.preprocessors import Execute
from traitlets import Enum, Integer, List, Type, Unicode, default

from .bubblewrap import ENVIRONMENT
from .meter import MAX_MESSAGE
from .outputs import is_valid, joined, made_plain, too_much
from .provisioner import KERNELS
from .sandbox import WALLS, LauncherEnded, SandboxError, close_sandboxes

MAX_WAITING = 4  # messages from the kernel, ahead of us
MAX_HEADER = 10_000  # bytes of a message's signature, of its header and of its parent's: each text in them may be a date
LAST_WORDS = 0.2  # seconds that a kernel's last messages may take to come once it has ended
MAX_VALUES = 3_000_000  # in the JSON of a message
PAUSES = 0, 1, 4, None  # seconds after a kernel that could not be started: what is lacking another submission may hold
MAX_OUTPUT = 5_000_000  # characters that all cells of a submission may show
COST = {"stream": 250}  # characters that a piece of output counts for beside its own, since each takes time
COST |= dict.fromkeys(("display_data", "execute_result", "error", "update_display_data"), 2_500)
OTHERS = {"status", "execute_input", "clear_output"}  # what else a kernel has to say that nbclient listens to


class WaryChannel(AsyncZMQSocketChannel):
    async def _recv(self, **kwargs):
        """A message, looked at before anything parses it. Raises ValueError where no kernel says so."""
        _, parts = self.session.feed_identities(await self.socket.recv_multipart(**kwargs))
        if sum(map(len, parts)) > MAX_MESSAGE or any(len(part) > MAX_HEADER for part in parts[:3]):
            raise ValueError("a message too big, or its header")
        if sum(part.count(sign) for part in parts[3:5] for sign in (b"[", b"{", b",")) > MAX_VALUES:
            raise ValueError("a message of too many values")
        return self.session.deserialize(parts)


class WaryClient(AsyncKernelClient):
    """Opens no channel but the two that nbclient listens to, and takes no more than MAX_WAITING messages ahead."""
    shell_channel_class = iopub_channel_class = Type(WaryChannel)

    @default("context")
    def _context_default(self):
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
        context.setsockopt(zmq.RCVHWM, MAX_WAITING)
        self._created_context = True
        return context

    def start_channels(self, **channels):
        super().start_channels(stdin=False, hb=False, control=False)

    def stop_channels(self):
        for channel in self._shell_channel, self._iopub_channel:
            if channel:
                channel.stop()
        self.context.destroy(linger=100)

    async def wait_for_ready(self, timeout=None):
        """As jupyter_client's, which spends a fifth of a second on silence. Raises RuntimeError where the kernel dies."""
        async with asyncio.timeout(timeout):
            while True:
                asked = self.kernel_info()
                try:
                    await self.get_shell_msg(timeout=1)
                    while (heard := await self.get_iopub_msg(timeout=0.2)) and (
                            heard["parent_header"].get("msg_id") != asked or heard["content"].get("execution_state") != "idle"):
                        pass
                    return
                except queue.Empty:
                    if not await self.is_alive():
                        raise RuntimeError("The kernel died before it was ready.") from None


class WaryManager(AsyncKernelManager):
    def _connect_control_socket(self):
        """A kernel is ended by its process: nobody would read what came through this socket."""


async def readable(descriptor):
    """Return when there is something to read: for a process's, when it has ended."""
    copy, loop, event = os.dup(descriptor), asyncio.get_running_loop(), asyncio.Event()  # a copy, since its owner may close it
    loop.add_reader(copy, event.set)
    try:
        await event.wait()
    finally:
        loop.remove_reader(copy)
        os.close(copy)


class Fallen(Exception):
    """The kernel is of no more use. Arguments: the status, and what the student's code did, as the end of a sentence."""


class WaryExecute(Execute):
    coalesce_streams = False  # nbclient's way takes a time that grows with the square of a line
    store_widget_state = False
    kernel_name = Unicode("walled" if sys.platform == "linux" else "python3")  # whatever the notebook asks for
    sandbox = Enum(("bwrap", "none"), "bwrap", help="none: the submissions are trusted.").tag(config=True)
    memory = Integer(2 << 30, help="Bytes of memory for a submission.").tag(config=True)
    walls_down = List(Unicode(), help="Walls that tests take down, to show that they are needed.").tag(config=True)
    warm = True  # the launcher
    more_pauses = ()  # where the machine is known to be sound
    peak, exceeded, budget = 0, False, MAX_OUTPUT  # bytes; whether memory ran out; characters that may still be shown

    def create_kernel_manager(self):
        if self.sandbox == "bwrap" and self.kernel_name != "walled":
            raise SandboxError(f"The kernel {self.kernel_name!r} has no walls.")
        wary = "output" not in self.walls_down
        self.kernel_manager_class = WaryManager if wary else AsyncKernelManager
        km = super().create_kernel_manager()
        km.client_factory = WaryClient if wary else AsyncKernelClient
        km.kernel_spec_manager.kernel_dirs.insert(0, str(KERNELS))
        if self.kernel_name == "walled":
            walls = WALLS - set(self.walls_down) if self.sandbox == "bwrap" else ()
            km.kernel_spec.metadata["kernel_provisioner"]["config"] = {"walls": sorted(walls), "memory": self.memory,
                                                                           "warm": self.warm}
        return km

    @contextmanager
    def kernel(self):
        """A kernel while the block runs. Raises Fallen where it dies, hangs or talks nonsense in it; SandboxError without a kernel,
        LauncherEnded where that took it away.
        """
        with ExitStack() as stack:
            self.start(stack)
            guard = getattr(self.km.provisioner, "guard", None)
            try:
                with self.launcher_lives():
                    yield
            except DeadKernelError:
                if guard and guard.exceeded:
                    raise Fallen("out_of_memory", "used more memory than a submission may, and was stopped") from None
                raise Fallen("crashed", "ended Python itself (the kernel died)") from None
            except CellTimeoutError:
                raise Fallen("timeout", "did not end in time and could not be interrupted") from None
            except (Fallen, SandboxError):
                raise
            except Exception as error:  # nbclient believes what a kernel says, and fails in many ways where that is nonsense
                self.log.warning("Nonsense from the kernel: %s: %s", type(error).__name__, str(error)[:300])
                raise Fallen("crashed", "sent what no notebook sends, and was stopped") from error
            finally:
                if guard:
                    self.peak, self.exceeded = max(self.peak, guard.peak), self.exceeded or guard.exceeded

    @contextmanager
    def launcher_lives(self):
        """Raises LauncherEnded where the block fails and the launcher is gone: with it go its kernels."""
        try:
            yield
        except (Fallen, SandboxError):
            raise
        except Exception as error:
            sandbox = getattr(self.km.provisioner, "sandbox", None)
            if sandbox and sandbox.ended:
                raise LauncherEnded("The launcher of kernels ended, and its kernels with it.") from error
            raise

    def start(self, stack):
        """Start a kernel that ends with `stack`; where that fails, again with a new launcher. Raises SandboxError."""
        for pause in (*PAUSES[:-1], *self.more_pauses, None):
            self.shutdown_kernel, self.km, self.displays = "immediate", self.create_kernel_manager(), {}
            try:
                return stack.enter_context(self.setup_kernel(cleanup_kc=True, env=os.environ | ENVIRONMENT))
            except (RuntimeError, OSError) as error:  # nothing of the student's has run yet
                close_sandboxes()
                if pause is None:
                    raise SandboxError(str(error)) from error
                self.wait(pause)

    def wait(self, seconds):
        """For what a kernel could not have."""
        time.sleep(seconds)

    async def _async_poll_kernel_alive(self):
        """As nbclient's, but it hears of the end at once where Linux tells, and ends with the kernel that it was started for."""
        client, handle = self.kc, getattr(self.km.provisioner, "handle", None)
        if handle is None:
            while self.kc is client and await client.is_alive():
                await asyncio.sleep(1)
        else:
            await readable(handle)
            await asyncio.sleep(LAST_WORDS)
        if self.kc is client:
            self.task_poll_for_reply.cancel()

    def run_cell(self, cell, index):
        meter = getattr(self.km.provisioner, "meter", None)
        before = meter and meter.dropped
        self.iopub_timeout = self.timeout_func(cell)  # for what it showed, which on a busy machine comes late
        self.execute_cell(cell, index)
        if meter and meter.dropped > before:
            cell.outputs.append(too_much())
        cell.outputs = [output for output in map(made_plain, joined(cell.outputs)) if is_valid(output)]
        cell.execution_count = None

    def process_message(self, msg, cell, cell_index):
        """As nbclient's, for what it knows, and within what may still be shown."""
        kind = msg["msg_type"]
        if "output" not in self.walls_down and kind not in OTHERS:
            if kind not in COST:
                return None
            size = COST[kind] + len(json.dumps(msg["content"]))
            if size > self.budget:
                if self.budget:
                    cell.outputs.append(too_much())
                self.budget = 0
                return None
            self.budget -= size
        return super().process_message(msg, cell, cell_index)

    def output(self, outs, msg, display_id, cell_index):
        """As nbclient's, which remembers a display by its place in a cell; but the places change (see `joined`)."""
        shown = super().output(outs, msg, None, cell_index)
        if display_id and shown:
            self.displays.setdefault(display_id, []).append(shown)
        return shown

    def _update_display_id(self, display_id, msg):
        new = {key: msg["content"][key] for key in ("data", "metadata")}
        new = made_plain(nbformat.from_dict({"output_type": "display_data", **new}))
        if is_valid(new):
            for shown in self.displays.get(display_id, ()):
                shown.update(data=new.data, metadata=new.metadata)

    def handle_comm_msg(self, outs, msg, cell_index):
        """Widgets have nobody to talk to here."""
