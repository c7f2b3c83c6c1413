"""One clear sentence for each mistake in a scenario."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from cxsim.errors import CxsimError, nearest, unknown
from cxsim.fields import Model
from cxsim.model.mechanism import Mechanism, known_mechanism

_OWN_NAME = re.compile(r"\w[\w -]*")
_STARTS_WITH_FIELD = re.compile(r"\w+: ")


def check_names(model: type[BaseModel], data: Any, prefix: str = "") -> None:
    """Refuse the first name in ``data`` that ``model`` does not know, with the nearest one.

    Parameters
    ----------
    model : type
        The model that will be made of ``data``.
    data : Any
        Names and values; anything else is left to the model.
    prefix : str
        Path of ``data`` in the scenario, with a dot at its end.

    Raises
    ------
    CxsimError
        One sentence with the path of the wrong name.
    """
    if not isinstance(data, Mapping):
        return
    below = models_below(model)
    for name, value in data.items():
        if name not in below:
            valid = [f"{prefix}{known}" for known in below]
            raise unknown("field", f"{prefix}{name}", valid)
        inner, is_table = below[name]
        if inner is not None:
            _check_below(inner, is_table, value, f"{prefix}{name}")


@cache
def models_below(model: type[BaseModel]) -> dict[str, tuple[type[Model] | None, bool]]:
    """Field -> the model that it holds, if any, and whether it is a table of such models."""
    return {
        name: (_model_in(field.annotation), get_origin(field.annotation) is dict)
        for name, field in model.model_fields.items()
    }


def _check_below(inner: type[Model], is_table: bool, value: Any, path: str) -> None:
    if is_table and isinstance(value, Mapping):
        for key, item in value.items():
            _check_own_name(key, path)
            own = inner is Mechanism and isinstance(item, Mapping)
            kind = known_mechanism(key) if own else inner
            check_names(kind, item, f"{path}.{key}.")
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            check_names(inner, item, f"{path}.{position}.")
    else:
        check_names(inner, value, f"{path}.")


def _check_own_name(key: Any, path: str) -> None:
    """Names that a user gives to touchpoints, segments and needs become parts of paths."""
    if not isinstance(key, str):
        raise _not_text(path, key)
    if not _OWN_NAME.fullmatch(key):
        rule = "may only hold letters, digits, '_', '-' and spaces"
        raise CxsimError(f"{path}: the name {key!r} {rule}.")


def _not_text(path: str, key: Any) -> CxsimError:
    return CxsimError(f"{path}: the name {_short(key)} must be text.")


def _model_in(annotation: Any) -> type[Model] | None:
    """Find the model that a field holds, itself or as the value of a table."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    for part in get_args(annotation):
        found = _model_in(part)
        if found is not None:
            return found
    return None


_SENTENCES = {
    "missing": "{path} is missing.",
    "greater_than_equal": "{path} must be {limit} or more, not {value}.",
    "less_than_equal": "{path} must be {limit} or less, not {value}.",
    "finite_number": "{path} must be a finite number, not {value}.",
    "int_type": "{path} must be a whole number (without a decimal point), not {value}.",
    "float_type": "{path} must be a number, not {value}.",
    "bool_type": "{path} must be true or false, not {value}.",
    "string_type": "{path} must be text, not {value}.",
    "dict_type": "{path} must be a block of names and values, not {value}.",
    "model_type": "{path} must be a block of names and values, not {value}.",
    "tuple_type": "{path} must be a list, not {value}.",
    "literal_error": "{path} must be {expected}, not {value}{guess}.",
    "too_short": "{path} must not be empty.",
    "too_long": "{path} takes at most {max_length} entries.",
}


def sentence(error: ValidationError, prefix: str = "") -> CxsimError:
    """Turn pydantic's report into one sentence about its first finding.

    Parameters
    ----------
    error : ValidationError
        The report.
    prefix : str
        Path of the checked data in its file, with a dot at its end.

    Returns
    -------
    CxsimError
        One sentence that names the field.
    """
    first = error.errors(include_url=False)[0]
    parts = [str(part) for part in first["loc"]]
    kind, context = first["type"], first.get("ctx", {})
    if parts[-1:] == ["[key]"]:
        return _not_text(prefix + ".".join(parts[:-2]), first["input"])
    path = prefix + ".".join(parts)
    if kind == "value_error":
        return _own_rule(path, context["error"])
    template = _SENTENCES.get(kind)
    path = path or "scenario"
    if template is None:
        return CxsimError(f"{path}: {first['msg'][0].lower()}{first['msg'][1:]}.")
    facts = {
        **context,
        "path": path,
        "value": _short(first["input"]),
        "limit": _number(context.get("ge", context.get("le"))),
        "guess": _guess(first["input"], context.get("expected")),
    }
    return CxsimError(template.format(**facts))


def _own_rule(path: str, error: Exception) -> CxsimError:
    """Complete the sentence of a rule that the models state in words."""
    if isinstance(error, CxsimError):
        return error
    if not path:
        return CxsimError(f"{error}.")
    joint = "." if _STARTS_WITH_FIELD.match(str(error)) else ": "
    return CxsimError(f"{path}{joint}{error}.")


def _guess(value: Any, expected: str | None) -> str:
    """Name the choice that was meant, where the choices are words."""
    if expected is None or not isinstance(value, str):
        return ""
    guess = nearest(value, re.findall(r"'([^']*)'", expected))
    return f" (did you mean {guess!r}?)" if guess else ""


def _number(limit: Any) -> str:
    return str(int(limit)) if limit is not None and limit == int(limit) else str(limit)


def _short(value: Any) -> str:
    """How a value reads in a sentence, at most some forty characters long."""
    if value is None:
        return "empty"
    if isinstance(value, Mapping):
        return "a block of names and values"
    if isinstance(value, list | tuple):
        return "a list"
    try:
        text = repr(value)
    except ValueError:  # a whole number of thousands of digits
        return "so large a number"
    if len(text) > 40:
        text = f"{text[:37]}..."
    return f"the text {text}" if isinstance(value, str) else text
