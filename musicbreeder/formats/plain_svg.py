"""Verovio's SVG in plainer words, so that Qt, Inkscape and browsers show it alike.

Verovio nests one SVG in another, colours by CSS, sets text in nested spans and writes
the note of a tempo mark in a web font. SVG Tiny 1.2, which Qt draws, has none of these:
here they become a scaled group, plain attributes, one span a text and a drawn note.
"""

import xml.etree.ElementTree as ET

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
ET.register_namespace("", SVG)
ET.register_namespace("xlink", XLINK)

_SHAPES = ("path", "polygon", "polyline", "rect", "ellipse")
_BOLD_CLASSES, _ITALIC_CLASSES = {"tempo", "reh", "ending"}, {"dir", "dynam", "mNum"}
_FONT_FAMILY = "Inter, Helvetica, Arial, sans-serif"
# A quarter note in units of its font size: head, stem and the room it takes.
_HEAD = (0.14, -0.10, 0.155, 0.105)
_STEM = (0.255, -0.86, 0.035, 0.74)
_NOTE_WIDTH = 0.48


def plain_svg(svg: str, colour: str) -> tuple[str, float, float]:
    """Return a page of Verovio's in one colour, with its width and height in pixels.

    Args:
        colour: as SVG writes it, ``"black"`` or ``"#ecf0f4"``.
    """
    page = ET.fromstring(svg)
    width, height = (float(one) for one in page.attrib["viewBox"].split()[2:])
    root = ET.Element(
        _tag("svg"),
        {
            "width": f"{width:g}",
            "height": f"{height:g}",
            "viewBox": f"0 0 {width:g} {height:g}",
            "version": "1.1",
        },
    )
    for child in page:
        if child.tag == _tag("defs"):
            root.append(child)
        elif child.tag == _tag("svg"):
            factor = width / float(child.attrib["viewBox"].split()[2])
            group = ET.SubElement(
                root, _tag("g"), {"transform": f"scale({factor:g})", "fill": colour}
            )
            group.extend(child)
            _make_plain(group, colour, frozenset())
    return ET.tostring(root, encoding="unicode"), width, height


def _tag(name: str) -> str:
    return f"{{{SVG}}}{name}"


def _make_plain(parent: ET.Element, colour: str, classes: frozenset[str]) -> None:
    for child in list(parent):
        own = classes | set(child.attrib.get("class", "").split())
        if "placeholder" in own:
            parent.remove(child)
            continue
        if child.tag == _tag("text"):
            parent[list(parent).index(child)] = _plain_text(child, own)
            continue
        is_shape = child.tag in map(_tag, _SHAPES)
        if is_shape and "stroke-width" in child.attrib:
            child.set("stroke", colour)
        _make_plain(child, colour, own)


def _plain_text(text: ET.Element, classes: frozenset[str]) -> ET.Element:
    """Return a group with one text of one size, and a note where one is told."""
    words, size, has_note = [], 0.0, False
    for span in text.iter(_tag("tspan")):
        content = (span.text or "").strip("\n ")
        if not content:
            continue
        if span.attrib.get("font-family") is not None and _is_symbol(content):
            has_note = True
            continue
        words.append(content)
        size = max(size, float(span.attrib.get("font-size", "0").removesuffix("px")))
    x, y = float(text.attrib.get("x", "0")), float(text.attrib.get("y", "0"))
    group = ET.Element(_tag("g"))
    if has_note:
        _add_note(group, x, y, size)
        x += _NOTE_WIDTH * size
    plain = ET.SubElement(
        group,
        _tag("text"),
        {
            "x": f"{x:g}",
            "y": f"{y:g}",
            "font-size": f"{size or 1:g}",
            "font-family": _FONT_FAMILY,
            "text-anchor": text.attrib.get("text-anchor", "start"),
        },
    )
    if classes & _BOLD_CLASSES:
        plain.set("font-weight", "bold")
    if classes & _ITALIC_CLASSES:
        plain.set("font-style", "italic")
    plain.text = " ".join(words)
    return group


def _is_symbol(content: str) -> bool:
    """Tell whether a text stands for music signs, in Unicode's private use area."""
    return any("\ue000" <= one <= "\uf8ff" for one in content)


def _add_note(group: ET.Element, x: float, y: float, size: float) -> None:
    at_x, at_y, radius_x, radius_y = (size * one for one in _HEAD)
    ET.SubElement(
        group,
        _tag("ellipse"),
        {
            "cx": "0",
            "cy": "0",
            "rx": f"{radius_x:g}",
            "ry": f"{radius_y:g}",
            "transform": f"translate({x + at_x:g},{y + at_y:g}) rotate(-24)",
        },
    )
    left, top, width, height = (size * one for one in _STEM)
    ET.SubElement(
        group,
        _tag("rect"),
        {
            "x": f"{x + left:g}",
            "y": f"{y + top:g}",
            "width": f"{width:g}",
            "height": f"{height:g}",
        },
    )
