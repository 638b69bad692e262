"""Write tiebreak_client/shapes.py from the server's openapi.yaml; `make api` does it."""

import keyword
import sys
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
TARGET = HERE / "tiebreak_client" / "shapes.py"
SOURCE = HERE.parents[1] / "openapi.yaml"
HEAD = '''"""What the server sends and takes. Made from openapi.yaml by `make api`: do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict
'''
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


def module(schemas: dict[str, Any]) -> str:
    """The module's text: one TypedDict for each component."""
    return "\n\n".join([HEAD, *(_shape(name, body) for name, body in sorted(schemas.items()))])


def _name(component: str) -> str:
    return component.removesuffix("Out")


def _shape(component: str, body: dict[str, Any]) -> str:
    name, fields = _name(component), body.get("properties", {})
    said = body.get("description", "").split("\n")[0].replace('"', "'") or f"{name}."
    required = set(body.get("required", ()))
    types = {
        key: _type(kind) if key in required else f"NotRequired[{_type(kind)}]"
        for key, kind in fields.items()
    }
    if any(keyword.iskeyword(key) for key in types):
        pairs = ", ".join(f'"{key}": {kind!r}' for key, kind in types.items())
        return f'{name} = TypedDict("{name}", {{{pairs}}})\n'
    lines = [f"class {name}(TypedDict):", f'    """{said}"""', ""]
    lines += [f"    {key}: {kind}" for key, kind in types.items()]
    return "\n".join(lines) + "\n"


def _type(kind: dict[str, Any]) -> str:
    found = _bare(kind)
    return f"{found} | None" if kind.get("nullable") and found != "Any" else found


def _bare(kind: dict[str, Any]) -> str:
    if "$ref" in kind:
        return _name(kind["$ref"].rsplit("/", 1)[1])
    for several in ("allOf", "oneOf", "anyOf"):
        if several in kind:
            return " | ".join(dict.fromkeys(_type(one) for one in kind[several]))
    if "enum" in kind:
        values = ", ".join(repr(v) for v in kind["enum"] if v is not None)
        return f"Literal[{values}]"
    if kind.get("type") == "array":
        return f"list[{_type(kind['items'])}]"
    if kind.get("type") == "object":
        inner = kind.get("additionalProperties") or {}
        return f"dict[str, {_type(inner) if isinstance(inner, dict) else 'Any'}]"
    return _PLAIN.get(kind.get("type", ""), "Any")


def main() -> int:
    """Write the module."""
    schemas = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))["components"]["schemas"]
    TARGET.write_text(module(schemas), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
