"""Jobs for a pool's processes, in a module that is quickly imported there."""
import os
import signal


def nothing():
    pass


def double(number):
    return 2 * number


def die(log):
    with open(log, "a") as file:
        file.write("died\n")
    os.kill(os.getpid(), signal.SIGKILL)
