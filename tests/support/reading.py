"""How the tests read what was made, which is how the gallery does: `countersign.gallery`."""

from countersign.gallery.pdf import (
    everything_in,
    fonts,
    layer,
    left_of,
    pages,
    printed,
    reader,
    sizes,
    structure,
)
from countersign.gallery.seen import (
    WITHIN_A_LINE,
    holes,
    labels,
    said_in_the_text,
    said_on_the_page,
    section,
    seen,
    solid,
    tags,
    without_marks,
    words_in_each_sentence,
)

__all__ = [
    "WITHIN_A_LINE",
    "everything_in",
    "fonts",
    "holes",
    "labels",
    "layer",
    "left_of",
    "pages",
    "printed",
    "reader",
    "said_in_the_text",
    "said_on_the_page",
    "section",
    "seen",
    "sizes",
    "solid",
    "structure",
    "tags",
    "without_marks",
    "words_in_each_sentence",
]
