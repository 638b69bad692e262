#!/usr/bin/env python
"""Tiebreak's command line: `python manage.py help` lists the commands."""

import os
import sys


def main() -> None:
    """Run one management command, with the databases it needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from config import embedded
    from config.errors import CannotStart

    try:
        with embedded.session(sys.argv):
            execute_from_command_line(sys.argv)
    except (CannotStart, ImproperlyConfigured) as e:
        sys.exit(str(e))
    except OperationalError as e:
        # Only a failed connection has no SQLSTATE: the server never got to say anything.
        if getattr(e.__cause__, "sqlstate", None):
            raise
        sys.exit(f"The database is not running: start `make run` (or set DATABASE_URL).\n{e}")


if __name__ == "__main__":
    main()
