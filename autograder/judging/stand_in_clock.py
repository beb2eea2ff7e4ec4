"""Clocks by which a stand-in takes its time while an evaluation is probed."""
import time


class RealClock:
    """For code that reads a clock which StandInClock does not know."""

    def read(self):
        return time.perf_counter()

    def wait(self, seconds):
        time.sleep(seconds)


class StandInClock:
    """A clock that moves while a model answers, and hardly otherwise: what a student measures is known, however busy the machine.

    While it is entered, it is what the student's code finds under the names of Python's clocks. `heard`: whether that code, the
    lab's helper, `timeit` or PyTorch's benchmark read it at all.
    """

    def __init__(self, namespace):
        self.namespace, self.now, self.heard = namespace, 0.0, False

    def read(self):
        return self.now

    def wait(self, seconds):
        self.now += seconds

    def __enter__(self):
        import datetime
        import timeit

        names = "time", "perf_counter", "monotonic", "process_time", "thread_time"
        clocks = [getattr(time, name + unit) for name in names for unit in ("", "_ns")]
        ours = {id(clock): self.in_place_of(clock) for clock in clocks}
        ours[id(datetime.datetime)] = self.in_place_of_datetime(datetime)
        self.before = [(place, name, value) for place in (vars(time), vars(timeit), vars(datetime), self.namespace)
                       for name, value in place.items() if id(value) in ours]
        self.defaults = [(function, function.__defaults__) for function in (timeit.timeit, timeit.repeat, timeit.Timer.__init__)]
        for place, name, value in self.before:
            place[name] = ours[id(value)]
        for function, defaults in self.defaults:
            function.__defaults__ = tuple(ours.get(id(value), value) for value in defaults)
        return self

    def __exit__(self, *_):
        for place, name, value in self.before:
            place[name] = value
        for function, defaults in self.defaults:
            function.__defaults__ = defaults

    def tick(self, reader):
        """Seconds, one millionth later than before: whoever waits for a time to come does not wait for ever."""
        self.heard |= reader is self.namespace or str(reader.get("__name__")).startswith(("kdlab", "timeit", "torch.utils.benchmark"))
        self.now += 1e-6
        return self.now

    def in_place_of(self, clock):
        import sys
        import threading

        started, owner = clock(), threading.get_ident()

        def read():
            if threading.get_ident() != owner:  # the kernel's own threads
                return clock()
            now = self.tick(sys._getframe(1).f_globals)
            return started + (int(now * 1e9) if isinstance(started, int) else now)
        return read

    def in_place_of_datetime(self, datetime):
        import sys

        started, tick = time.time(), self.tick

        class StandIn(datetime.datetime):
            @classmethod
            def now(cls, tz=None):
                return cls.fromtimestamp(started + tick(sys._getframe(1).f_globals), tz)

            @classmethod
            def utcnow(cls):
                return cls.fromtimestamp(started + tick(sys._getframe(1).f_globals), datetime.timezone.utc).replace(tzinfo=None)

            today = now
        return StandIn
