"""A kernel provisioner, jupyter_client's own extension point: kernels of the kernelspec "walled" live in the sandbox."""
from __future__ import annotations

import os
import select
import shutil
import signal
from importlib.metadata import EntryPoint
from pathlib import Path

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from traitlets import Bool, Int, List

from .meter import Meter
from .sandbox import WALLS, sandbox_of

KERNELS = Path(__file__).with_name("kernels")


class Walled(LocalProvisioner):
    """jupyter_client's provisioner for kernels in the sandbox; a kernelspec names it, nbclient and nbgrader use it unchanged."""
    walls = List(sorted(WALLS), help="Which walls stand; none at all is `--sandbox none`.")
    memory = Int(2 << 30, help="Bytes for the kernel and all that it starts.")
    warm = Bool(True, help="Whether torch and the like are there when a kernel starts.")
    handle = None
    guard = None
    meter = None
    channel = None

    @property
    def has_process(self):
        return self.handle is not None

    async def pre_launch(self, **kwargs):
        self.sandbox = sandbox_of(frozenset(self.walls), self.warm)
        self.slot = self.sandbox.new_slot()
        self.parent.transport, self.parent.ip = "ipc", str(self.slot / "k")  # TCP is open to everybody on the machine
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd, **kwargs):
        info = self.connection_info
        connection = {**info, "key": info["key"].decode()}
        self.handle, self.guard, self.channel = self.sandbox.fork(self.slot, connection, self.memory, kwargs.get("cwd"))
        if "output" in self.walls:
            ours = str(self.sandbox.files / self.slot.name)
            self.meter = Meter(f"{self.slot}/k", ours, [info[f"{name}_port"] for name in ("shell", "iopub", "stdin", "control", "hb")])
            info = {**info, "ip": ours}
        return info

    async def poll(self):
        return None if self.handle is not None and not select.select([self.handle], [], [], 0)[0] else 0

    async def send_signal(self, signum):
        if self.handle is not None:
            try:
                signal.pidfd_send_signal(self.handle, signum)
            except ProcessLookupError:
                pass

    async def kill(self, restart=False):
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart=False):
        await self.send_signal(signal.SIGKILL)

    async def wait(self):
        if self.handle is not None:
            select.select([self.handle], [], [])
            os.close(self.handle)
            self.handle = None
        return 0

    async def cleanup(self, restart=False):
        if self.meter:
            self.meter.close()
            self.meter = None
        if self.channel:
            self.channel.close()
        if self.guard:
            self.guard.close()
        shutil.rmtree(self.slot, ignore_errors=True)


KernelProvisionerFactory.instance().provisioners["walled"] = EntryPoint(
    "walled", f"{__name__}:{Walled.__name__}", KernelProvisionerFactory.GROUP_NAME)
