"""Jobs for a pool's processes, in a module that is quickly imported there."""
import ctypes
import os
import signal

from autograder.classroom.worker import MEMORY


def nothing():
    pass


def double(number):
    return 2 * number


def die(log):
    with open(log, "a") as file:
        file.write("died\n")
    os.kill(os.getpid(), signal.SIGKILL)


def never_end():
    """Ask twice for a lock, in C and with Python's own: no other thread of this process runs any more."""
    libc, lock = ctypes.PyDLL(None), ctypes.create_string_buffer(64)
    while True:
        libc.pthread_mutex_lock(lock)


def hang(log):
    with open(log, "a") as file:
        file.write(f"{os.getpid()} hangs\n")
    never_end()


def fill():
    bytearray(MEMORY + (100 << 20))


def fill_in_pieces():
    pieces = []
    while True:
        pieces.append(bytes(1000))
