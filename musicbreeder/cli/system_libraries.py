"""Shared libraries that Linux brings and pip cannot: which are missing, and the cure.

Qt opens them at run time, its window plugin among them, and says little when one is
not there: for five different ones it names the same wrong package. Package names: what
Debian 12, Fedora and Arch call them.
"""

import ctypes
import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class SystemLibrary:
    """A shared library and the packages that bring it.

    Attributes:
        soname: ``"libGL.so.1"``.
        apt: package on Debian, Ubuntu and their kin.
        dnf: package on Fedora and its kin.
        pacman: package on Arch and its kin.
    """

    soname: str
    apt: str
    dnf: str
    pacman: str

    @property
    def is_there(self) -> bool:
        try:
            ctypes.CDLL(self.soname)
        except OSError:
            return False
        return True


QT_LIBRARIES = (
    SystemLibrary("libglib-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
    SystemLibrary("libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd"),
    SystemLibrary("libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd"),
    SystemLibrary("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    SystemLibrary("libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig"),
    SystemLibrary("libfreetype.so.6", "libfreetype6", "freetype", "freetype2"),
    SystemLibrary("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus"),
)
"""Without these Qt cannot even be imported."""

X11_LIBRARIES = (
    SystemLibrary(
        "libxkbcommon-x11.so.0",
        "libxkbcommon-x11-0",
        "libxkbcommon-x11",
        "libxkbcommon-x11",
    ),
    SystemLibrary(
        "libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"
    ),
    SystemLibrary("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    SystemLibrary(
        "libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"
    ),
    SystemLibrary(
        "libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image"
    ),
    SystemLibrary(
        "libxcb-render-util.so.0",
        "libxcb-render-util0",
        "xcb-util-renderutil",
        "xcb-util-renderutil",
    ),
    SystemLibrary("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb"),
)
"""Without these no window opens on an X11 screen."""

WAYLAND_LIBRARIES = (
    SystemLibrary(
        "libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "wayland"
    ),
)
"""Without these no window opens on a Wayland screen."""

_APT_KIN = {"debian", "ubuntu"}
_DNF_KIN = {"fedora", "rhel", "centos"}
_PACMAN_KIN = {"arch"}


def missing_libraries(libraries: Iterable[SystemLibrary]) -> list[SystemLibrary]:
    """Return the libraries that cannot be loaded here."""
    return [library for library in libraries if not library.is_there]


def install_command(libraries: Iterable[SystemLibrary]) -> str:
    """Return what to type on this system to install the libraries."""
    try:
        system = platform.freedesktop_os_release()
    except OSError:
        system = {}
    kin = {system.get("ID", ""), *system.get("ID_LIKE", "").split()}
    return command_for(kin, list(libraries), is_root=_is_root())


def command_for(kin: set[str], libraries: list[SystemLibrary], *, is_root: bool) -> str:
    """Return what to type on a system of that kin.

    Args:
        kin: identifiers from os-release, such as ``{"linuxmint", "ubuntu"}``.
    """
    prefix = "" if is_root else "sudo "
    if kin & _APT_KIN:
        return f"{prefix}apt-get install -y {_joined(each.apt for each in libraries)}"
    if kin & _DNF_KIN:
        return f"{prefix}dnf install -y {_joined(each.dnf for each in libraries)}"
    if kin & _PACMAN_KIN:
        packages = _joined(each.pacman for each in libraries)
        return f"{prefix}pacman -S --needed {packages}"
    names = _joined(each.soname for each in libraries)
    return f"your package manager for the packages with {names}"


def _joined(packages: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(packages))


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
