"""XML from strangers: no entities, no files fetched, no bottomless trees.

Python's own parsers expand entities that a document defines, so that a few lines may
fill the memory; a score defines none.
"""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MOST_ELEMENTS = 2_000_000
DEEPEST = 64


class UnsafeXmlError(ValueError):
    """The text is no XML we take; the message completes “it is damaged: …”."""


def parsed_xml(data: bytes) -> Element:
    """Return the root element of a document.

    Raises:
        UnsafeXmlError: it is not well formed, defines entities, or is too large.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    open_count = element_count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal open_count, element_count
        open_count, element_count = open_count + 1, element_count + 1
        if open_count > DEEPEST:
            raise UnsafeXmlError("its elements are nested too deeply")
        if element_count > MOST_ELEMENTS:
            raise UnsafeXmlError("it has too many elements")
        # A namespace makes no other note of a note.
        builder.start(name.rpartition(":")[2], attributes)

    def end(name: str) -> None:
        nonlocal open_count
        open_count -= 1
        builder.end(name.rpartition(":")[2])

    def refuse_entity(*declaration: object) -> None:
        del declaration
        raise UnsafeXmlError("it defines entities, which no score does")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = refuse_entity
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, LookupError, ValueError, AssertionError) as error:
        # LookupError and ValueError: an encoding nobody knows.
        if isinstance(error, UnsafeXmlError):
            raise
        raise UnsafeXmlError("its XML is not well formed") from error
