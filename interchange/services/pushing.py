"""A finished export on its way to a hub: the same folder, by huggingface_hub if it is there."""

import re
from pathlib import Path

from interchange.errors import ExportFailed, Unreachable

NAME = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}")
ENDPOINT: str | None = None  # the hub that huggingface_hub knows, by HF_ENDPOINT or its default


def push(folder: Path, *, repo: str, private: bool, message: str) -> str:
    """Send everything in the folder as one commit; made private unless said otherwise.

    Returns:
        The address of the commit.

    Raises:
        ExportFailed: The name is none, or the package or a token is missing.
        Unreachable: The hub refused or cannot be reached; the folder is untouched.
    """
    if not NAME.fullmatch(repo):
        raise ExportFailed(f"{repo!r} is no repository: write OWNER/NAME.")
    try:
        from httpx2 import HTTPError  # noqa: PLC0415
        from huggingface_hub import HfApi, get_token  # noqa: PLC0415  # heavy, and optional
    except ImportError as e:
        raise ExportFailed(
            f"Pushing needs the package huggingface_hub; the folder {folder} is ready to be sent "
            "by any other means."
        ) from e
    token = get_token()  # of the environment, or of a sign-in on this machine
    if not token:
        raise ExportFailed(
            f"Pushing needs a token: set HF_TOKEN, or run `hf auth login`. The folder {folder} is "
            "ready."
        )
    api = HfApi(endpoint=ENDPOINT, token=token)
    try:
        api.create_repo(repo, repo_type="dataset", private=private, exist_ok=True)
        sent = api.upload_folder(
            folder_path=folder, repo_id=repo, repo_type="dataset", commit_message=message
        )
    except (HTTPError, OSError, ValueError) as e:
        reason = str(e).splitlines()[0] if str(e) else type(e).__name__
        raise Unreachable(
            f"The hub did not take it: {reason} The folder {folder} is ready; try again later."
        ) from e
    return str(sent.commit_url)
