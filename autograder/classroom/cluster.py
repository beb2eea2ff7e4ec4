"""The cluster: a Dask scheduler's workers behind the same interface as this machine's processes."""
from __future__ import annotations

import faulthandler
import ipaddress
import logging
import os
from concurrent.futures import Future
from contextlib import contextmanager

from distributed import Client
from distributed.cfexecutor import ClientExecutor
from distributed.comm.addressing import parse_address, parse_host_port
from distributed.scheduler import KilledWorker

from .pool import NoWorkers

PATIENCE = {"scheduler": 10, "workers": 60}  # seconds to wait for an answer, and for the first worker
OPEN = ("is open to a network without TLS: whoever is on it can run code in the workers, read submissions and make grades. Give the "
        "cluster certificates and a tls:// address (autograder/README.md, “A cluster”), or keep it on this machine (dask scheduler "
        "--host 127.0.0.1); --insecure grades on it all the same, where nobody else is on that network.")


class Cluster(ClientExecutor):
    """A job that is not done in `seconds` ends its worker.

    Raises NoWorkers where no scheduler answers, or none of its workers, and where strangers could be among them, unless `insecure`.
    """
    died = KilledWorker, MemoryError

    def __init__(self, address, seconds, insecure=False):
        self.address, self.seconds = address, seconds
        for name in "distributed", "distributed.client":  # a level each; what they log they also raise
            logging.getLogger(name).setLevel(logging.CRITICAL)
        with self.reachable():
            if not insecure:
                require_closed(address)
            super().__init__(Client(address, timeout=PATIENCE["scheduler"]), pure=False)
        with self.reachable():
            self._client.wait_for_workers(1, timeout=PATIENCE["workers"])
            known = self._client.scheduler_info(n_workers=-1)
            if not insecure:
                require_closed(known["address"], *known["workers"])

    def submit(self, function, /, *args):
        with self.reachable():
            return super().submit(in_time, self.seconds, function, *args)

    def _wrap_future(self, future):  # Dask's own takes the result of a worker that died just now for an error, and fails on it
        ours = Future()
        self._client.loop.add_callback(deliver, future, ours)
        return ours

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
        except NoWorkers:
            raise
        except (OSError, ValueError, RuntimeError, TypeError) as error:
            raise NoWorkers(f"No Dask scheduler with a worker answers at {self.address} ({error}).") from None


async def deliver(theirs, ours):
    """Bring a Dask future's outcome to one of concurrent.futures."""
    try:
        result = await theirs._result()
    except BaseException as error:
        if theirs.status == "cancelled":
            ours.cancel()
            ours.set_running_or_notify_cancel()
        else:
            ours.set_exception(error)
    else:
        ours.set_result(result)


def require_closed(*addresses):
    """Raises NoWorkers where one of a scheduler's or workers' addresses is reached from elsewhere, and not by TLS."""
    for address in addresses:
        scheme, place = parse_address(address)
        if scheme != "tls" and not is_here(parse_host_port(place, 0)[0]):
            raise NoWorkers(f"{address} {OPEN}")


def is_here(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def in_time(seconds, function, *args):
    """The result of a job. A worker that is at it for too long ends, whatever it is doing: the clock is no thread of Python's."""
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            return function(*args)
        finally:
            faulthandler.cancel_dump_traceback_later()
