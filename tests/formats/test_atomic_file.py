import os
import subprocess
import sys
from pathlib import Path

import pytest

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.atomic_file import make_folder, writing

needs_posix = pytest.mark.skipif(os.name == "nt", reason="POSIX limits and devices")


def test_a_file_appears_whole_and_alone(tmp_path: Path) -> None:
    with writing(tmp_path / "tune.mid") as file:
        file.write(b"whole")
        assert not (tmp_path / "tune.mid").exists()
    assert (tmp_path / "tune.mid").read_bytes() == b"whole"
    assert len(list(tmp_path.iterdir())) == 1


def write_and_raise(path: Path, error: type[BaseException]) -> None:
    with writing(path) as file:
        file.write(b"new")
        raise error


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_what_goes_wrong_meanwhile_leaves_the_old_file(
    tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "tune.mid"
    path.write_bytes(b"old")
    with pytest.raises(error):
        write_and_raise(path, error)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@needs_posix
def test_a_disk_that_fills_up_leaves_the_old_file_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "tune.wav"
    path.write_bytes(b"old")
    program = f"""
import resource
from musicbreeder.errors import FileFormatError
from musicbreeder.formats.atomic_file import writing
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    with writing({str(path)!r}) as file:
        file.write(bytes(100_000))
except FileFormatError as error:
    print(error)
"""
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert finished.stdout.startswith("There is no room on the disk for “tune.wav”")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(FileFormatError, match=r"there is no folder “.*gone”"),
        writing(tmp_path / "gone" / "tune.mid"),
    ):
        pass


@needs_posix
@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_protected_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with (
        pytest.raises(FileFormatError, match="is protected; choose another one"),
        writing(tmp_path / "tune.mid"),
    ):
        pass


@needs_posix
def test_a_read_only_file_system_is_called_protected() -> None:
    with (
        pytest.raises(FileFormatError, match="cannot be written"),
        writing("/proc/tune.mid"),
    ):
        pass


def test_a_file_as_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tune").write_bytes(b"")
    with pytest.raises(FileFormatError), writing(tmp_path / "tune" / "a.mid"):
        pass
    with pytest.raises(FileFormatError, match="cannot be created"):
        make_folder(tmp_path / "tune" / "more")


def test_a_folder_as_file_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(FileFormatError, match="is a folder or a device"),
        writing(tmp_path),
    ):
        pass
    assert tmp_path.is_dir()


@needs_posix
def test_a_device_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "device")
    with (
        pytest.raises(FileFormatError, match="is a folder or a device"),
        writing(tmp_path / "device"),
    ):
        pass
    assert not (tmp_path / "device").is_file()


@needs_posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "target.mid").write_bytes(b"old")
    (tmp_path / "link.mid").symlink_to("target.mid")
    with writing(tmp_path / "link.mid") as file:
        file.write(b"new")
    assert (tmp_path / "link.mid").is_symlink()
    assert (tmp_path / "target.mid").read_bytes() == b"new"


@needs_posix
def test_a_name_that_is_too_long_is_said_to_be(tmp_path: Path) -> None:
    with (
        pytest.raises(FileFormatError, match="too long; choose a shorter one"),
        writing(tmp_path / ("n" * 300)),
    ):
        pass


@needs_posix
def test_a_saved_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    with writing(tmp_path / "saved.mid"):
        pass
    (tmp_path / "plain.mid").touch()
    modes = {file.stat().st_mode for file in tmp_path.iterdir()}
    assert len(modes) == 1
