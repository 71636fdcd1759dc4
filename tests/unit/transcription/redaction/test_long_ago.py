"""Dates of birth that no word names, and dates of what happened long ago."""

import pytest

from tests.unit.transcription.redaction.told import left


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("you have 6 June 1979 and it should read 6 July 1979", "you have [birth] and it should read [birth]"),
        ("I turned 18 last week (2006-09-03) so unlock it", "I turned 18 last week ([birth]) so unlock it"),
        (
            "the actual one is 12-Jan-1958, my pension started 2018",
            "the actual one is [birth], my pension started 2018",
        ),
        ("i'm march the twenty first nineteen fifty three", "i'm [birth]"),
        ("she's the ninth of may nineteen sixty two", "she's [birth]"),
        ("our twins, both 3/4/2015", "our twins, both [birth]"),
        ("i was a may baby, fourteenth of may nineteen seventy", "i was a may baby, [birth]"),
        ("it won't take oh five oh three nineteen sixty two", "it won't take [birth]"),
        ("A: date of birth | forth of the ninth seventy too", "A: date of birth | [birth]"),
        ("the name is curtis boudreaux ate seventeen forty nine", "the name is [name] [birth]"),
        (
            "oh two | A: mm hm | oh six | A: and the year | nineteen double mine",
            "[birth] | A: mm hm | [birth] | A: and the year | [birth]",
        ),
        ("A: what year were you born | eighty one", "A: what year were you born | [birth]"),
        ("A: confirm for security | three eleven seventy four", "A: confirm for security | [birth]"),
        ("A: and yours | ninth of march seventy one", "A: and yours | [birth]"),
    ],
)
def test_a_birth(said, kept):
    assert left(said, "en") == kept


@pytest.mark.parametrize(
    "said",
    [
        "A: and the year of the car | nineteen ninety nine",
        "the house was built 5 May 1985",
        "I bought it the third of march two thousand and ten",
        "customer since 3 March 2009",
        "A: when did you move in | third of june nineteen ninety nine",
        "invoice dated 2009-03-04",
        "contract 03/04/2011",
        "it happened on 14 Feb 1981",
        "I'm free 3 May 2026",
        "my card expires the first of may twenty thirty",
        "warranty from 4 July 2011 to 4 July 2012",
        "the battle was 18 June 1815",
    ],
)
def test_another_date(said):
    assert left(said, "en") == said
