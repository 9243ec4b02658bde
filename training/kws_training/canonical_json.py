"""Canonical JSON after RFC 8785 (JCS): the form in which a feature spec is hashed.

Keys sorted by UTF-16 code units, no white space, numbers as ECMAScript prints them. The .NET side writes the
same bytes, so the SHA-256 of a spec is the same in a manifest, in a gRPC message and here.
"""

import hashlib
import json
import math


def canonical_json(value):
    """Returns `value` (dict, list, str, number, bool, None) as one canonical JSON string."""
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(canonical_json(item) for item in value) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(json.dumps(k, ensure_ascii=False) + ":" + canonical_json(value[k]) for k in keys) + "}"
    raise TypeError(f"{type(value).__name__} has no JSON form")


def sha256_of(value):
    """Lower-case hexadecimal SHA-256 of the canonical JSON's UTF-8 bytes."""
    return hashlib.sha256(canonical_json(value).encode("utf-8")).hexdigest()


def _number(value):
    if isinstance(value, int):
        # Beyond 2^53 a double, which is what JCS prescribes, no longer holds every integer.
        value = value if abs(value) <= 2**53 else float(value)
        if isinstance(value, int):
            return str(value)
    if not math.isfinite(value):
        raise ValueError(f"{value} has no JSON form")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    digits, exponent = _shortest_digits(abs(value))
    point = exponent + 1  # position of the decimal point within the digits (ECMA-262, Number::toString)
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    mantissa = digits if len(digits) == 1 else digits[0] + "." + digits[1:]
    return f"{sign}{mantissa}e{'+' if exponent >= 0 else '-'}{abs(exponent)}"


def _shortest_digits(value):
    """Digits and decimal exponent of the shortest decimal that reads back as `value`: repr gives it."""
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    scale = int(exponent or 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    scale += len(whole) - 1 - (len(digits) - len(stripped))
    return stripped.rstrip("0") or "0", scale
