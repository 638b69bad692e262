"""A TCP proxy that cuts connections where it hurts: the server has answered, we never hear it."""

import asyncio
from threading import Event, Thread


class Proxy(Thread):
    """Listens on `port`, passes everything on to `target`."""

    def __init__(self, port: int, target: int) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.target = target
        self.cut = 0  # answers to verdicts that never reached the client
        self._cuts_wanted = 0
        self._listening = Event()
        self._stopped = asyncio.Event()
        self._loop = asyncio.new_event_loop()

    def run(self) -> None:
        self._loop.run_until_complete(self._serve())

    def wait_until_up(self) -> None:
        assert self._listening.wait(10), f"nothing listens on port {self.port}"

    def cut_answers(self, count: int) -> None:
        """Swallow the answers to the next verdicts: the server has committed and said so."""
        self._loop.call_soon_threadsafe(self._want, count)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self.join(5)

    def _want(self, count: int) -> None:
        self._cuts_wanted += count

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self._listening.set()
        await self._stopped.wait()
        server.close()

    async def _connected(self, down: asyncio.StreamReader, up: asyncio.StreamWriter) -> None:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            up.transport.abort()
            return
        verdicts: list[bool] = []  # whether the last request of this connection was a verdict
        try:
            await asyncio.gather(
                self._pump(down, writer, verdicts, answers=False),
                self._pump(reader, up, verdicts, answers=True),
            )
        except OSError:
            pass
        finally:
            # An abort, not a close: what is left in the buffers is lost, as when a machine dies.
            writer.transport.abort()
            up.transport.abort()

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, verdicts: list[bool],
        *, answers: bool,
    ) -> None:  # fmt: skip
        while data := await source.read(65536):
            if not answers and b"HTTP/1.1" in data:
                verdicts[:] = [b"/judgment HTTP/1.1" in data]
            if answers and verdicts == [True] and self._cuts_wanted:
                self._cuts_wanted -= 1
                self.cut += 1
                raise ConnectionAbortedError
            sink.write(data)
            await sink.drain()
        raise ConnectionAbortedError
