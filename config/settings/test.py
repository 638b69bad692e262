"""The test suite: a database of its own, fast password hashing, tasks run by hand."""

from cryptography.fernet import Fernet

from config.settings import env
from config.settings.base import *  # noqa: F403  (a settings module is its names)
from config.settings.base import DATABASES

SECRET_KEY = "only-for-tests"  # noqa: S105  (signs nothing that outlives a test run)
FIELD_KEYS = [Fernet.generate_key().decode()]
DATABASES["default"]["TEST"] = {"NAME": env.text("TIEBREAK_TEST_DB", "test_tiebreak")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
