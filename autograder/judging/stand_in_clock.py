"""A clock for the student's code to read while its evaluation is probed."""
import time


class StandInClock:
    """A clock that moves while a model answers, and hardly otherwise: what a student measures is known, however busy the machine is.

    While it is entered, it is what the student's code finds under the names of Python's clocks. `heard`: whether that code, or the
    lab's helper, read it at all.
    """

    def __init__(self, namespace):
        self.namespace, self.now, self.heard = namespace, 0.0, False

    def __enter__(self):
        import timeit

        clocks = [getattr(time, name + unit) for name in ("time", "perf_counter", "monotonic", "process_time", "thread_time")
                  for unit in ("", "_ns")]
        ours = {id(clock): self.in_place_of(clock) for clock in clocks}
        self.before = [(place, name, value) for place in (vars(time), vars(timeit), self.namespace) for name, value in place.items()
                       if id(value) in ours]
        for place, name, value in self.before:
            place[name] = ours[id(value)]
        return self

    def __exit__(self, *_):
        for place, name, value in self.before:
            place[name] = value

    def in_place_of(self, clock):
        import sys
        import threading

        started, owner = clock(), threading.get_ident()

        def read():
            if threading.get_ident() != owner:  # the kernel's own threads
                return clock()
            reader = sys._getframe(1).f_globals
            self.heard |= reader is self.namespace or reader.get("__name__", "").partition(".")[0] == "kdlab"
            self.now += 1e-6  # whoever waits for a time to come does not wait for ever
            return started + (int(self.now * 1e9) if isinstance(started, int) else self.now)
        return read
