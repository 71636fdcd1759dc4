"""Which of en, id, pl, ar, zh a text is in: by script, then by frequent words. None where it is not clear.

Other languages' frequent words are counted too, so that German or Dutch is None rather than English.
"""

import re
from collections.abc import Iterable

LANGUAGES = ("en", "id", "pl", "ar", "zh")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Function words and the small change of service talk; words that two of the languages share are left out.
FREQUENT: dict[str, frozenset[str]] = {
    "en": _words("""
        the and you your i my is are was were have has had it this that for with not what how can could would will
        please thank thanks hello hi yes no sorry help of to from be been do did does don't i'm it's we our they there
        when which am on but if or just now get got me a an"""),
    "id": _words("""
        yang dan saya anda tidak ini itu untuk dengan dari sudah belum bisa ada akan apa bagaimana kami kapan
        terima kasih mohon maaf tolong selamat pagi siang malam bapak ibu kak ya pada ke di atau juga karena masih
        kartu sebentar silakan baik nya kenapa mau lagi hari gak ga nggak udah aku kok sih dong banget aja nih gan
        makasih berapa gimana jam bulan"""),
    "pl": _words("""
        nie się jest na że w z do tak ale jak czy mam pan pani dzień dobry dziękuję proszę przepraszam moja mój
        moje już jeszcze kiedy co to po dla za od ma być był była było są mnie mi panu państwa może mogę chcę tylko
        który która oraz jestem dlaczego"""),
    # not scored: they only take a text away from the others
    "de": _words("""
        der die das und ich ist nicht sie mit ein eine zu den von für auf haben habe bitte danke mein meine kann
        wie es im wir war aber noch"""),
    "es": _words("""
        el la los las que y es en por para con una mi su gracias hola está pero como más qué yo me no lo se
        tengo muy"""),
    "pt": _words("""
        o os que e é em para com uma um meu minha não obrigado obrigada olá está mas como mais eu me se por
        tenho muito você"""),
    "fr": _words("""
        le la les des et est je vous nous que qui pas pour avec une un mon ma bonjour merci mais comme plus dans
        sur ce il"""),
    "it": _words("il lo gli di che è e non per con una un mio mia grazie sono ho ma come più si mi ciao"),
    "nl": _words("de het een en ik is niet van dat met voor mijn heb bedankt maar hoe wat zijn op aan ook nog u je"),
}
LEAST_WORDS = 2
LEAST_SHARE = 0.12
LEAD = 1.5

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_PERSIAN_OR_URDU = re.compile(r"[\u067e\u0686\u0698\u06a9\u06af\u06cc\u06d2\u0679\u0688\u0691\u06ba\u06c1]")
_LATIN = re.compile(r"[a-zà-öø-ÿāăąćčęłńóśźżş]", re.IGNORECASE)


def primary(tag: str) -> str | None:
    """The primary subtag of a BCP 47 tag: 'en-GB' -> 'en'; None for an empty or undetermined ('und') one."""
    subtag = re.split(r"[-_]", tag.strip(), maxsplit=1)[0].lower()
    return None if subtag in {"", "und"} else subtag


def detect(texts: Iterable[str]) -> str | None:
    """The language of `texts` taken together, None where unsure."""
    text = " ".join(texts)
    # A Han character carries about as much as two or three letters.
    weights = {
        "zh": 2.5 * len(_HAN.findall(text)),
        "ar": float(len(_ARABIC.findall(text))),
        "latin": float(len(_LATIN.findall(text))),
    }
    script = max(weights, key=lambda name: weights[name])
    if weights[script] <= 0.5 * sum(weights.values()) or weights[script] < 2:
        return None
    if script == "zh":
        return None if _KANA_OR_HANGUL.search(text) else "zh"
    if script == "ar":
        return None if _PERSIAN_OR_URDU.search(text) else "ar"
    return _by_words(text)


def _by_words(text: str) -> str | None:
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    if not words:
        return None
    counts = {name: sum(word in frequent for word in words) for name, frequent in FREQUENT.items()}
    best, second = sorted(counts, key=lambda name: -counts[name])[:2]
    clear = counts[best] >= max(LEAST_WORDS, LEAST_SHARE * len(words)) and counts[best] >= LEAD * counts[second]
    return best if clear and best in LANGUAGES else None
