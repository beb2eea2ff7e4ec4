"""The cluster: a Dask scheduler's workers behind the same interface as this machine's processes."""
from __future__ import annotations

from distributed import Client
from distributed.cfexecutor import ClientExecutor
from distributed.scheduler import KilledWorker

from .pool import NoWorkers

PATIENCE = 30  # seconds to wait for the scheduler, and for its first worker


class Cluster(ClientExecutor):
    """Raises NoWorkers where no scheduler answers, or none of its workers."""
    died = KilledWorker

    def __init__(self, address):
        try:
            super().__init__(Client(address, timeout=PATIENCE), pure=False)
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, ValueError) as error:
            raise NoWorkers(f"No Dask scheduler with a worker answers at {address}: {error}") from None

    def width(self):
        return 2 * len(self._client.nthreads())

    def kill(self):
        self.shutdown(wait=False)
        self._client.close()
