"""English names where names stand, with and without capitals; and firms, products and words that stand there too."""

import pytest

from tests.unit.transcription.redaction import told


def redacted(said):
    return told.left(said, "en")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("A: can i speak to mister | pettifer yes speaking", "A: can i speak to mister | [name] yes speaking"),
        ("and my wife's siobhan", "and my wife's [name]"),
        ("and my wife is rutendo", "and my wife is [name]"),
        ("my brother in law davo is here", "my brother in law [name] is here"),
        ("i saw doctor abimbola well the locum", "i saw doctor [name] well the locum"),
        ("and the holder is joost van der weijden", "and the holder is [name]"),
        ("it might be under bernie o donnell", "it might be under [name]"),
        (
            "A: what's her name | bernadette ní dhomhnaill it might be old",
            "A: what's her name | [name] it might be old",
        ),
        ("yes that is my father i am kc", "yes that is my father i am [name]"),
        ("hiya its bex from the cottages", "hiya its [name] from the cottages"),
        ("Hi! Keelin from Support. How can I help?", "Hi! [name] from Support. How can I help?"),
        ("Is that the right day, Mbali?", "Is that the right day, [name]?"),
        ("Dear Venkataraghavan sir, he will visit.", "Dear [name] sir, he will visit."),
        ("It says SAOIRSEE KELLY on it", "It says [name] on it"),
        ("call my partner instead, Ruairidh, after 6", "call my partner instead, [name], after 6"),
        ("a chap called barnaby promised it", "a chap called [name] promised it"),
        (
            "welcome to shanti bank myself debolina how may i help",
            "welcome to shanti bank myself [name] how may i help",
        ),
        ("A: and which payee | mister uh it's gwilym prosser", "A: and which payee | mister uh it's [name]"),
        ("the name is wrong it says kagiso mokwena", "the name is wrong it says [name]"),
        ("A: Receiver's name? | Farzana Bi (my aunt)", "A: Receiver's name? | [name] (my aunt)"),
        ("I was talking w/ Svetlana about a car", "I was talking w/ [name] about a car"),
        ("A: your name please | elizabeth arden", "A: your name please | [name]"),
        ("my name is michael kors", "my name is [name]"),
        ("A: Hello Morwellian, thanks for waiting.", "A: Hello [name], thanks for waiting."),
        ("take Mark Vesterberg OFF the lease", "take [name] OFF the lease"),
        ("A: Friday at 9 with Annelies.", "A: Friday at 9 with [name]."),
        ("Still nothing. Regards, P. J. Quillfeather", "Still nothing. Regards, [name]"),
        ("POD says received by J Whitlock", "POD says received by [name]"),
        ("it's hope again from before", "it's [name] again from before"),
        ("A: is winston there please", "A: is [name] there please"),
        ("my mum beryl's on the account", "my mum [name]'s on the account"),
        ("it's under amari a for apple m a r i", "it's under [name] [name]"),
    ],
)
def test_people(said, left):
    assert redacted(said) == left


@pytest.mark.parametrize(
    "said",
    [
        "my wife vodafone number is under warranty",
        "A: the name on the ticket | Minor spelling mistake on it",
        "A: you're through to claims how can i help",
        "how much is the Jack Daniel's gift set",
        "A: surname please | two adults and it's for seven",
        "this is for Birmingham New Street",
        "the technician came on monday and the driver left a card",
        "Hi, Currys here again sent me the wrong one. It's under contract.",
        "A: the patient portal is down and the passenger list is closed",
        "the holder is broken it's the phone holder",
        "Good morning! Your flight from Leeds to Faro, Portugal.",
        "Dear Customer, please try again, Sunday.",
        "A: and what's the name of the product | it's the gro bag",
        "Hello, Globetide Visas. Payment failed twice.",
        "my friend says the agent hung up",
        "Order: Merino Socks, size M.",
        "i'm ok | A: and who is it under | it's under review",
        "my wife doesn't want it anymore",
        "my wife doesnt want it and my brother couldn't come and my mum isnt here",
        "my son hasn't got it | A: my colleague didn't say",
        "it's my wife's chemo and my baby's eczema",
        "A: what's your mother's maiden name",
        "my colleague's jira account and the driver's reg",
        "my boyfriend snores",
        "the one called nespresso vertuo doesn't work",
        "a calvin klein perfume, a russell hobbs toaster and the taylor swift tickets",
        "Michael Kors bag, Tommy Hilfiger shirt, Elizabeth Arden cream and Morphy Richards iron",
    ],
)
def test_nobody(said):
    assert redacted(said) == said
