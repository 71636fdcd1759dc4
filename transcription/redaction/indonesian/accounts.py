"""Account numbers of Indonesian banks: 'rek BCA 8730 4419 02', in pieces too."""

import re
from collections.abc import Iterator

from transcription.redaction.digits import Run
from transcription.redaction.finding import Finding
from transcription.redaction.indonesian.names import applies
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import measured

_BANK = r"bca|mandiri|bni|bri|bsi|btn|cimb|danamon|permata|ocbc|panin|jago|seabank|jenius|mega|bukopin|bjb|bpd"
_CUE = re.compile(rf"(?<![a-z])(?:rek(?:ening)?(?:nya|ku|mu)?|norek(?:nya)?|{_BANK})(?![a-z])")
_ASKED = re.compile(r"(?<![a-z])(?:rek(?:ening)?(?:nya)?|norek\w*|ditransfer|transfernya)(?![a-z])")
# Where money is sent, before the number; the bank, right after it.
_SENT = re.compile(r"(?<![a-z])(?:tf|trf|transfer\w*|ditransfer|kirim(?:in|kan)?|refund|balikin|cair\w*)(?![a-z])")
_OF = re.compile(rf"\W{{1,3}}(?:(?:rek(?:ening)?|bank)\W{{1,2}})?(?:{_BANK})(?![a-z])")
# What says that a number is something else.
_ELSE = re.compile(
    r"(?<![a-z])(?:order|pesanan|invoice|inv|resi|tiket|ref|referensi|kartu|card|hp|wa|telp|telepon|nik|ktp|va|virtual"
    r"|rp|rupiah|kode|otp|pin|polis|lahir|tanggal|tgl|jam|transaksi|biaya|mutasi)(?![a-z])"
)
# The same wherever they stand before a number: what an amount is, and other numbers that are paid to.
_AMOUNT = re.compile(
    r"(?<![a-z])(?:saldo(?:nya)?|bayar|pembayaran|tagihan|limit|top ?up|topup|setor(?:an)?|pinjaman|cicilan|angsuran"
    r"|dipotong|terpotong|gagal|listrik|pln|token|meteran|rp|rupiah|tanggal|tgl)(?![a-z])"
)
_ACCOUNT = re.compile(r"(?<![a-z])(?:(?:no(?:mor|mer)? ?|ke |di |dari )rek(?:ening)?|norek)(?:nya|ku|mu)?(?![a-z])")
_DATE = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d"
)
_ROUND = re.compile(r"[1-9]\d{4,6}000")
_REACH, _REPLY = 48, 60
_FEWEST, _MOST = 8, 16
_PIECE = 3


def accounts(passage: Passage) -> Iterator[Finding]:
    if not applies(passage) or not passage.numeric:
        return
    asked = bool(_ASKED.search(passage.question))
    begun = False
    for run in passage.runs:
        lead = passage.folded[max(0, run.start - _REACH) : run.start]
        cue = None
        for found in _CUE.finditer(lead):
            cue = found
        said = cue is not None and not _ELSE.search(lead, cue.end()) and not _paid(lead)
        banked = bool(_OF.match(passage.folded, run.end)) or (
            bool(_SENT.search(lead)) and bool(_CUE.search(passage.folded, run.end))
        )
        said = said or (banked and not _ELSE.search(lead) and not _paid(lead))
        answers = asked and run.start <= _REPLY and not _ELSE.search(lead)
        if _amounts(passage, run) or not (said or answers or begun):
            begun = False
            continue
        whole = _FEWEST <= len(run.digits) <= _MOST
        piece = run.spoken and (said or answers or begun) and _PIECE <= len(run.digits) <= _MOST and asked
        if whole or piece:
            yield Finding(run.start, run.end, "iban", run.digits, 0.88, "the number of an account")
        begun = whole or piece


def _paid(lead: str) -> bool:
    """Whether an amount or another number that is paid to is spoken of, and no account since then."""
    last = max((found.end() for found in _AMOUNT.finditer(lead)), default=0)
    return last > 0 and not _ACCOUNT.search(lead, last)


def _amounts(passage: Passage, run: Run) -> bool:
    counts = not run.spoken and (_DATE.fullmatch(run.digits) or _ROUND.fullmatch(run.digits))
    return measured(passage.folded, run) or run.big or bool(counts)
