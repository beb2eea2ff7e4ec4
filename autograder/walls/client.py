"""nbgrader's Execute, made wary: the kernel is a stranger's, so none of its messages is believed, and none can fill our memory."""
from __future__ import annotations

import asyncio
import json
import os
import queue
import sys
from contextlib import ExitStack, contextmanager

import nbformat
import zmq
import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbgrader.preprocessors import Execute
from traitlets import Enum, Integer, List, Unicode, default

from .bubblewrap import ENVIRONMENT
from .provisioner import KERNELS
from .sandbox import WALLS, SandboxError, close_sandboxes

MAX_MESSAGE, MAX_WAITING = 16_000_000, 16  # bytes of one message from the kernel; how many may wait for us
MAX_OUTPUT = 5_000_000  # characters that all cells of a submission may show
TOO_MUCH = "\n… more output was left out: a submission may show 5 MB in all.\n"


class WaryClient(AsyncKernelClient):
    """Its sockets take no message over MAX_MESSAGE, and no more than MAX_WAITING ahead."""

    @default("context")
    def _context_default(self):
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
        context.setsockopt(zmq.RCVHWM, MAX_WAITING)
        self._created_context = True
        return context

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
    peak, exceeded, budget = 0, False, MAX_OUTPUT  # bytes; whether memory ran out; characters that may still be shown

    def create_kernel_manager(self):
        km = super().create_kernel_manager()
        km.kernel_spec_manager.kernel_dirs.insert(0, str(KERNELS))
        if self.kernel_name == "walled":
            walls = WALLS - set(self.walls_down) if self.sandbox == "bwrap" else ()
            km.kernel_spec.metadata["kernel_provisioner"]["config"] = {"walls": sorted(walls), "memory": self.memory,
                                                                           "warm": self.warm}
        if "output" not in self.walls_down:
            km.client_factory = WaryClient
        return km

    @contextmanager
    def kernel(self):
        """A kernel while the block runs. Raises Fallen where it dies, hangs or talks nonsense in it; SandboxError without a kernel."""
        with ExitStack() as stack:
            self.start(stack)
            guard = getattr(self.km.provisioner, "guard", None)
            try:
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
                self.log.warning("Nonsense from the kernel: %s: %s", type(error).__name__, error)
                raise Fallen("crashed", "sent what no notebook sends, and was stopped") from error
            finally:
                if guard:
                    self.peak, self.exceeded = max(self.peak, guard.peak), self.exceeded or guard.exceeded

    def start(self, stack):
        """Start a kernel that ends with `stack`; where that fails, once more with a new launcher. Raises SandboxError."""
        for last in False, True:
            self.shutdown_kernel, self.km = "immediate", self.create_kernel_manager()
            try:
                return stack.enter_context(self.setup_kernel(cleanup_kc=True, env=os.environ | ENVIRONMENT))
            except (RuntimeError, OSError) as error:  # nothing of the student's has run yet
                close_sandboxes()
                if last:
                    raise SandboxError(str(error)) from error

    async def _async_poll_kernel_alive(self):
        """As nbclient's, but it ends with the kernel that it was started for."""
        client = self.kc
        while self.kc is client:
            await asyncio.sleep(1)
            if self.kc is client and not await client.is_alive():
                self.task_poll_for_reply.cancel()
                return

    def run_cell(self, cell, index):
        self.execute_cell(cell, index)
        cell.outputs = joined(output for output in map(plain, cell.outputs) if is_valid(output))
        cell.execution_count = None

    def process_message(self, msg, cell, cell_index):
        """As nbclient's, within what may still be shown."""
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "error", "update_display_data") \
                and "output" not in self.walls_down:
            size = len(json.dumps(msg["content"]))
            if size > self.budget:
                if self.budget:
                    cell.outputs.append(nbformat.v4.new_output("stream", name="stderr", text=TOO_MUCH))
                self.budget = 0
                return None
            self.budget -= size
        return super().process_message(msg, cell, cell_index)

    def handle_comm_msg(self, outs, msg, cell_index):
        """Widgets have nobody to talk to here."""


def joined(outputs):
    """Each stream in one piece, of every line what a terminal would show after its last carriage return."""
    streams, others = {}, []
    for output in outputs:
        if output.output_type == "stream" and output.name in streams:
            streams[output.name].text += output.text
        else:
            others.append(output)
            if output.output_type == "stream":
                streams[output.name] = output
    for stream in streams.values():
        stream.text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in stream.text.split("\n"))
    return others


def plain(output):
    """An output without half characters, which no file could hold."""
    text = json.dumps(output, ensure_ascii=False).encode("utf-8", "replace")
    return nbformat.from_dict(json.loads(text))


def is_valid(output):
    return nbformat.validator.isvalid(output, ref="output", version=4, version_minor=5)
