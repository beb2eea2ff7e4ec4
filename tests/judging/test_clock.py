"""The clock of the evaluation's probe: does no grade depend on how busy the machine is?"""
import datetime
import time
import timeit

import pytest

from autograder.judging.stand_in_clock import RealClock, StandInClock
from in_process import CORPUS, grade

RIGHT = (CORPUS / "evaluation" / "right" / "handout_filled_in.py").read_text()
READ = "started = kdlab.clock(device)"
OF_ITS_OWN = (CORPUS / "evaluation" / "right" / "clock_in_a_class.py").read_text()
BENCHMARK = (CORPUS / "evaluation" / "right" / "torch_benchmark_timer.py").read_text()


def test_a_machine_that_stalls_costs_no_point():
    """The process sleeps in the middle of what is measured, a fifth of a second each time: still the time of a batch?"""
    assert READ in RIGHT
    verdict = grade("evaluation", RIGHT.replace(READ, f"{READ}\n            __import__('time').sleep(0.2)"))
    assert verdict.points == verdict.max_points, verdict.parts


@pytest.mark.parametrize("line", ["start = self.clock()", "result = function()"])
def test_nor_does_it_where_the_clock_is_not_ours(line):
    """The same with a clock that the stand-in does not replace, which runs on while the process sleeps?"""
    assert line in OF_ITS_OWN
    verdict = grade("evaluation", OF_ITS_OWN.replace(line, f"{line}\n        time.sleep(0.2)"))
    assert verdict.points == verdict.max_points, verdict.parts


@pytest.mark.parametrize("timed", [0, 1])
def test_nor_does_it_where_only_one_of_two_answers_is_timed(timed, monkeypatch):
    """Each batch is asked about twice, and the machine stalls once, during an answer that is timed: the time of a batch?"""
    calls = []

    def stalled(clock, seconds):
        calls.append(seconds)
        time.sleep(seconds + 1.5 * (len(calls) == 1 + timed))

    monkeypatch.setattr(RealClock, "wait", stalled)
    line = next(line for line in OF_ITS_OWN.splitlines() if "timer.measure(" in line)
    both = [line, line.replace("timer.measure(lambda: ", "(")]
    verdict = grade("evaluation", OF_ITS_OWN.replace(line, "\n".join(both[::-1] if timed else both)))
    assert verdict.points == verdict.max_points and calls, verdict.parts


def test_a_benchmark_of_pytorch_reads_our_clock(monkeypatch):
    """Does torch.utils.benchmark never need a clock that runs on while the machine stalls?"""
    monkeypatch.delattr(RealClock, "wait")
    verdict = grade("evaluation", BENCHMARK)
    assert verdict.points == verdict.max_points, verdict.parts


def test_a_clock_that_is_not_ours_measures_all_the_same():
    """Is a wrong time told with such a clock too?"""
    verdict = grade("evaluation", OF_ITS_OWN.replace("1000 * timer.total / timer.count", "timer.total / timer.count"))
    assert verdict.misconceptions == ["seconds_not_milliseconds"]


READERS = {"time": "time.time()", "nanoseconds": "time.monotonic_ns() / 1e9", "a name of its own": "my_clock()",
           "timeit": "timeit.default_timer()", "date": "datetime.datetime.now().timestamp()",
           "date of a zone": "datetime.datetime.now(datetime.timezone.utc).timestamp()", "class": "Date.utcnow().timestamp()"}


@pytest.mark.parametrize("reader", READERS)
def test_whatever_reads_the_time_reads_ours(reader):
    """Between two readings, two seconds of the stand-in's pass and hardly any of ours?"""
    names = {"time": time, "timeit": timeit, "datetime": datetime, "my_clock": time.perf_counter, "Date": datetime.datetime}
    with StandInClock(names) as clock:
        before = eval(READERS[reader], names)
        clock.wait(2)
        assert 2 - 1e-4 < eval(READERS[reader], names) - before < 2.001 and clock.heard
        assert isinstance(names["Date"].now() - names["Date"].now(), datetime.timedelta)
        assert timeit.timeit(lambda: clock.wait(3), number=1) == pytest.approx(3, abs=1e-3)


def test_the_clocks_are_put_back():
    """Whatever happens while the clock stands in: are Python's own clocks there again, under the names that they had?"""
    own = {name: getattr(time, name) for name in ("time", "perf_counter", "monotonic", "process_time_ns")}
    others = datetime.datetime, timeit.default_timer, timeit.timeit.__defaults__, timeit.Timer.__init__.__defaults__
    namespace = {"my_clock": time.perf_counter, "other": 3}
    try:
        with StandInClock(namespace) as clock:
            before = namespace["my_clock"]()
            clock.wait(2)
            assert 2 < namespace["my_clock"]() - before < 2.001 and time.time is not own["time"] and not clock.heard
            raise KeyError
    except KeyError:
        pass
    assert own == {name: getattr(time, name) for name in own} and namespace == {"my_clock": time.perf_counter, "other": 3}
    assert others == (datetime.datetime, timeit.default_timer, timeit.timeit.__defaults__, timeit.Timer.__init__.__defaults__)
