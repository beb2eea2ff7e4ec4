"""The cluster: a Dask scheduler's workers behind the same interface as this machine's processes."""
from __future__ import annotations

import logging
from contextlib import contextmanager

from distributed import Client
from distributed.cfexecutor import ClientExecutor
from distributed.scheduler import KilledWorker

from .pool import NoWorkers

PATIENCE = {"scheduler": 10, "workers": 60}  # seconds to wait for an answer, and for the first worker


class Cluster(ClientExecutor):
    """Raises NoWorkers where no scheduler answers, or none of its workers."""
    died = KilledWorker

    def __init__(self, address):
        self.address = address
        for name in "distributed", "distributed.client":  # a level each; what they log they also raise
            logging.getLogger(name).setLevel(logging.CRITICAL)
        with self.reachable():
            super().__init__(Client(address, timeout=PATIENCE["scheduler"]), pure=False)
        with self.reachable():
            self._client.wait_for_workers(1, timeout=PATIENCE["workers"])

    def submit(self, function, /, *args):
        with self.reachable():
            return super().submit(function, *args)

    def width(self):
        """Two for each worker: it grades one and has the next at hand."""
        with self.reachable():
            return 2 * max(1, len(self._client.nthreads()))

    def kill(self):
        self._client.close(timeout=1)  # a lost scheduler would not answer

    @contextmanager
    def reachable(self):
        try:
            yield
        except (OSError, ValueError, RuntimeError) as error:
            raise NoWorkers(f"No Dask scheduler with a worker answers at {self.address} ({error}).") from None
