"""Checks that numbers carry in themselves. They raise confidence in a written number and never gate a spoken one."""

import re

_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def luhn(digits: str) -> bool:
    """The check digit of ISO/IEC 7812-1, annex B."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def pesel(digits: str) -> bool:
    """Polish PESEL: weighted sum, and a birth date whose month tells the century; nobody alive has another's."""
    if len(digits) != 11 or sum(int(digit) * weight for digit, weight in zip(digits, _PESEL_WEIGHTS, strict=True)) % 10:
        return False
    month = int(digits[2:4])
    return (1 <= month <= 12 or 21 <= month <= 32) and 1 <= int(digits[4:6]) <= 31


def nik(digits: str) -> bool:
    """Indonesian NIK: province, and the birth date (day + 40 for women). It has no check digit."""
    if len(digits) != 16 or not 11 <= int(digits[:2]) <= 97:
        return False
    day = int(digits[6:8])
    return (1 <= day <= 31 or 41 <= day <= 71) and 1 <= int(digits[8:10]) <= 12 and digits[12:] != "0000"


def resident_id(digits: str) -> bool:
    """Chinese resident identity number: ISO 7064 MOD 11-2 (GB 11643-1999)."""
    if not re.fullmatch(r"\d{17}[\dX]", digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _RESIDENT_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == digits[17]


def born(digits: str) -> bool:
    """Whether a Chinese resident number holds a birth date at its place."""
    return digits[6:8] in {"19", "20"} and 1 <= int(digits[10:12]) <= 12 and 1 <= int(digits[12:14]) <= 31


def iban(letters: str) -> bool:
    """ISO 13616: the whole modulo 97 is 1."""
    turned = letters[4:] + letters[:4]
    return turned.isalnum() and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def ssn(digits: str) -> bool:
    """Areas 000, 666 and 900 up, group 00 and serial 0000 are never given out."""
    return len(digits) == 9 and digits[:3] not in {"000", "666"} and digits[0] != "9" and digits[3:5] != "00"
