"""What every serializer of the product shares; the shapes themselves are in serializers_*.py."""

from functools import cache
from typing import Any

from rest_framework import serializers

from annotation.domain.types import Role

ROLES = [r.value for r in Role]


@cache
def _checker(kind: "type[In]") -> "In":
    return kind()


class In(serializers.Serializer[Any]):
    """A body: a key that nobody asked for is an error, not a surprise."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse unknown keys by name."""
        if isinstance(data, dict) and (unknown := set(data) - set(self.fields)):
            raise serializers.ValidationError(
                {str(key)[:80]: ["There is no such field."] for key in sorted(unknown)[:20]}
            )
        return super().to_internal_value(data)

    def typed(self) -> dict[str, Any]:
        """The checked body, as keyword arguments of a service."""
        # One instance a class does the checking: DRF copies every field of each new one, which
        # costs more than the check, and fields keep nothing of what they have checked.
        return dict(_checker(type(self)).run_validation(self.initial_data))


class Out(serializers.Serializer[Any]):
    """An answer: explicit fields only, of a dict or of a frozen record."""


class Problem(Out):
    """Why a request was refused, and what to do."""

    code = serializers.CharField()
    detail = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]  # the word of the contract
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
    request_id = serializers.CharField()
