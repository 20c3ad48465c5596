"""Frozen dataclasses <-> JSON values, by their annotations.

Rules: a field that has its default is left out; a union of dataclasses is told apart by `kind`; fields that this
program doesn't know are passed over, so that a row written by the next version can still be read. A `kind` that
isn't known raises `UnknownKind`: what that means is for whoever knows the noun.

Own code and not pydantic: the shape is fixed by the nouns already, and leaving out defaults while reading what a newer
program wrote needs as many lines of settings as this has of code. A session of forty marks takes 0.2 ms both ways.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Json = dict[str, Any]
_Convert = Callable[[Any], Any]


class UnknownKind(ValueError):
    """A value of a union whose `kind` this program has never heard of."""


def encode(value: object) -> Any:
    """A noun as JSON values (dict, list, str, int, bool, None)."""
    return _encoder(type(value))(value)


def decode(noun: type[T], given: Any) -> T:
    """The noun that `given` was made from; `given` is used up. Raises `UnknownKind`, or `TypeError` if it isn't one."""
    made: T = _decoder(noun)(given)
    return made


_encoders: dict[type, _Convert] = {}
_decoders: dict[Any, _Convert] = {}


def _encoder(noun: type) -> _Convert:
    found = _encoders.get(noun)
    if found is None:
        found = _encoders[noun] = _make_encoder(noun)
    return found


def _make_encoder(noun: type) -> _Convert:
    if noun in (str, int, float, bool, type(None)):
        return _as_it_is
    if issubclass(noun, Enum):
        return lambda value: value.value
    if issubclass(noun, (tuple, list)):
        return lambda value: [each if type(each) is str else _encoder(type(each))(each) for each in value]
    if issubclass(noun, Mapping):
        return lambda value: {key: _encoder(type(each))(each) for key, each in value.items()}
    return _from_dataclass(noun)


def _from_dataclass(noun: type) -> _Convert:
    if not is_dataclass(noun):
        raise TypeError(f"{noun.__name__} has no JSON form")
    kind = _kind(noun)
    plan = tuple((each.name, _default(each)) for each in fields(noun) if each.name != "kind" or kind is None)

    def convert(value: Any) -> Json:
        given: Json = {} if kind is None else {"kind": kind}
        for name, default in plan:
            each = getattr(value, name)
            if each is not default and each != default:
                given[name] = each if type(each) is str or type(each) is int else _encoder(type(each))(each)
        return given

    return convert


def _kind(noun: Any) -> str | None:
    """What a union tells this dataclass by."""
    kind = next((each.default for each in fields(noun) if each.name == "kind"), None)
    return kind if isinstance(kind, str) else None


def _default(each: "Field[Any]") -> Any:
    return each.default_factory() if each.default_factory is not MISSING else each.default


def _decoder(annotation: Any) -> _Convert:
    found = _decoders.get(annotation)
    if found is None:
        found = _decoders[annotation] = _make_decoder(annotation)
    return found


def _make_decoder(annotation: Any) -> _Convert:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Union or origin is types.UnionType:
        return _of_union(args)
    if origin is tuple:
        return _of_tuple(args)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _of_mapping(_decoder(args[1]))
    if origin is Literal or annotation in (str, int, float, bool, Any):
        return _as_it_is
    if is_dataclass(annotation) and isinstance(annotation, type):
        return _of_dataclass(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    raise TypeError(f"{annotation!r} has no JSON form")


def _as_it_is(given: Any) -> Any:
    return given


def _of_tuple(args: tuple[Any, ...]) -> _Convert:
    if args[-1] is not ...:
        each = tuple(_decoder(arg) for arg in args)
        return lambda given: tuple(one(value) for one, value in zip(each, given, strict=True))
    one = _decoder(args[0])
    if one is _as_it_is:
        return tuple
    return lambda given: tuple([one(value) for value in given])


def _of_mapping(one: _Convert) -> _Convert:
    if one is _as_it_is:
        return dict
    return lambda given: {key: one(value) for key, value in given.items()}


def _of_union(args: tuple[Any, ...]) -> _Convert:
    """`X | None`, scalars, or dataclasses that say their `kind`."""
    named = {_kind(arg): arg for arg in args if is_dataclass(arg)}
    if not named:
        return _as_it_is
    if len(named) == 1 and None in named:
        only = _decoder(named[None])
        return lambda given: None if given is None else only(given)

    def by_kind(given: Any) -> Any:
        if given is None:
            return None
        if (noun := named.get(given["kind"])) is None:
            raise UnknownKind(given["kind"])
        return _decoder(noun)(given)

    return by_kind


def _of_dataclass(noun: type) -> _Convert:
    hints = get_type_hints(noun)
    converts = {each.name: _decoder(hints[each.name]) for each in fields(noun)}
    nested = tuple((name, convert) for name, convert in converts.items() if convert is not _as_it_is)

    def convert(given: Any) -> Any:
        for name, one in nested:
            if (value := given.get(name)) is not None:
                given[name] = one(value)
        try:
            return noun(**given)
        except TypeError:
            return noun(**{name: value for name, value in given.items() if name in converts})

    return convert
