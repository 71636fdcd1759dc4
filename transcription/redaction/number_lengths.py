"""How many digits a number of each type has."""

from typing import NamedTuple


class Lengths(NamedTuple):
    """Digits of a type: as written, and as spoken, where some are misheard, left out or said twice."""

    shortest: int
    longest: int
    spoken_shortest: int
    spoken_longest: int


LENGTHS = {
    "card": Lengths(13, 19, 12, 60),
    "iban": Lengths(20, 30, 16, 40),
    "ssn": Lengths(9, 9, 7, 18),
    "pesel": Lengths(11, 11, 9, 22),
    "nik": Lengths(16, 16, 13, 32),
    "resident_id": Lengths(15, 18, 14, 36),
    "phone": Lengths(7, 15, 6, 30),
    "code": Lengths(3, 8, 3, 10),
}
# What a person is known by in a country, where the words say no more than that: by count of digits.
NATIONAL = {9: "ssn", 10: "pesel", 11: "pesel", 15: "nik", 16: "nik", 17: "resident_id", 18: "resident_id"}
# Counts of digits that are this type's rather than an order's, where both were asked for.
USUAL = {
    "ssn": (9, 9),
    "pesel": (11, 11),
    "nik": (16, 16),
    "resident_id": (18, 18),
    "card": (15, 19),
    "phone": (9, 12),
}
