"""A server process of its own before the test's database, so that a test can really end it."""

import os
import signal
import subprocess
import sys
import urllib.request
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection

from config.wsgi import application as pages
from tests.config.processes import eventually, free_port

# What the process serves: the pages and the API, and the built front end without collecting it.
application = StaticFilesHandler(pages)


class Mortal:
    """One address, and a gunicorn there that can be killed and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        url = urlsplit(os.environ["DATABASE_URL"])._replace(
            path=f"/{connection.settings_dict['NAME']}"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "--workers", "1",
             "--bind", f"127.0.0.1:{self.port}", "tests.e2e.served:application"],
            cwd=settings.ROOT,
            env={**os.environ, "DATABASE_URL": url.geturl()},  # with the settings of the tests
            start_new_session=True,
        )  # fmt: skip
        assert eventually(self._answers), "The server did not start."

    def kill(self) -> None:
        """At once, workers and all, as when the machine loses its power."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            return bool(urllib.request.urlopen(f"{self.url}/sign-in", timeout=5).status == 200)
        except OSError:
            return False
