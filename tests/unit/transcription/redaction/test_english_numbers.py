"""Account numbers, pieces of a social security number and codes as they are said in English; and other numbers."""

import pytest

from tests.unit.transcription.redaction import told


def redacted(said):
    return told.left(said, "en")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("A: what's the sort code | twenty forty one eighteen", "A: what's the sort code | [iban]"),
        ("sort code 20-41-18 account 33071942", "sort code [iban] account [iban]"),
        ("A: routing number | one one one oh oh oh oh two five", "A: routing number | [iban]"),
        ("A: account no and IFSC | 50100238817745 HDFC0000128", "A: account no and IFSC | [iban] [iban]"),
        ("A: bsb and account number | oh six two double oh five", "A: bsb and account number | [iban]"),
        ("A: i just need your social | two two one eight", "A: i just need your social | [ssn]"),
        ("A: birthday and last four of the social | the last four 4409", "A: birthday and last four of the social | the last four [ssn]"),
        ("the key safe is 4471B", "the key safe is [code]"),
        ("A: the door code | it's c two five eight zero y", "A: the door code | it's [code]"),
        ("A: third and fifth characters of your password | m and four", "A: third and fifth characters of your password | [code] and [code]"),
        ("A: what's the memorable word | purple otter", "A: what's the memorable word | [code]"),
        ("is the mobile still the one ending four one eight", "is the mobile still the one ending [phone]"),
        ("A: what's your password | capital f falcon ninety two exclamation mark", "A: what's your password | [code]"),
        ("A: the gate code | it's b for bravo four four one", "A: the gate code | it's [code]"),
        ("it's q for quebec o r n underscore four at hotmail dot co dot uk", "it's [email]"),
        ("no it's dermot at kilbane heating dot i e now", "no it's [email] now"),
        ("send it to accounts at p and j tiling dot com", "send it to [email]"),
        ("A: your email | mary jane all one word at outlook dot com", "A: your email | [email]"),
        ("A: what comes after the at sign | b t internet dot com", "A: what comes after the at sign | [email]"),
        ("r dot verma at the rate of rediff mail dot com", "[email]"),
        ("i bought it at argos dot co dot uk", "i bought it at argos dot co dot uk"),
        ("halifax 110042 / 0092 7714, it's joint", "halifax [iban] / [iban], it's joint"),
        ("ref 110042 / 0092 7714", "ref 110042 / 0092 7714"),
        (
            "A: i need the account number and the sort code | the eight digit one is oh two double four one nine six eight",
            "A: i need the account number and the sort code | the eight digit one is [iban]",
        ),
        (
            "my iban begins d e six one p for papa o for oscar",
            "my iban begins [iban]",
        ),
        (
            "my mobile oh seven seven double oh nine double oh four six one | A: repeat the last four | oh four six one",
            "my mobile [phone] | A: repeat the last four | [phone]",
        ),
        ("B-482 906 is that right", "[code] is that right"),
        ("the back of it says double four nine", "the back of it says [code]"),
        ("the engineer needs the panel code its 4490#, ta", "the engineer needs the panel code its [code], ta"),
        ("A: what does the text say | open with RX7 29Q", "A: what does the text say | open with [code]"),
        ("the promo code is 5050", "the promo code is 5050"),
        ("A: can you verify the last four | nine oh two two", "A: can you verify the last four | [card]"),
        ("A: last four of the order | two two oh nine", "A: last four of the order | two two oh nine"),
        ("my email is m dot petrov at greenheron dot acme", "my email is [email]"),
        ("A: your email | j underscore quigg at live dot co dot u k", "A: your email | [email]"),
        ("A: your email | all one word quincy barracuda", "A: your email | all one word [email]"),
        ("A: your email | ann.quigg@live.com | A: bart underscore quigg", "A: your email | [email] | A: [email]"),
        ("A: sort code | 20 41 66 | A: i've got thirty ninety four seventeen", "A: sort code | [iban] | A: i've got [iban]"),
        ("born on 13 May 1969 | A: so thirty eleven sixty nine", "born on [birth] | A: so [birth]"),
        ("A: and the account number for the refund | one two three four five six seven eight", "A: and the account number for the refund | [iban]"),
        ("A: checking or savings | checking, the number is 000123456789", "A: checking or savings | checking, the number is [iban]"),
        ("swift code ABCDGB2L account 33071942", "swift code ABCDGB2L account [iban]"),
        ("my phone ends in 2214", "my phone ends in [phone]"),
        ("my phone is 07700900123 | A: so it's one nine nine nine a month", "my phone is [phone] | A: so it's one nine nine nine a month"),
        ("A: password please | purple otter", "A: password please | [code]"),
    ],
)  # fmt: skip
def test_numbers_as_they_are_said(said, left):
    assert redacted(said) == left


@pytest.mark.parametrize(
    "said",
    [
        "A: what's your account number? | it's one one four seven two two nine three",
        "A: your customer account? | 8840023315",
        "i paid ninety two eighty into the account on the fifth",
        "the bank took 129.99 from my account on 4 March 2024",
        "A: what's the password | i forgot the password",
        "A: password please | i think i wrote it down somewhere",
        "A: card ending 1111 | the phone shop charged it",
        "A: what sort of router is it | the 4400 model",
        "social media has 4400 complaints",
        "the alarm went off at 0330 hours",
        "i'm checking on my delivery 8837261",
        "it's still in transit | A: the tracking number is 94001118",
        "swift tickets booking 20394857",
        "suzuki swift, mileage 48213",
        "A: i'll transfer you to billing, what's the account number | 88372611",
        "my account number is 445566 and i pay by direct debit",
        "customer account 8837261 has a bank charge of 35",
        "my mobile contract ends in 2026",
        "my phone plan ends in 2026",
        "A: i've reset your password, anything else today | cancel netflix subscription",
        "A: what do you see after the password screen | blank white page",
    ],
)
def test_other_numbers(said):
    assert redacted(said) == said
