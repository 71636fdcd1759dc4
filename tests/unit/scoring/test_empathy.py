"""What calls for empathy, what does not, and what meets it."""

import pytest
from msgspec.structs import replace

from benchmarks.loader import load
from scoring.scorer import Scorer

UPSET = "My parcel never arrived, I've been waiting three weeks and you charged me twice for it. I'm really upset."


@pytest.fixture(scope="module")
def scorer():
    """Signs and cues alone: how they are weighed with the rest, and which misses are left out, is tested elsewhere."""
    return Scorer(replace(load(), calibrations={}, callings={}))


@pytest.fixture(scope="module")
def score(scorer, build):
    return lambda said, name, **about: scorer.score(build(said, **about)).behaviours[name]


CALLED_FOR = [
    "This is the third time I've called about this.",
    "I've been waiting for three weeks for my refund.",
    "You charged me twice!",
    "My order still hasn't arrived and it was due last Monday.",
    "Nobody has called me back.",
    "You promised a callback yesterday and nobody called.",
    "I was told it would be fixed by Friday but nothing happened.",
    "I'm really worried about my savings.",
    "This is unacceptable.",
    "I'm at my wits’ end.",
    "I missed my flight because of you.",
    "I can't pay my rent without that money.",
    "We have had no heating for two days with a baby in the house.",
    "my card was stolen last night",
    "I've been on hold for forty minutes.",
    "I keep getting passed from one department to another.",
    "How could you lose my luggage?",
    "I have emailed you four times and never got a reply.",
    "I'm not happy with this at all.",
    "Honestly I'm fed up.",
    "my husband passed away and i need to close his account",
    "It's broken again, the second time this month.",
    "what a joke",
    "You have sent three different engineers already.",
    "My daughter's wheelchair was due on Friday. After four failed attempts and 2 missed visits it is still not here.",
    "we're stranded at the airport",
    "it has been 10 days and no response",
    "I AM FURIOUS!!!",
    # no set phrase, but weak signs that add up
    "Your van smashed into my bike!",
    "The boiler you fitted went out again and my father is 90.",
    "Six people, six stories, and still no parcel.",
    "I had to sleep in the car because the key code was wrong.",
]
NOT_CALLED_FOR = [
    "Can I change the date if my daughter falls ill?",
    "Where do I report a broken meter?",
    "My sister was furious last year, is that fixed?",
    "The delay is fine with me, I'm at home all week.",
    "I can't wait to see my grandchildren!",
    "what are your hours",
    "I'm not angry, but please cancel",
    "No worries, take your time.",
    "Don't worry, I'm not upset about it.",
    "If I were upset I would tell you.",
    "I would be furious if that happened, but it is fine.",
    "My neighbour says she is furious with your prices, but I am fine.",
    "The reviews say your service is terrible, but I like it.",
    "It's not a nightmare or anything, just a small glitch.",
    "The washing machine does not spin.",
    "My phone screen is cracked, how much is a repair?",
    "The app shows an error when I open it.",
    "Hi, I'd like to order a cake for my birthday on Saturday.",
    "I was charged 20 euros, what is it for?",
    "How much do you charge for delivery?",
    "When will my refund arrive?",
    "What happens if my parcel never arrives?",
    "Will I be charged twice if I cancel?",
    "I have not been charged twice, have I?",
    "I called yesterday and spoke to Anna, she asked me to send the form.",
    "Sorry, I'm terrible with computers, where do I click?",
    "I work at the hospital, do you offer a discount?",
    "The wifi is a bit slow in the evening.",
    "My flight is at nine, when should I be at the airport?",
    "😀😀😀",
    "\u200f\u200f",
    "\ud800 broken surrogate",
    "",
]


@pytest.mark.parametrize("said", CALLED_FOR)
def test_called_for(score, said):
    assert score(f"C: {said} | A: ok", "empathy").opportunities == 1


@pytest.mark.parametrize("said", NOT_CALLED_FOR)
def test_not_called_for(score, said):
    found = score(f"C: {said} | A: ok", "empathy")
    assert (found.score, found.opportunities, found.judgements) == (None, 0, ())


@pytest.mark.parametrize(
    ("said", "grade", "indicator"),
    [
        ("I'm so sorry your parcel hasn't arrived.", 1.0, "situation_named"),
        ("I completely understand your frustration.", 1.0, "feeling_named"),
        ("That must be really frustrating.", 1.0, "feeling_named"),
        ("I can see you've been charged twice and waited three weeks.", 1.0, "situation_paraphrased"),
        ("I understand that your parcel is three weeks late.", 1.0, "situation_paraphrased"),
        ("I would be upset too.", 1.0, "feeling_named"),
        ("Three weeks is far too long to wait for a parcel, I'm sorry.", 1.0, "situation_named"),
        ("You have every right to be upset.", 1.0, "feeling_named"),
        ("I apologise for the delay with your parcel.", 1.0, "situation_named"),
        ("I know how frustrating it is when a parcel doesn't turn up.", 1.0, "feeling_named"),
        # said in words of one's own: what happened, what it means, whose doing it was
        ("Being out of pocket and still without it is no way to start a week.", 1.0, "cues"),
        ("You paid two times and got nothing, anyone would be cross.", 1.0, "cues"),
        ("We charged you in error and left you waiting far too long.", 1.0, "situation_paraphrased"),
        ("Gosh, so long without a word, you deserve much better.", 1.0, "cues"),
        ("Hang in there.", 0.5, "comfort"),
        ("Was it charged three weeks ago?", 0.0, "missed"),
        ("Parcels that are three weeks late are refunded under our terms.", 0.0, "missed"),
        ("If you had paid for express it would have arrived.", 0.0, "missed"),
        ("I understand, but refunds are handled elsewhere.", 0.0, "missed"),
        ("Sorry for the inconvenience.", 0.5, "stock_apology"),
        ("We apologise for any inconvenience caused.", 0.5, "stock_apology"),
        ("I'm so sorry to hear that.", 0.5, "stock_apology"),
        ("Our sincerest apologies.", 0.5, "stock_apology"),
        ("I understand how you feel.", 0.5, "general_understanding"),
        ("I understand your concern.", 0.5, "general_understanding"),
        ("Please calm down.", 0.0, "missed"),
        ("There is no need to be upset.", 0.0, "missed"),
        ("I don't understand why you are upset.", 0.0, "missed"),
        ("Sorry, I didn't catch that.", 0.0, "missed"),
        ("Sorry, could you repeat your parcel number?", 0.0, "missed"),
        ("I'm sorry but I can't help with that.", 0.0, "missed"),
        ("Thank you for your patience.", 0.0, "missed"),
        ("I can see your parcel in the system.", 0.0, "missed"),
        ("Thank you for contacting us about your parcel.", 0.0, "missed"),
        ("You were charged once for the parcel, not twice.", 0.0, "missed"),
        ("It is not our fault that the parcel is late.", 0.0, "missed"),
        ("I'd be happy to help you with your parcel. Have a nice day!", 0.0, "missed"),
    ],
)
def test_grades(score, said, grade, indicator):
    (judgement,) = score(f"C: {UPSET} | A: {said}", "empathy").judgements
    assert (judgement.grade, judgement.indicator) == (grade, f"empathy.{indicator}")


@pytest.mark.parametrize(
    ("said", "spans"),
    [
        ("C: my card was stolen | A: I'm so sorry to hear that", [(1, 0, 20)]),
        ("C: my card was stolen | A: Oh dear. I'm so sorry your card is gone", [(1, 9, 31)]),
        # a bare greeting uses up a turn: the third is too late
        ("C: my parcel is lost! | A: Hello | C: hi | A: One moment | C: ok | A: I'm so sorry your parcel is lost", []),
        ("C: my parcel is lost! | A: Hello | C: hi | A: I'm so sorry your parcel is lost", [(3, 0, 32)]),
        # messages in a row are one turn
        ("C: my parcel is lost! | A: Hello | A: Anna here | A: I'm so sorry your parcel is lost", [(3, 0, 32)]),
        # an empty message, the system and somebody unknown use up nothing
        ("C: my parcel is lost! | A: | S: joined | U: hm | A: I'm so sorry your parcel is lost", [(4, 0, 32)]),
        ("C: what are your hours | A: we open at nine", None),
    ],
)
def test_spans(score, said, spans):
    found = score(said, "empathy")
    met = [
        (evidence.turn, evidence.start, evidence.end)
        for judgement in found.judgements
        if judgement.grade >= 0.5
        for evidence in judgement.evidence
    ]
    assert (met if found.opportunities else None) == spans


@pytest.mark.parametrize(
    ("said", "opportunities"),
    [
        # anger at a refusal stays in the episode
        ("C: I'm so angry | A: we can't refund | C: this is ridiculous, I'm furious | A: sorry", [0]),
        ("C: nobody answers your phone | A: hi | C: hi | A: hm | C: and now you charged me twice! | A: sorry", [0, 4]),
        # what comes up while the answers are still to come is part of it
        ("C: nobody answers your phone | A: sorry | C: and now you charged me twice! | A: sorry", [0]),
        ("C: nobody answers, I'm upset | A: sorry | C: as I said nobody answers | A: sorry", [0]),
        # told again to somebody else, it calls for an answer again
        ("C: I'm so angry | A: let me transfer you | A2: hi | C: I'm so angry | A2: sorry", [0, 3]),
        # nobody speaks any more
        ("C: hi | A: hello | C: I'm so angry", []),
    ],
)
def test_episodes(score, said, opportunities):
    assert [judgement.turn for judgement in score(said, "empathy").judgements] == opportunities


def test_a_miss_shows_the_opportunity_and_what_was_searched(score):
    (judgement,) = score("C: hi | A: hello | C: I'm furious! | A: ok | C: and? | A: bye", "empathy").judgements
    assert [evidence.text for evidence in judgement.evidence] == ["I'm furious"]
    assert (judgement.turn, judgement.start, judgement.end) == (2, 0, 11)
    assert judgement.searched == (3, 6)


def test_who_answers_next_answers_for_it(scorer, build):
    card = scorer.score(build("B: Hello | C: I'm furious, get me a person | A: I can hear how furious you are"))
    assert [leg.behaviours["empathy"].score for leg in card.legs] == [None, 1.0]
    assert card.behaviours["empathy"].score == 1.0
