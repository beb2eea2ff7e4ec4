"""Between a kernel's sockets and the grader's: every byte is counted before ZeroMQ gathers it, and a message too big goes no further.

ZeroMQ itself limits each frame, and how many messages may wait for a reader, but not how many frames a message may have.
"""
from __future__ import annotations

import asyncio
import threading
from functools import partial

MAX_MESSAGE = 16_000_000  # bytes of one message from the kernel, all its frames together
FRAME = 100  # bytes that a frame costs its reader, however short it is
GREETING = 64  # bytes that begin a connection of ZeroMQ's protocol, version 3 (ZMTP, https://rfc.zeromq.org/spec/23)
MORE, LONG = 1, 2  # a frame's flags: another one follows; its length is written in eight bytes


class Meter:
    """Hands on what goes between `kernel` and `ours`, the beginnings of the sockets' paths; `dropped` counts messages too big."""

    def __init__(self, kernel, ours, ports):
        self.kernel, self.ours, self.dropped, self.connections = kernel, ours, 0, set()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        self.call(self.listen(ports))

    def run(self):
        self.loop.run_forever()
        self.loop.close()

    def call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    async def listen(self, ports):
        self.servers = [await asyncio.start_unix_server(partial(self.connected, port), f"{self.ours}-{port}") for port in ports]

    def connected(self, port, reader, writer):
        """Begins a task of our own: where `end` cancels one that asyncio's streams began, they write of it to the log."""
        task = self.loop.create_task(self.connect(port, reader, writer))
        self.connections.add(task)  # the loop holds no task for good
        task.add_done_callback(self.connections.discard)
        task.add_done_callback(lambda _: writer.close())

    async def connect(self, port, reader, writer):
        try:
            theirs, to_them = await asyncio.open_unix_connection(f"{self.kernel}-{port}")
        except OSError:
            return
        ways = [asyncio.ensure_future(self.answers(theirs, writer)), asyncio.ensure_future(hand_on(reader, to_them))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            to_them.close()

    async def answers(self, reader, writer):
        """What the kernel says, message by message. Returns where it hangs up, or speaks another protocol."""
        try:
            await greeting(reader, writer)
            while True:
                message = await whole(reader)
                if message is None:
                    self.dropped += 1
                else:
                    writer.write(message)
                    await writer.drain()
        except (asyncio.IncompleteReadError, OSError, ValueError):
            return

    def close(self):
        self.call(self.end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    async def end(self):
        for server in self.servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def hand_on(reader, writer):
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except OSError:
        return


async def greeting(reader, writer):
    """Both sides greet step by step. Raises ValueError for an older version, whose frames are other ones."""
    said = b""
    while len(said) < GREETING:
        more = await reader.read(GREETING - len(said))
        said += more
        if not more or said[0] != 0xFF or len(said) > 9 and not said[9] & 1 or len(said) > 10 and said[10] < 3:
            raise ValueError("not ZMTP 3")
        writer.write(more)


async def whole(reader):
    """The next message as it came, or None in place of one that is too big."""
    message, cost, flags = bytearray(), 0, MORE
    while flags & MORE:
        flags, = await reader.readexactly(1)
        length = await reader.readexactly(8 if flags & LONG else 1)
        left = int.from_bytes(length, "big")
        cost += left + FRAME
        if cost <= MAX_MESSAGE:
            message += bytes([flags]) + length + await reader.readexactly(left)
            continue
        message.clear()
        while left:
            left -= len(await reader.readexactly(min(left, 1 << 16)))
    return message if cost <= MAX_MESSAGE else None
