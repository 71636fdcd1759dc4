"""Write the lists of names, towns and streets anew from the installed Faker: python -m tests.redaction_lists."""

import sys
from importlib import import_module
from pathlib import Path

import msgspec

from transcription.redaction.folding import fold_word

HERE = Path(__file__).parents[1] / "transcription" / "redaction" / "words" / "listed"
# Every country of Faker's where many customers of that language live.
PLACES = {
    "en": ("en", "en_GB", "en_IE", "en_IN", "en_KE", "en_NG", "en_NZ", "en_PK", "en_US"),
    "pl": ("pl_PL",),
    "id": ("id_ID",),
    "ar": ("ar_AA", "ar_DZ", "ar_PS", "ar_SA"),
    "zh": ("zh_CN", "zh_TW"),
}
KEPT = {
    "given": ("person", "first_names", "first_names_male", "first_names_female"),
    "family": ("person", "last_names", "unisex_last_names", "male_last_names", "last_names_male", "last_names_female"),
    "towns": ("address", "cities", "districts"),
    "streets": ("address", "streets", "street_names"),
}


def compiled(language: str) -> dict[str, list[str]]:
    """Folded, sorted, by kind."""
    found: dict[str, list[str]] = {}
    for kind, (provider, *attributes) in KEPT.items():
        entries: set[str] = set()
        for place in PLACES[language]:
            try:
                listing = import_module(f"faker.providers.{provider}.{place}").Provider
            except ModuleNotFoundError:  # no addresses of some countries
                continue
            for attribute in attributes:
                entries |= {fold_word(one.strip()) for one in vars(listing).get(attribute, ())}
        found[kind] = sorted(entries - {""})
    return found


def written(language: str) -> bytes:
    return b",\n".join(msgspec.json.encode(compiled(language)).split(b","))


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for code in PLACES:
        (HERE / f"{code}.json").write_bytes(written(code))
        sys.stdout.write(f"{code}: { {kind: len(names) for kind, names in compiled(code).items()} }\n")
