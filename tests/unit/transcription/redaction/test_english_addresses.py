"""English addresses as people give them: in pieces, by a house's name, read back; and what only sounds like one."""

import pytest

from tests.unit.transcription.redaction import told


def redacted(said):
    return told.left(said, "en")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("A: first line of your address | flat nine the granary", "A: first line of your address | [address]"),
        ("A: what's the house number | a hundred and twelve", "A: what's the house number | [address]"),
        ("A: and the street | sycamore rise", "A: and the street | [address]"),
        ("A: which town is that in | hebden bridge", "A: which town is that in | [address]"),
        ("A: what's the address | one two oh six euclid", "A: what's the address | [address]"),
        ("A: your new address | the old forge mill lane", "A: your new address | [address]"),
        ("A: is there a building name | kestrel house", "A: is there a building name | [address]"),
        ("i live at seventeen the paddocks", "i live at [address]"),
        ("it went to forty banksia parade", "it went to [address]"),
        ("left at 47 Bishops Walk instead", "left at [address] instead"),
        ("A: delivery address? | #27, 2nd Main, Jayanagar", "A: delivery address? | [address]"),
        ("is this Unit 9/41 Dandenong Rd, Carnegie", "is this [address]"),
        ("A: address please | eighty eight harbour view | A: eighty eight harbour view", "A: address please | [address] | A: [address]"),
        ("A: address please | six orchard close dunedin | A: in dunedin", "A: address please | [address] | A: in [address]"),
        ("A: what's the zip | four seven four oh one", "A: what's the zip | [address]"),
        ("A: apartment number | six b", "A: apartment number | [address]"),
        ("New: C/201 Sai Kripa CHS, opp. Ganesh Mandir, Dombivli (E) 421299", "New: [address]"),
        ("eircode V93 K2T8 for the sim", "eircode [address] for the sim"),
        ("is there cover at CF99 3QT?", "is there cover at [address]?"),
        ("A: what city | tahlequah oklahoma seven four four six four", "A: what city | [address]"),
        ("A: where does he stay | unit three slash eighty eight coolabah parade", "A: where does he stay | [address]"),
        ("A: town and postcode please | tahlequah", "A: town and postcode please | [address]"),
        ("A: and your town | tahlequah", "A: and your town | [address]"),
    ],
)  # fmt: skip
def test_addresses_as_they_are_given(said, left):
    assert redacted(said) == left


@pytest.mark.parametrize(
    "said",
    [
        "A: can i take your address please | why do you need it | A: just for verification",
        "A: what's your postcode | hang on a sec i've got the dog here",
        "A: is it the same address | yeah same as before | A: that'll be forty two pounds ninety nine",
        "A: where shall we send the refund | just back to the card | A: three to five working days",
        "i want to change my delivery address | A: sure, which order is it | four items",
        "A: what town is the branch in | i don't know i do it all online",
        "A: how long have you lived there | twenty two years in june",
        "we drove forty minutes down the road",
        "the store is at 14 Oxford Street branch level",
        "A: your email address | i don't use it",
        "the bill went up from forty two to fifty one ninety nine a month",
        "My building has 4 floors and 20 flats.",
        "A: what state is the item in | scuffed and scratched",
        "A: what's the state of your account | suspended",
        "A: is your van on the road | immobilised",
        "A: what area of your business | procurement",
        "A: is it a house or a building | semi detached three bedrooms",
        "A: what's the room number | four one two",
        "A: where would you like to go | barcelona",
        "M10 BOLT kits and T20 TORX screws",
    ],
)
def test_what_is_no_address(said):
    assert redacted(said) == said
