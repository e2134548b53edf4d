"""The walls of the house: who may import whom, and how large a room may grow."""

import ast
import re
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

CHECKOUT = Path(__file__).resolve().parent.parent
MODULES = sorted((CHECKOUT / "musicbreeder").rglob("*.py"))
SOURCES = sorted(
    path
    for folder in ("musicbreeder", "scripts", "tests")
    for path in (CHECKOUT / folder).rglob("*.py")
)
LONGEST_MODULE_LINES = 400
ROOMS_WITHOUT_A_SUBJECT = {"utils", "util", "helpers", "common", "misc", "manager"}

# Put together from halves, so that this file passes its own test.
LEFT_FOR_LATER = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|NotImplemented" r"Error)\b")
SILENCED_WITHOUT_A_NAME = re.compile(r"#\s*(noqa|type:\s*ignore)(?![:\[])")


def place(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def test_modules_are_found() -> None:
    assert len(MODULES) > 20


def test_every_import_points_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    assert lint_imports(no_cache=True, no_logo=True) == 0


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_a_module_is_short_enough_to_read(path: Path) -> None:
    line_count = len(path.read_text(encoding="utf-8").splitlines())
    assert line_count <= LONGEST_MODULE_LINES


def test_every_module_is_named_for_what_it_holds() -> None:
    assert not [place(path) for path in MODULES if path.stem in ROOMS_WITHOUT_A_SUBJECT]


def test_a_package_says_what_it_is_and_re_exports_nothing() -> None:
    for path in MODULES:
        if path.name != "__init__.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), place(path)
        imports = [node for node in tree.body if isinstance(node, ast.Import)]
        assert not imports, place(path)
        assert not any(isinstance(n, ast.ImportFrom) for n in tree.body), place(path)


@pytest.mark.parametrize(
    "pattern", [LEFT_FOR_LATER, SILENCED_WITHOUT_A_NAME], ids=["later", "silenced"]
)
def test_nothing_is_left_for_later_or_silenced_wholesale(
    pattern: re.Pattern[str],
) -> None:
    found = [
        f"{place(path)}:{number}: {line.strip()}"
        for path in SOURCES
        for number, line in enumerate(
            path.read_text(encoding="utf-8").splitlines(), start=1
        )
        if pattern.search(line)
    ]
    assert not found
