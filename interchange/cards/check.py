"""What must be true of a card before an export counts as done."""

from typing import Any

import yaml

from interchange.cards import croissant

Json = dict[str, Any]
HEADER = ("license", "language", "task_categories", "tags", "size_categories", "configs",
          "dataset_info")  # fmt: skip
DATASET = ("@context", "@type", "conformsTo", "name", "description", "license", "url", "version",
           "datePublished", "distribution", "recordSet")  # fmt: skip
FILE = ("@id", "name", "contentUrl", "encodingFormat", "sha256")


def problems(readme: str, document: Json, manifest: Json) -> list[str]:
    """What is missing or contradicts the files, in sentences; [] when all is well."""
    files = {f["name"]: f for config in manifest["configs"] for f in config["files"]}
    return [*_readme(readme, files), *_croissant(document, files)]


def _readme(readme: str, files: dict[str, Json]) -> list[str]:
    parts = readme.split("---\n", 2)
    if len(parts) != 3 or parts[0]:
        return ["README.md has no header."]
    try:
        header = yaml.safe_load(parts[1])
    except yaml.YAMLError as e:
        return [f"README.md has a header that is no YAML: {e}"]
    found = [f"README.md does not say {key}." for key in HEADER if key not in header]
    named = [d["path"] for c in header.get("configs", []) for d in c["data_files"]]
    gone = [path for path in named if path not in files]
    return found + [f"README.md names {path}, which is no file." for path in gone]


def _croissant(document: Json, files: dict[str, Json]) -> list[str]:
    found = [f"croissant.json does not say {key}." for key in DATASET if not _said(document, key)]
    found += [
        f"croissant.json does not say rai:{key}."
        for key in croissant.RAI
        if f"rai:{key}" not in document
    ]
    listed = {file.get("@id"): file for file in document["distribution"]}
    for name, file in files.items():
        told = listed.get(name, {})
        missing = [key for key in FILE if not told.get(key)]
        if missing or told["sha256"] != file["sha256"]:
            found.append(f"croissant.json does not describe {name}.")
    ids = [f["@id"] for r in document["recordSet"] for f in r["field"]]
    if len(set(ids)) < len(ids):
        found.append("croissant.json gives two fields one name.")
    return found


def _said(document: Json, key: str) -> bool:
    empty = key in {"distribution", "recordSet"}  # of a dataset without rows
    return key in document and (empty or bool(document[key]))
