import pytest

from transcription.redaction import checksums


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (checksums.luhn, "4111111111111111", "4111111111111112"),
        (checksums.pesel, "44051401359", "44051401358"),
        (checksums.pesel, "02070803628", "02470803628"),
        (checksums.resident_id, "11010519491231002X", "110105194912310021"),
        (checksums.iban, "GB82WEST12345698765432", "GB82WEST12345698765431"),
        (checksums.iban, "PL61109010140000071219812874", "PL61109010140000071219812875"),
        (checksums.nik, "3174051205850001", "3174053205850001"),
        (checksums.ssn, "078051120", "666051120"),
    ],
)
def test_one_digit_makes_the_difference(check, right, wrong):
    assert check(right)
    assert not check(wrong)
