"""The header of a dataset card as hubs read it: configs, splits, columns, sizes."""

from typing import Any

Json = dict[str, Any]
DTYPES = {"text": "string", "integer": "int64", "number": "float64", "boolean": "bool",
          "json": "string"}  # fmt: skip
MESSAGE: list[Json] = [{"name": "role", "dtype": "string"}, {"name": "content", "dtype": "string"}]
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
         (10_000_000, "1M<n<10M"))  # fmt: skip
# Format -> the tags that people look for it by.
TAGS = {
    "trl-preference": ["dpo", "trl"],
    "trl-pairs": ["dpo", "trl"],
    "trl-unpaired": ["kto", "trl"],
    "trl-stepwise": ["process-supervision", "trl"],
    "trl-prompts": ["trl"],
}
LOADS = (".parquet", ".jsonl", ".arrow")  # what a loader reads, the first best


def header(manifest: Json) -> Json:
    """What stands between the two lines of dashes."""
    report, params = manifest["report"], manifest["params"]
    configs = [c for c in manifest["configs"] if files(c)]
    tags = ["preference", "rlhf", "human-feedback"]
    for config in manifest["configs"]:
        tags += [tag for tag in TAGS.get(config["format"], []) if tag not in tags]
    if report["project"]["simulated"]:
        tags.append("synthetic")
    return {
        "pretty_name": report["project"]["name"],
        "license": params.get("licence") or "unknown",
        "language": [report["project"]["language"].split("-")[0] or "en"],
        "task_categories": ["text-generation"],
        "tags": tags,
        "size_categories": [size(manifest["rows"])],
        "configs": [_config(c, default=n == 0) for n, c in enumerate(configs)],
        "dataset_info": [_info(c) for c in configs],
    }


def files(config: Json) -> list[tuple[str, Json]]:
    """(split, file) of a config, of the kind that loads best; splits without rows are left out."""
    of = {file["name"]: file for file in config["files"]}
    names = [s["name"] for s in config["splits"]] or [""]
    for suffix in LOADS:
        found = [
            (split or "train", of[name])
            for split in names
            if (name := f"{config['format']}{'-' if split else ''}{split}{suffix}") in of
        ]
        if found:
            return [(split, file) for split, file in found if file["rows"]]
    return []


def size(rows: int) -> str:
    """The hub's name for so many rows."""
    return next((name for most, name in SIZES if rows < most), "n>10M")


def name(config: Json) -> str:
    """A config is called after its format."""
    return str(config["format"])


def _config(config: Json, *, default: bool) -> Json:
    found = {
        "config_name": name(config),
        "data_files": [{"split": split, "path": file["name"]} for split, file in files(config)],
    }
    return {**found, "default": True} if default else found


def _info(config: Json) -> Json:
    parts = files(config)
    # In Parquet and Arrow such a column is its JSON as text; in JSON Lines it is what it is, and of
    # no one type: loaders find it out.
    loose = parts[0][1]["name"].endswith(".jsonl") and "json" in str(
        [column["type"] for column in config["columns"]]
    )
    features = [_feature(c["name"], c["type"]) for c in config["columns"]]
    bytes_ = sum(file["bytes"] for _, file in parts)
    return {
        "config_name": name(config),
        **({} if loose else {"features": features}),
        "splits": [
            {"name": split, "num_bytes": file["bytes"], "num_examples": file["rows"]}
            for split, file in parts
        ],
        "download_size": bytes_,
        "dataset_size": bytes_,
    }


def _feature(column: str, kind: Any) -> Json:
    return {"name": column, **_type(kind)}


def _type(kind: Any) -> Json:
    if isinstance(kind, str) and kind in DTYPES:
        return {"dtype": DTYPES[kind]}
    if kind == "messages":
        return {"list": MESSAGE}
    if kind == "texts":
        return {"list": "string"}
    if isinstance(kind, list):
        return {"list": _inner(kind[0])}
    return {"struct": [_feature(key, inner) for key, inner in kind.items()]}


def _inner(kind: Any) -> Any:
    """What a list is of: a plain type by its name, an object by its fields."""
    found = _type(kind)
    return found.get("dtype") or found.get("struct") or found
