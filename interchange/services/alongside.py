"""Adding items while the rest of their file is still being read.

Checking rows keeps one processor busy and storing them the other: done one after the other, an
import takes as long as both. Here a thread holds the transaction that adds the items, on a
connection of its own, and takes each block as soon as it has been checked. Nothing of it is seen
before the whole file has passed; where anything is in the way (an id that is there already, or
twice in the file; another import of the project), it is rolled back, and the items are added after
the checking, as ever.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from queue import Queue
from threading import Thread

import psycopg
from django.db import DatabaseError, connection, transaction

from annotation.services import items_bulk
from annotation.services.items_bulk import NewItem
from interchange.models import ImportBatch
from interchange.services import adding
from interchange.services.adding import Added, Numbered
from interchange.services.ahead import steadily

WAITING = 4  # blocks between the two sides
BLOCK_ROWS = 500
AT_ONCE = 10  # blocks that go to the database in one stream, once so many have gone
Commit = Callable[[Added], None]


class _GivenUp(Exception):
    """Roll back: the items are added later, or never."""


class Alongside:
    """Takes blocks of items, and commits them all at the end or none."""

    def __init__(self, batch: ImportBatch) -> None:
        self._batch = batch
        self._blocks: Queue[list[Numbered] | None] = Queue(WAITING)  # None: that was all
        self._rest: Commit | None = None
        self._given_up = self._committed = self._ended = False
        self._error: BaseException | None = None
        self._rows: list[Numbered] = []
        self._thread = Thread(target=self._run, name=f"import {batch.pk}", daemon=True)
        self._thread.start()

    def take(self, line: int, item: NewItem) -> None:
        """The next item, and where it stands."""
        if self._given_up:
            return
        self._rows.append((line, item))
        if len(self._rows) >= BLOCK_ROWS:
            self._send()

    def commit(self, rest: Commit) -> bool:
        """Let `rest` do what belongs into the same transaction, then commit.

        Returns:
            Whether that was done; else nothing was added, and it is to be done the ordinary way.

        Raises:
            Exception: What `rest` raised; then nothing was added either.
        """
        self._send()
        self._rest = rest
        self._blocks.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._committed

    def abandon(self) -> None:
        """Add nothing; of no effect once it has committed."""
        if self._thread.is_alive():
            self._blocks.put(None)
            self._thread.join()

    def _send(self) -> None:
        if self._rows:
            self._blocks.put(self._rows)
            self._rows = []

    def _run(self) -> None:
        added = False
        try:
            with transaction.atomic():
                done = self._add()
                added = True
                if self._rest is None:
                    raise _GivenUp
                self._rest(done)
            self._committed = True
        except _GivenUp:
            pass
        except (DatabaseError, psycopg.Error) as e:  # what COPY raises is not Django's
            # While adding, whatever it is: the ordinary way finds it again and says it in words.
            self._error = e if added else None
        except BaseException as e:  # noqa: BLE001 -- raised again by whoever waits
            self._error = e
        finally:
            self._given_up = not self._committed
            connection.close()
            for _ in self._coming():  # nobody may wait for room that never comes
                pass

    def _coming(self) -> Iterator[list[Numbered]]:
        while not self._ended:
            block = self._blocks.get()
            if block is None:
                self._ended = True
            else:
                yield block

    def _add(self) -> Added:
        if not items_bulk.alone(project_id=self._batch.project_id):
            raise _GivenUp
        with connection.cursor() as cursor:
            # It waits for the reader, and long where rows are long.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        done = Added(first=not items_bulk.any_in(project_id=self._batch.project_id))
        blocks, at_once = self._coming(), 1
        for block in blocks:
            # The database stores some rows while the next are written down for it. Ids are set
            # aside for all that may come: just those of a small file, up to twice those of a large.
            rows = chain(block, chain.from_iterable(islice(blocks, at_once - 1)))
            most = len(block) + (at_once - 1) * BLOCK_ROWS
            adding.add(self._batch, rows, done, most=most)
            at_once = min(2 * at_once, AT_ONCE)
        return done


@contextmanager
def of(batch: ImportBatch) -> Iterator[Alongside | None]:
    """Adds the items of a batch meanwhile, where that can be; None where it cannot.

    Not of a check, nor of an import that was taken up again and has lost its first rows, nor within
    somebody's transaction, which another connection would not see.
    """
    fresh = batch.rows_read == 0 and batch.state == ImportBatch.State.PENDING
    if (
        batch.kind != ImportBatch.Kind.ITEMS
        or batch.dry_run
        or not fresh
        or connection.in_atomic_block
    ):
        yield None
        return
    beside = Alongside(batch)
    with steadily():  # the thread that adds mostly waits for the database
        try:
            yield beside
        finally:
            beside.abandon()
