"""As whom the databases run: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.errors import CannotStart

# No user is created and no file changes hands: inside the namespace root is called 1000.
_UNSHARE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@dataclass(frozen=True)
class Identity:
    """How to start a child: behind a prefix, or as another user, or plainly."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def popen(self) -> dict[str, Any]:
        """Arguments for subprocess."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Give the folder and all in it to the user the databases run as."""
        if self.uid is None or self.gid is None or folder.stat().st_uid == self.uid:
            return
        for path in (*folder.rglob("*"), folder):  # the folder last: it says that all is done
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def identity(cluster: Path, programs: Path) -> Identity:
    """Who runs the databases of this cluster folder, which need not exist yet.

    Root acts as the folder's owner, so that both root and the owner may use it in turn.

    Args:
        cluster: PostgreSQL's data folder.
        programs: The folder of PostgreSQL's programs, which that user must be able to run.
    """
    owner = cluster.stat().st_uid if cluster.exists() else os.getuid()
    if os.getuid() != 0:
        if owner != os.getuid():
            raise CannotStart(
                f"The databases in {cluster.parent} belong to {_name(owner)}, and you are "
                f"{_name(os.getuid())}. Start as {_name(owner)}, or take the folder over once with "
                f"`sudo chown -R {_name(os.getuid())} {cluster.parent}`, or use another folder: "
                "TIEBREAK_DATA_DIR=…"
            )
        return Identity()
    if owner == 0:
        if _namespaces_work():
            return Identity(prefix=_UNSHARE)
        other = pwd.getpwnam("nobody")
    else:
        other = _account(owner)
    found = Identity(uid=other.pw_uid, gid=other.pw_gid)
    _check_reach(found, cluster.parent, programs)
    return found


def _namespaces_work() -> bool:
    if shutil.which(_UNSHARE[0]) is None:
        return False
    return subprocess.run([*_UNSHARE, "true"], capture_output=True, check=False).returncode == 0


def _account(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError as e:
        raise CannotStart(
            f"The databases belong to user {uid}, whom this machine does not know. "
            "Give the data folder to a user who is known here: `chown -R USER FOLDER`."
        ) from e


def _check_reach(who: Identity, data_dir: Path, programs: Path) -> None:
    script = 'cd "$0" && test -x "$1"'
    argv = ["/bin/sh", "-c", script, str(data_dir), str(programs / "postgres")]
    if _succeeds(argv, who):
        return
    raise CannotStart(
        f"PostgreSQL refuses to run as root. Here it would run as {_name(who.uid or 0)}, who may "
        f"not enter {data_dir} or {programs}. Move Tiebreak out of the private folder, or start it "
        "as a plain user, or set DATABASE_URL."
    )


def _succeeds(argv: Sequence[str], who: Identity) -> bool:
    return subprocess.run(argv, capture_output=True, check=False, **who.popen()).returncode == 0


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
