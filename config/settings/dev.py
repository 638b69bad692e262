"""One machine, started with `make run`: keys are made on first start and kept with the data."""

from config.embedded.folder import words_for
from config.settings import keys
from config.settings.base import *  # noqa: F403  (a settings module is its names)
from config.settings.base import DATA_DIR, FIELD_KEYS, SECRET_KEY

with words_for(DATA_DIR):
    SECRET_KEY = SECRET_KEY or keys.kept(DATA_DIR / "keys" / "secret_key", keys.new_secret)
    FIELD_KEYS = FIELD_KEYS or [keys.kept(DATA_DIR / "keys" / "field_key", keys.new_field_key)]
