"""Indonesian names with capitals, account numbers and what is asked for in pieces."""

import pytest

from tests.unit.transcription.redaction import told


def redacted(*turns, channel="chat"):
    return told.redacted(*turns, language="id", channel=channel)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("data atas Ni Kadek Suryani sudah masuk", "data atas [name] sudah masuk"),
        ("yang urus H. Moh. Fathoni kemarin", "yang urus [name] kemarin"),
        ("Sudah kami kirim ya kak. -Ratih", "Sudah kami kirim ya kak. -[name]"),
        ("kemarin dibantu si yuliana di loket", "kemarin dibantu si [name] di loket"),
        ("refund ke rek BNI 0331-887-204 ya", "refund ke rek BNI [iban] ya"),
        ("norek mandiri 1370099182736 punya saya", "norek mandiri [iban] punya saya"),
        ("saya mau bayar ke rekening bca 8730441902", "saya mau bayar ke rekening bca [iban]"),
        ("saldo saya di rekening bca 8730441902", "saldo saya di rekening bca [iban]"),
        ("hubungi 6281377120945 saja", "hubungi [phone] saja"),
        ("rumahnya di kampung lama rt dua rw satu desa sukaraja", "rumahnya di [address]"),
        ("alamatnya jalan melati dua kode posnya empat satu tiga dua lima", "alamatnya [address]"),
    ],
)
def test_taken_out(said, left):
    assert redacted(said) == [left]


@pytest.mark.parametrize(
    "said",
    [
        "Klinik Sehat Prima buka jam 8",
        "pesanan 88120394 belum sampai ke rekening toko",
        "biaya admin Rp25.000 dari mandiri",
        "kereta Bogor ke Jakarta jam berapa",
        "kolesterol dua ratus delapan belas",
        "saldo bca saya 12500000",
        "bayar via bca 12500000 gagal",
        "top up mandiri 10000000",
        "rekening mandiri sudah dipotong 20240815",
        "limit kartu bri 15000000",
        "rekening listrik 532110029384",
        "teknisi datang hari rabu jam sembilan",
    ],
)
def test_left_alone(said):
    assert redacted(said) == [said]


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        (("A: empat digit terakhir nik", "kosong kosong tiga tujuh"), ["empat digit terakhir nik", "[nik]"]),
        (
            ("A: nomor rekeningnya", "lima dua kosong satu lalu satu dua tiga tujuh delapan sembilan kosong"),
            ["nomor rekeningnya", "[iban]"],
        ),
        (("A: kode verifikasinya berapa", "enam dua"), ["kode verifikasinya berapa", "[code]"]),
        (("A: boleh kode otp nya", "B4-7719"), ["boleh kode otp nya", "[code]"]),
        (("A: untuk nik silakan", "dua satu kosong sembilan"), ["untuk nik silakan", "[nik]"]),
        (("A: namanya bisa dieja", "er a te i ha"), ["namanya bisa dieja", "[name]"]),
        (("A: siapa nama ibu kandung", "sumarni"), ["siapa nama ibu kandung", "[name]"]),
        (("A: dengan ibu siapa", "ny wartini"), ["dengan ibu siapa", "ny [name]"]),
    ],
)
def test_asked_for(turns, left):
    assert redacted(*turns, channel="voice") == left
