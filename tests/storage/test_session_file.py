import json
import shutil
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.errors import FileFormatError
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.storage import session_file
from musicbreeder.storage.library import Library
from musicbreeder.storage.library_migrations import SCHEMA_VERSION
from musicbreeder.storage.session_file import read_session_file, write_session_file

STORED = Path(__file__).parent / "files" / f"library-{SCHEMA_VERSION}.sqlite"


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    """The JSON of a session in which a lot was done."""
    path = tmp_path_factory.mktemp("stored") / "library.sqlite"
    shutil.copy(STORED, path)
    with closing(Library.open(path)) as library:
        content = library.read(library.last_session_id)
    file = path.with_name("session.musicbreeder")
    write_session_file(file, content)
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("session.json"))


def packed(path, document, name="session.json"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        text = document if isinstance(document, str) else json.dumps(document)
        archive.writestr(name, text)
    return path


def test_a_session_file_is_a_zip_of_plain_json(document):
    assert document["format"] == "musicbreeder session"
    assert document["individuals"][0]["events"]


@pytest.mark.parametrize(
    "change",
    [
        {"format": "another"},
        {"name": 5},
        {"name": "half a character: \ud800"},
        {"name": "x" * 100_000},
        {"random_seed": "-1"},
        {"random_seed": "9" * 5000},
        {"settings": {"bars": 400}},
        {"settings": {"bars": "four"}},
        {"tempo": {"bpm": 1e9}},
        {"current_index": -1},
        {"current_index": True},
        {"individuals": {}},
        {"individuals": [{}]},
        {"generations": None},
        {"marks": {"one": {}}},
        {"marks": []},
        {"steps": [{"text": "x", "gesture": None, "change": []}]},
        {"further": []},
        {"profile": 3},
    ],
    ids=str,
)
def test_what_is_no_session_is_refused_in_one_sentence(tmp_path, document, change):
    file = packed(tmp_path / "strange.musicbreeder", document | change)
    with pytest.raises(FileFormatError, match=r"strange\.musicbreeder") as raised:
        read_session_file(file)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("events", [300] * 32),
        ("events", [60] * 31),
        ("events", [60] * 100_000),
        ("events", [-2] * 32),
        ("events", [60.5] * 32),
        ("velocities", [0] * 32),
        ("meter", "17/16"),
        ("tonic", 12),
        ("scale", "no scale"),
        ("origins", [9] * 32),
        ("origins", [0] * 5),
        ("parent_ids", [1, 1, 1]),
        ("prediction", [1e308, 0]),
        ("id", 0),
    ],
)
def test_a_melody_that_cannot_be_is_refused(tmp_path, document, field, value):
    individuals = [dict(one) for one in document["individuals"]]
    individuals[0][field] = value
    file = packed(tmp_path / "a.musicbreeder", document | {"individuals": individuals})
    with pytest.raises(FileFormatError):
        read_session_file(file)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "[" * 100_000, '{"format": NaN}', "null"]
)
def test_what_is_no_json_object_is_refused(tmp_path, text):
    with pytest.raises(FileFormatError):
        read_session_file(packed(tmp_path / "a.musicbreeder", text))


def test_a_file_that_is_no_archive_or_not_there_is_refused(tmp_path):
    file = tmp_path / "a.musicbreeder"
    with pytest.raises(FileFormatError, match="cannot be opened"):
        read_session_file(file)
    file.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(FileFormatError, match="damaged"):
        read_session_file(file)
    with pytest.raises(FileFormatError, match="damaged"):
        read_session_file(packed(file, "{}", name="../../session.json"))


def test_an_archive_that_swells_beyond_measure_is_refused(
    tmp_path, document, monkeypatch
):
    monkeypatch.setattr(session_file, "_MOST_BYTES", 1 << 20)
    swollen = json.dumps(document) + " " * (8 << 20)
    with pytest.raises(FileFormatError):
        read_session_file(packed(tmp_path / "a.musicbreeder", swollen))


def test_a_file_of_a_newer_version_says_so(tmp_path, document):
    file = packed(tmp_path / "a.musicbreeder", document | {"format_version": 2})
    with pytest.raises(FileFormatError, match="newer version"):
        read_session_file(file)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(data=st.data(), value=JSON)
def test_whatever_stands_in_a_file_is_taken_whole_or_refused(
    document, tmp_path_factory, data, value
):
    """Put anything anywhere: only sentences come out, and what is taken can be used."""
    changed = json.loads(json.dumps(document))
    place = changed
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = data.draw(st.sampled_from(list(keys)))
        if not isinstance(place[key], dict | list) or not place[key]:
            break
        if data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = value
    folder = tmp_path_factory.getbasetemp()
    file = packed(folder / "strange.musicbreeder", changed)
    try:
        content = read_session_file(file)
        session = BreedingSession.restored(content)
    except (FileFormatError, ValueError, KeyError):
        return
    while session.undo():
        pass
    session.rate(1, 5)
    session.finals(2)
