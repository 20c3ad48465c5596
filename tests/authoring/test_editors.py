"""The editor's schema agrees with `check`."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.authoring.editors import SCHEMAS, json_schema
from bot.content.files import File, Kind, read_layer
from bot.content.load import shipped
from tests.content.folders import SAMPLE

FILES = [
    (folder, file)
    for folder in (shipped(), SAMPLE)
    for file in read_layer(folder, frozenset(), conversations=True).files
    if file.kind is not Kind.RELEASED
]


def editors_values(text: str) -> object:
    """YAML as an editor reads it: numbers and true and false are no texts; `yes`, `no` and dates are."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":int", ":float", ":null"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(text, Loader)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_schema_of_each_kind_is_a_schema(kind: str) -> None:
    jsonschema.Draft7Validator.check_schema(json_schema(kind))


@pytest.mark.parametrize(("folder", "file"), FILES, ids=[file.name for _, file in FILES])
def test_an_editor_finds_nothing_in_what_check_finds_nothing_in(folder: Path, file: File) -> None:
    validator = jsonschema.Draft7Validator(json_schema(file.kind.value))
    assert [error.message for error in validator.iter_errors(editors_values(file.raw.decode()))] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("minutes: 3", "minutes: three"), "'three' is not of type 'integer'"),
        (("minutes: 3", "minuts: 3"), "'minutes' is a required property"),
        (("title: Get the paper out", "title: " + "x" * 61), "is too long"),
    ],
)
def test_an_editor_marks_what_check_tells(change: tuple[str, str], message: str) -> None:
    text = (SAMPLE / "dialogs/printer/clear-paper.yaml").read_text("utf-8").replace(*change)
    errors = jsonschema.Draft7Validator(json_schema("dialog")).iter_errors(editors_values(text))
    assert any(message in error.message for error in errors)
