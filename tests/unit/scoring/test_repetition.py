import pytest

STORY = "The heating in my flat has been broken since Monday and the boiler shows error 12"
AGAIN = "The heating in my flat is broken since Monday, the boiler shows error 12."


@pytest.mark.parametrize(
    ("said", "cause", "responsible"),
    [
        ("C: order number 4512377, where is it? | A: May I have your order number? | C: 4512377", "same_leg", 0),
        ("C: my name is Anna Berg | A: What is your name please? | C: Anna Berg", "same_leg", 0),
        ("C: four five one two seven | A: what's your order number? | C: four five one two seven", "same_leg", 0),
        ("C: account number 99887766 | A: One moment | A2: What is your account number?", "hand_off", "system"),
        (f"C: {STORY} | A: I'll transfer you. | A2: Hello, how can I help? | C: {AGAIN}", "hand_off", "system"),
        (f"C: {STORY} | B: Please hold. | A: Hello, how can I help? | C: {AGAIN}", "bot", "system"),
        (f"C: {STORY} | A: Hello, how can I help? | C: {AGAIN}", "unprompted", 0),
        ("C: it's 4512377 | A: sorry, you're breaking up, can you repeat that? | C: 4512377", "bad_line", "system"),
        (
            "C: my phone is 07911 123456 | A: For security I need to verify you, what is your phone number?",
            "required",
            "system",
        ),
        ("C: order 88112233 | A: one moment | C: it's 88112233 by the way | A: thanks", "habit", "system"),
        # the first words to somebody new, in part and in other words
        (
            (
                "C: my router restarts all evening since Sunday | A: I'll put you through. | A2: Hello, Sam here. "
                "| C: hi, since Sunday my router keeps restarting and I lose my meetings"
            ),
            "hand_off",
            "system",
        ),
        (
            (
                "B: Which model? | C: AirFan Q2 | B: What does it show? | C: error E7 "
                "| A: Hello, which device is it and what is the error? | C: Q2 airfan, error e7"
            ),
            "bot",
            "system",
        ),
        (
            f"C: {STORY} | A: Welcome. Please describe the problem. | C: the heating is broken, boiler error 12",
            "unprompted",
            0,
        ),
        # a greeting that goes on to what was done invites nothing
        (
            "C: mail it to a.b@drew.example | A: Good morning. I have printed the invoice. | C: a.b@drew.example",
            "habit",
            "system",
        ),
        ("C: order 4512377 | A: so much noise, I didn't hear anything | C: 4512377", "bad_line", "system"),
        # an answer in the words of before, whatever was asked for
        (
            "C: a hire car in Leeds please | A: What size? | C: small | A: And in which city? | C: In Leeds.",
            "same_leg",
            0,
        ),
        (
            "A: How old is she? | C: She is six. | A2: Nurse line. How old is the patient? | C: Six.",
            "hand_off",
            "system",
        ),
        ("B: Which product is it? | C: hand blender | B: Which product is it? | C: hand blender", "bot", "system"),
        (
            "A: The memorable word? | C: Lighthouse | A: By law I must verify you again, the word please. | C: Lighthouse",
            "required",
            "system",
        ),
        # a greeting that asks something of its own; a figure that opens an answer; a bot that did not understand
        ("C: the card does not work | A: Hello! Which product is it about? | C: the card", "same_leg", 0),
        ("C: the app 2.6.2 stops | A: Which version? | C: 2.6.2, and please add a button to close it", "same_leg", 0),
        ("C: cancel my subscription | B: Try: help. | C: subscription", "bot", "system"),
        # a call without question marks, a number with letters, dictated in pieces
        ("C: from the station to the stadium | A: and where are you going | C: the stadium", "same_leg", 0),
        (
            "C: it is k seven double two nine | A: sorry the line is cutting | C: k seven double two nine",
            "bad_line",
            "system",
        ),
        (
            "C: four one two two double oh seven | C: nine nine | A: the card number please | C: four one two two oh oh seven",
            "same_leg",
            0,
        ),
        # a part of a number that begins or ends it, whatever it is called or not called
        ("C: my phone is 07911123456 | A: Your mobile number? | C: 123456 at the end", "same_leg", 0),
        ("C: 0791112 is how it begins | A: Your mobile number? | C: my phone is 07911123456", "same_leg", 0),
        # said already, wherever it stands
        ("C: see my form | A: May I have the number? | C: It is in the form, 88-2017", "same_leg", 0),
        # an agent's own cause weighs more than the line's
        (
            "C: it's 4512377 | A: Can you say that again? | C: 4512377 | A: Your order number? | C: 4512377",
            "same_leg",
            0,
        ),
    ],
)
def test_causes(score, said, cause, responsible):
    found = score(said, "repetition")
    (judgement,) = found.judgements
    assert (found.score, judgement.cause, judgement.responsible) == (0.0, cause, responsible)


@pytest.mark.parametrize(
    "said",
    [
        "C: my order number is 4512377 | A: I see order 4512377. What is your date of birth? | C: 12/03/1980",
        "C: my email is anna@example.com | A: Is that anna@example.com? | C: yes, anna@example.com",
        "C: it's 0712 345 678 | A: 0712345678, right? | C: yes, 0712 345 678",
        "C: my order is 4512377 | A: 4512377? | C: sorry, it's 4521377",
        "C: order 88112233 please | A: do you have another order number? | C: 99112233",
        "C: it is order 88112233 | A: 88112233 ships today | C: so 88112233 comes tomorrow?",
        "C: I lost my password | A: Your name please? | C: Anna Berg | A: And your email? | C: anna@example.com",
        # a choice among what the agent names, and two data that a channel has masked
        "C: order 4512377, the red lamp is broken | A: Is it the red lamp or the blue one? | C: the red lamp",
        "C: my order #NAME# | A: Which shop was it? | C: #NAME#",
        # one word that answers two questions
        "C: order 4512377 is broken | A: When did it begin? | C: Tuesday | A: Which day suits? | C: Tuesday",
        # a price, a hotline, a year, a version: nobody can say what a figure without a name is
        "C: my router paid in 2024 for 49.99 says 10010 | A: ok | C: 10010, 49.99, 2024, the 26th, again and again",
        # a short figure is not the phone number that was asked for
        "C: my router is broken | A: your phone number? | C: error 2611 | A: your phone number? | C: 07911123456",
        # a measure is no number, another name is not the customer's, more help is another matter
        "C: my phone used 1036 MB | A: your phone number please? | C: 07911123456",
        "C: my name is Anna Berg | A: What is the name of the hotel? | C: Sol",
        "C: a hotel in Leeds for Friday 12th, order 4512377 | A: Booked. Anything else? | C: the hotel, how far is it",
        # read back digit by digit; the account that was spoken of is now said to be which
        "C: it is k seven two two nine | A: k seven two two nine right | C: yes k seven two two nine",
        "C: order 4512377, I check my account balance | A: which account | C: my checking account",
        # what the customer did is nothing that they said
        "C: my order 4512377 is late | A: Please reset the router. | C: I already tried that",
        "C: order 4512377, no signal | A: Please restart it. | C: I just did, and did that twice before",
        # another datum may hold the figures of this one
        "C: my phone is 07911123456 | A: Your order number? | C: order 911123",
        "C: my phone is 07911123456 | A: Your order number? | C: order 123456",
        "C: 07911123456 is my phone | A: thanks | C: 911123",
        # one message after the other is still the first time
        "C: my order number is 4512377 | C: 4512377 it is | A: thank you",
    ],
)
def test_given_once(score, said):
    found = score(said, "repetition")
    assert (found.score, found.opportunities) == (1.0, 1)


@pytest.mark.parametrize(
    "said",
    [
        "C: [noise] ok | A: [noise]",
        "C: what time do you open | A: at nine | C: thanks",
        "C: hi | A: What is your name?",
        # nobody here was told it before
        "C: still no line, as I said before",
        "C: no internet, I have tried that twice and restarted it before | A: Hello, let me see.",
        "A: Hello, how can I help? | C: I already told you all",
        "A: hello",
        "C:  | A: ok",
    ],
)
def test_nothing_to_repeat(score, said):
    assert score(said, "repetition").score is None


def redaction(hashed):
    return {"start": 6, "end": 12, "type": "card", "hash": hashed}


@pytest.mark.parametrize(("second", "expected"), [("aa11", 0.0), ("bb22", 1.0)])
def test_redacted_items_are_compared_by_their_hash(score, second, expected):
    said = "C: it is [card] | A: one moment | C: it is [card] | A: thanks"
    found = score(said, "repetition", redactions=[(0, redaction("aa11")), (2, redaction(second))])
    assert found.score == expected


def test_a_redacted_item_that_was_given_may_not_be_asked_for(score):
    (judgement,) = score("C: my number is [phone] | A: can I have your phone number?", "repetition").judgements
    assert (judgement.grade, judgement.cause) == (0.0, "same_leg")
    assert [evidence.text for evidence in judgement.evidence] == ["[phone]", "can I have your phone number"]


@pytest.mark.parametrize(
    ("said", "credited"),
    [
        ("C: my order number is 4512377 | A: Thank you, it ships today.", 0),
        ("C: my order number is 4512377 | A: I'll transfer you. | A2: It ships today. | C: thanks", 1),
        ("C: my order number is 4512377", "system"),
    ],
)
def test_who_is_credited_where_nothing_was_repeated(score, said, credited):
    found = score(said, "repetition")
    assert (found.score, found.judgements[0].responsible) == (1.0, credited)
