"""A register as spreadsheets save it is read, or one sentence says why it is not; it repeats nothing of the file."""

from datetime import date

import pytest

from countersign.careplan.register import Holding
from countersign.store.register_file import (
    CLOSED,
    COLUMNS,
    EXPECTED,
    MORE_COLUMNS,
    STAFF_COLUMNS,
    UTF_8,
    Problem,
    RegisterError,
    read_absences,
    read_register,
    text_in,
)

MANAGER = Holding("TM-104", "team_manager", "community", date(2026, 4, 1), None, email="tm104@council.example")
HEADER = ",".join(COLUMNS)
LINE = "TM-104,team_manager,community,2026-04-01,,tm104@council.example"
GOOD = f"{HEADER}\r\n{LINE}\r\n"

READ: dict[str, bytes] = {
    "as it is": GOOD.encode(),
    "a byte order mark": GOOD.encode("utf-8-sig"),
    "UTF-16": GOOD.encode("utf-16"),
    "UTF-16, the other way round": b"\xfe\xff" + GOOD.encode("utf-16-be"),
    "semicolons": GOOD.replace(",", ";").encode(),
    "Unicode text, with tabs": GOOD.replace(",", "\t").encode("utf-16"),
    "empty columns at the end": f"{HEADER},,,\r\n{LINE},,,\r\n".encode(),
    "an empty column of the header alone": f"{HEADER},\r\n{LINE}\r\n".encode(),
    "an empty column in the middle": GOOD.replace(",team_m", ",,team_m").replace("person,", "person,,").encode(),
    "an empty column before": f",{HEADER}\r\n,{LINE}\r\n".encode(),
    "empty rows": f"\r\n,,,,,\r\n{HEADER}\r\n,,,,,\r\n{LINE}\r\n,,,,,\r\n\r\n".encode(),
    "quotes round everything": "\r\n".join(
        ",".join(f'"{value}"' for value in line.split(",")) for line in (HEADER, LINE)
    ).encode(),
    "line ends of an old Mac": GOOD.replace("\r\n", "\r").encode(),
    "a header in capitals": GOOD.replace(HEADER, HEADER.upper()).encode(),
    "spaces": GOOD.replace(",", " , ").encode(),
}


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize("content", READ.values(), ids=READ)
def test_what_a_spreadsheet_saves_is_read(content: bytes) -> None:
    assert read_register(text_in(content, "april.csv"), "april.csv") == (MANAGER,)


NAMED = f"{HEADER},{','.join(STAFF_COLUMNS)}\n{LINE},"
HEADERS = (
    f"{HEADER}, with or without {','.join(MORE_COLUMNS)} after these, and with or without {','.join(STAFF_COLUMNS)} "
    "after all others"
)

NOT_READ: dict[str, tuple[bytes, Problem]] = {
    "Windows letters": (f"{NAMED}Zo\xeb Lee,,,".encode("cp1252"), Problem(2, "the whole file", UTF_8)),
    "UTF-16 that does not say so": (GOOD.encode("utf-16-le"), Problem(1, "the whole file", UTF_8)),
    "half of UTF-16": (GOOD.encode("utf-16")[:-1], Problem(1, "the whole file", UTF_8)),
    "a workbook": (b"PK\x03\x04\x14\x00\x06\x00\xe9", Problem(1, "the whole file", UTF_8)),
    "too large": (b" " * 10_000_001, Problem(1, "the whole file", "at most 10,000,000 bytes")),
    "nothing": (b"", Problem(1, "header", HEADERS)),
    "a column twice": (
        f"{HEADER},team\n{LINE},community".encode(),
        Problem(1, "header", f"each column once, and not twice team: {HEADERS}"),
    ),
    "a column that is none of ours, twice": (f"{HEADER},Bloggs,Bloggs\n".encode(), Problem(1, "header", HEADERS)),
    "no header": (f"{LINE}\n".encode(), Problem(1, "header", HEADERS)),
    "words in a column without a name": (
        f"{HEADER},,\n{LINE},,look at this".encode(),
        Problem(2, "the whole line", "6 columns, not 7"),
    ),
    "a column too few": (f"{HEADER}\nTM-104,team_manager".encode(), Problem(2, "the whole line", "6 columns, not 2")),
    "a quotation mark that is not closed": (f'{HEADER}\n"{LINE}\n'.encode(), Problem(2, "the whole line", CLOSED)),
    "a name of two lines": (f'{NAMED}"Zo\u00eb\nLee",,,'.encode(), Problem(2, "name", EXPECTED["name"])),
    "a name that turns what follows round": (f"{NAMED}Zoe\u202eLee,,,".encode(), Problem(2, "name", EXPECTED["name"])),
    "a name that a terminal obeys": (f"{NAMED}Zoe\x9b2J,,,".encode(), Problem(2, "name", EXPECTED["name"])),
    "a name of a dot": (f"{NAMED}.,,,".encode(), Problem(2, "name", EXPECTED["name"])),
    "a name that nobody sees": (f"{NAMED}\u200b\u200d,,,".encode(), Problem(2, "name", EXPECTED["name"])),
    "a day as Excel shows it": (
        GOOD.replace("2026-04-01", "01/04/2026").encode(),
        Problem(2, "starts", EXPECTED["starts"]),
    ),
}


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(("content", "problem"), NOT_READ.values(), ids=NOT_READ)
def test_or_one_sentence_says_why_not(content: bytes, problem: Problem) -> None:
    with pytest.raises(RegisterError) as refused:
        read_register(text_in(content, "april.csv"), "april.csv")
    assert refused.value.problems == (problem,)
    assert "Bloggs" not in str(refused.value)


@pytest.mark.parametrize("name", ["Zo\u00eb O\u2019Brien", "\u674e", "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc"])
def test_a_name_of_any_script_is_read(name: str) -> None:
    (line,) = read_register(text_in(f"{NAMED}{name},,,".encode(), "april.csv"), "april.csv")
    assert line.name == name


def test_absences_are_read_in_the_same_way() -> None:
    text = text_in("person;starts;ends;;\r\nTM-104;2026-12-21;2027-01-02;;\r\n;;;;\r\n".encode("utf-16"), "away.csv")
    assert [absence.person for absence in read_absences(text, "away.csv", ["TM-104"])] == ["TM-104"]
