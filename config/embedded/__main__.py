"""`python -m config.embedded [--durable] -- COMMAND…`: run it with throw-away databases."""

import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from config import embedded
from config.embedded import folder, paths
from config.errors import CannotStart
from config.settings import env
from config.supervisor import Supervisor


def main() -> int:
    """Gives the command's exit status."""
    options, dashes, command = _split(sys.argv[1:])
    if not dashes or not command or set(options) - {"--durable"}:
        sys.stderr.write(f"Usage: {__doc__}\n")
        return 2
    data_dir = Path(tempfile.mkdtemp(prefix="tiebreak-"))
    data_dir.chmod(0o711)  # where root may not use namespaces, another user must pass through
    try:
        with folder.locked(data_dir) as hold, Supervisor(hold=hold) as group:
            embedded.start(group, data_dir, durable="--durable" in options)
            return _run(command, data_dir)
    except CannotStart as e:
        sys.stderr.write(f"{e}\n")
        return 1
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)
        shutil.rmtree(paths.socket_dir(data_dir), ignore_errors=True)


def _run(command: list[str], data_dir: Path) -> int:
    child = subprocess.Popen(
        command,
        env=env.child(
            DATABASE_URL=paths.database_url(data_dir),
            REDIS_URL=paths.redis_url(data_dir),
            TIEBREAK_DATA_DIR=str(data_dir),
        ),
    )
    # Ctrl-C reaches the command by itself; we outlast it to stop the databases.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    status = child.wait()
    return status if status >= 0 else 128 - status


def _split(argv: list[str]) -> tuple[list[str], bool, list[str]]:
    if "--" not in argv:
        return argv, False, []
    at = argv.index("--")
    return argv[:at], True, argv[at + 1 :]


if __name__ == "__main__":
    sys.exit(main())
