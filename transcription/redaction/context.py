"""Words before a number that say what it is. The last of them decides: 'for order 12, my phone is 555…'."""

import re

_WORDS = {
    "card": r"cards?|visa|mastercard|amex|american express|credit|debit|kart[aęąy]|kartu",
    "phone": r"phones?|mobile|cell(?:phone)?|telephone|tel|call (?:me|you|us)|call(?:ing)? (?:from|back)|reach|text"
    r"|whatsapp|sms|contact|fax|hotline|telefon\w*|komórk\w*|nomor (?:hp|telepon)|hp|wa",
    # identifiers only: 'I paid, call me on …' must not hide a phone
    "other": r"orders?|tickets?|reference|ref|tracking|track|case|invoice|serial|booking|confirmation|parcel|shipment"
    r"|sku|isbn|model|version|transaction|receipt|imei|policy|claim|meter|zamówieni\w*|zgłoszeni\w*|faktur\w*|pesanan"
    r"|tiket|resi",
}
# Written without spaces, or with an article glued on.
_BARE = {"card": "卡号|بطاق", "phone": "电话|手机|هاتف|جوال", "other": "订单|工单|طلب|تذكرة"}
_NAMED = re.compile("|".join(rf"(?P<{kind}>(?<!\w)(?:{_WORDS[kind]})(?!\w)|{_BARE[kind]})" for kind in _WORDS))
# A letter, digit or underscore, outside the scripts that write no spaces.
_LETTER = re.compile(r"[^\W\u0e00-\u0eff\u1780-\u17ff\u3000-\u9fff\uac00-\ud7af]")


def said(lead: str) -> str | None:
    """What the words before a number (lower case) say it is: 'card', 'phone', 'other', or None."""
    kinds = [found.lastgroup for found in _NAMED.finditer(lead)]
    return kinds[-1] if kinds else None


def glued(text: str, start: int, end: int) -> bool:
    """Whether letters touch the number, so that it is part of a code; scripts without spaces always do."""
    return bool(_LETTER.match(text[start - 1 : start]) or _LETTER.match(text[end : end + 1]))
