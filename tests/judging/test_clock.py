"""The clock of the evaluation's probe: does no grade depend on how busy the machine is?"""
import time

from autograder.judging.stand_in_clock import StandInClock
from in_process import CORPUS, grade

RIGHT = (CORPUS / "evaluation" / "right" / "handout_filled_in.py").read_text()
READ = "started = kdlab.clock(device)"


def test_a_machine_that_stalls_costs_no_point():
    """The process sleeps in the middle of what is measured, a fifth of a second each time: still the time of a batch?"""
    assert READ in RIGHT
    verdict = grade("evaluation", RIGHT.replace(READ, f"{READ}\n            __import__('time').sleep(0.2)"))
    assert verdict.points == verdict.max_points, verdict.parts


def test_the_clocks_are_put_back():
    """Whatever happens while the clock stands in: are Python's own clocks there again, under the names that they had?"""
    own = {name: getattr(time, name) for name in ("time", "perf_counter", "monotonic", "process_time_ns")}
    namespace = {"my_clock": time.perf_counter, "other": 3}
    try:
        with StandInClock(namespace) as clock:
            before = namespace["my_clock"]()
            clock.now += 2
            assert 2 < namespace["my_clock"]() - before < 2.001 and time.time is not own["time"] and not clock.heard
            raise KeyError
    except KeyError:
        pass
    assert own == {name: getattr(time, name) for name in own} and namespace == {"my_clock": time.perf_counter, "other": 3}
