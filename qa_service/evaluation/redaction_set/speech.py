"""Numbers as people say them: digit by digit, doubled, in pairs or hundreds, and as cardinals."""

from random import Random

from qa_service.evaluation.redaction_set.texts import texts


def gap(language: str) -> str:
    """What stands between words."""
    return "" if language == "zh" else " "


def digits(number: str, language: str, random: Random) -> list[str]:
    """Said in one of the language's ways; each part may take a pause after it."""
    way = random.random()
    if way < 0.55:
        return [_digit(sign, language, random) for sign in number]
    if way < 0.75 or language == "zh":
        return _doubled(number, language, random)
    return _grouped(number, 3 if language in {"pl", "id"} and way > 0.9 else 2, language, random)


def _digit(sign: str, language: str, random: Random) -> str:
    return random.choice(texts(language).numbers.digits[int(sign)])


def _doubled(number: str, language: str, random: Random) -> list[str]:
    numbers = texts(language).numbers
    said: list[str] = []
    at = 0
    while at < len(number):
        same = 1
        while same < 3 and number[at : at + same + 1] == number[at] * (same + 1):
            same += 1
        times = {2: numbers.double, 3: numbers.triple}.get(same)
        digit = _digit(number[at], language, random)
        said.append(f"{random.choice(times)}{gap(language)}{digit}" if times else digit)
        at += same
    return said


def _grouped(number: str, size: int, language: str, random: Random) -> list[str]:
    said: list[str] = []
    for at in range(0, len(number), size):
        group = number[at : at + size]
        if group[0] == "0" or len(group) < size:
            said += [_digit(sign, language, random) for sign in group]
        else:
            said.append(cardinal(int(group), language))
    return said


def cardinal(number: int, language: str) -> str:
    """0 to 999,999 in words."""
    if number >= 1000:
        return _thousands(number, language)
    if number < 100:
        return _below_hundred(number, language)
    hundreds, rest = divmod(number, 100)
    words = texts(language).numbers
    hundred = words.hundreds[hundreds - 1] if words.hundreds else f"{words.digits[hundreds][0]} hundred"
    if not rest:
        return hundred
    if language == "zh":
        return hundred + (f"零{_below_hundred(rest, language)}" if rest < 10 else _zh_tens(rest))
    return f"{hundred} {'و' if language == 'ar' else ''}{_below_hundred(rest, language)}"


def _below_hundred(number: int, language: str) -> str:
    words = texts(language).numbers
    if number < 10:
        return words.digits[number][0]
    if number < 20:
        return words.teens[number - 10]
    tens, unit = divmod(number, 10)
    ten = words.tens[tens - 2]
    if not unit:
        return ten
    if language == "ar":
        return f"{words.digits[unit][0]} و{ten}"
    return f"{ten}{gap(language)}{words.digits[unit][0]}"


def _zh_tens(rest: int) -> str:
    return f"一{_below_hundred(rest, 'zh')}" if rest < 20 else _below_hundred(rest, "zh")


def _thousands(number: int, language: str) -> str:
    thousands, rest = divmod(number, 1000)
    if language == "zh":
        return _zh_thousands(number)
    if language == "ar":
        head = {1: "ألف", 2: "ألفين"}.get(
            thousands, f"{cardinal(thousands, language)} {'آلاف' if thousands < 11 else 'ألف'}"
        )
        return f"{head} و{cardinal(rest, language)}" if rest else head
    if language == "pl":
        head = "tysiąc" if thousands == 1 else f"{cardinal(thousands, language)} {_polish_thousand(thousands)}"
    elif language == "id":
        head = "seribu" if thousands == 1 else f"{cardinal(thousands, language)} ribu"
    else:
        head = f"{cardinal(thousands, language)} thousand"
    return f"{head} {cardinal(rest, language)}" if rest else head


def _polish_thousand(count: int) -> str:
    return "tysiące" if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14} else "tysięcy"


def _zh_thousands(number: int) -> str:
    ten_thousands, rest = divmod(number, 10_000)
    if ten_thousands:
        head = f"{cardinal(ten_thousands, 'zh')}万"
        return head + (f"零{cardinal(rest, 'zh')}" if 0 < rest < 1000 else cardinal(rest, "zh") if rest else "")
    thousands, rest = divmod(number, 1000)
    head = f"{'两' if thousands == 2 else texts('zh').numbers.digits[thousands][0]}千"
    return head + (f"零{cardinal(rest, 'zh')}" if 0 < rest < 100 else cardinal(rest, "zh") if rest else "")


def year(number: int, language: str) -> str:
    """As years are said: 'nineteen eighty five', 一九八五."""
    if language == "zh":
        return "".join(texts(language).numbers.digits[int(sign)][0] for sign in str(number))
    if language == "en" and not 2000 <= number < 2010:
        return f"{cardinal(number // 100, language)} {cardinal(number % 100, language)}"
    return cardinal(number, language)
