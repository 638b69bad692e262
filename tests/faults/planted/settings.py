"""The usual settings, with the planted bug as the last app."""

import os

from config.settings.dev import *  # noqa: F403
from config.settings.dev import CELERY_BEAT_SCHEDULE, DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.planted"]
if os.environ.get("PLANTED") == "M1":
    CELERY_BEAT_SCHEDULE.clear()
if os.environ.get("PLANTED") == "M3":
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
