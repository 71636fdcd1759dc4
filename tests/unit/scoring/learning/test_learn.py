"""What is learned where a word decides, and that nothing is claimed where labels are noise."""

import random

import msgspec
import pytest

from scoring.learning.learn import LearnError, learn
from scoring.learning.reviews import Review
from scoring.learning.stored import read
from scoring.scorer import Scorer
from tests.unit.scoring.learning.conftest import GOOD, by_turn, decided, interaction, noise, review
from transcription.chat import transcript


def test_a_word_that_decides_is_found(learned, model):
    learnt, data = learned
    assert (learnt.kind, learnt.unit, learnt.n, learnt.interactions) == ("classified", "interaction", 80, 80)
    assert (learnt.left_out, learnt.grades, learnt.measure) == (0, (0.0, 1.0), "weighted_kappa")
    assert learnt.figures["weighted_kappa"].estimate > 0.9
    assert learnt.better
    assert learnt.in_use.model is None
    assert learnt.in_use.judged == 0
    assert learnt.difference is None
    assert learnt.model == model.hash == read(data, "again").hash
    assert model.about.figures.better
    assert model.about.figures.held_out == learnt.figures
    assert model.about.data == learnt.data


def test_labels_that_are_noise_are_not_better(library):
    learnt, _ = learn(noise(), "warmth", *library)
    figure = learnt.figures["weighted_kappa"]
    assert figure.low < 0 < figure.high
    assert not learnt.better


def test_beside_the_library_the_difference_is_paired(library):
    """Labels that are what the library says already: a model cannot be better than that."""
    from tests.factories import CALLS_FOR_EMPATHY, IGNORED, NAMED

    generator = random.Random(5)
    reviews = []
    for number in range(60):
        grade = float(generator.random() < 0.5)
        said = [("customer", CALLS_FOR_EMPATHY), ("agent", NAMED if grade else IGNORED)]
        reviews.append(Review(interaction=interaction(number, said), labels={"empathy": grade}))
    learnt, data = learn(reviews, "empathy", *library)
    assert learnt.in_use.judged == 60
    assert learnt.in_use.figures["weighted_kappa"].estimate == 1
    assert learnt.difference.estimate <= 0
    assert not learnt.better
    assert not read(data, "m").about.figures.better


def test_the_model_in_use_is_named(library, model, learned):
    scorer, benchmarks = library
    learnt, data = learn(decided(60, seed=9), "warmth", Scorer(scorer._set, [model]), benchmarks)
    assert learnt.in_use.model == model.hash
    assert read(data, "m").about.figures.in_use.model == model.hash
    assert learnt.in_use.judged == 60
    assert not learnt.better


@pytest.mark.parametrize(
    ("reviews", "message"),
    [
        (decided(49), "49 labels of 'warmth' are too few; 50 are the least to learn from"),
        ([], "0 labels of 'warmth' are too few"),
        ([msgspec.structs.replace(one, labels={"warmth": 1.0}) for one in decided(50)], "every label of 'warmth' is 1"),
        ([msgspec.structs.replace(one, labels={"warmth": None}) for one in decided(80)], "0 labels of 'warmth'"),
        (by_turn(49), "49 labels of 'warmth' are too few"),
    ],
)
def test_nothing_can_be_learned_from(library, reviews, message):
    with pytest.raises(LearnError, match=message):
        learn(reviews, "warmth", *library)


def test_a_single_label_that_differs_is_no_crash(library):
    generator = random.Random(4)
    reviews = [review(n, generator, float(n == 7)) for n in range(50)]
    learnt, _ = learn(reviews, "warmth", *library)
    assert not learnt.better


def test_few_grades_are_graded_and_many_are_regressed_on(library):
    generator = random.Random(6)
    three = [review(n, generator, generator.choice([0.0, 0.5, 1.0]), graded=True) for n in range(90)]
    learnt, _ = learn(three, "warmth", *library)
    assert (learnt.kind, learnt.grades) == ("graded", (0.0, 0.5, 1.0))
    assert learnt.figures["weighted_kappa"].estimate > 0.8
    many = [
        msgspec.structs.replace(one, labels={"warmth": round(0.2 + 0.5 * one.labels["warmth"] + n % 10 / 50, 3)})
        for n, one in enumerate(decided(90))
    ]
    learnt, _ = learn(many, "warmth", *library)
    assert (learnt.kind, learnt.grades, learnt.measure) == ("regressed", None, "pearson")
    assert learnt.figures["pearson"].estimate > 0.9
    assert learnt.figures["mean_absolute_error"].estimate < 0.1


def test_only_random_reviews_calibrate(library):
    half = [msgspec.structs.replace(one, random=n % 2 == 0) for n, one in enumerate(decided(120))]
    learnt, data = learn(half, "warmth", *library)
    assert learnt.calibrated_on == 60
    assert learnt.calibration_error < 0.15
    assert read(data, "m").about.calibration is not None
    few = [msgspec.structs.replace(one, random=n < 49) for n, one in enumerate(decided(120))]
    learnt, data = learn(few, "warmth", *library)
    assert (learnt.calibrated_on, learnt.calibration_error) == (0, None)
    model = read(data, "m")
    assert model.about.calibration is None
    scorer, _ = library
    card = Scorer(scorer._set, [model]).score(transcript(decided(1)[0].interaction))
    assert card.behaviours["warmth"].probability is None


def test_labels_that_are_not_random_do_not_move_the_curve(library):
    """The curve is fitted to random reviews; what the others are labelled changes the model, never whose labels count."""
    told = [msgspec.structs.replace(one, random=n < 60) for n, one in enumerate(decided(100))]
    learnt, data = learn(told, "warmth", *library)
    # All chosen reviews are met: a curve through them, too, would say 'met' far more often than random reviews do.
    chosen = [one for one in told if one.random or one.labels["warmth"] == 1]
    extreme, extreme_data = learn(chosen, "warmth", *library)
    assert (learnt.calibrated_on, extreme.calibrated_on) == (60, 60)
    share = sum(one.labels["warmth"] for one in told if one.random) / 60
    for model in (read(data, "m"), read(extreme_data, "m")):
        scorer = Scorer(library[0]._set, [model])
        said = [
            scorer.score(transcript(one.interaction)).behaviours["warmth"].probability for one in told if one.random
        ]
        assert sum(said) / 60 == pytest.approx(share, abs=0.06)


def test_several_reviews_of_one_interaction_are_one_interaction(library):
    """Two readers who saw the same chats must not make it look as if unseen ones were known."""
    once = noise(60)
    learnt, _ = learn([*once, *(msgspec.structs.replace(one, reader="b") for one in once)], "warmth", *library)
    assert (learnt.n, learnt.interactions, learnt.left_out) == (120, 60, 0)
    assert learnt.figures["weighted_kappa"].estimate < 0.5
    assert not learnt.better


def test_the_hash_of_the_data_covers_the_labels(library, learned):
    reviews = decided()
    flipped = msgspec.structs.replace(reviews[0], labels={"warmth": 1 - reviews[0].labels["warmth"]})
    changed, _ = learn([flipped, *reviews[1:]], "warmth", *library)
    again, _ = learn(decided(), "warmth", *library)
    assert again.data == learned[0].data != changed.data


def test_turn_labels_give_judgements_with_spans(library, learned_by_turn, turn_model):
    learnt, _ = learned_by_turn
    assert (learnt.unit, learnt.n, learnt.interactions) == ("turn", 70, 70)
    assert learnt.better
    scorer, _ = library
    read_ = transcript(by_turn(1, seed=11)[0].interaction)
    card = Scorer(scorer._set, [turn_model]).score(read_)
    found = card.behaviours["warmth"]
    assert (found.source, found.opportunities, len(found.judgements)) == ("model", 1, 1)
    judged = found.judgements[0]
    said = read_.turns[2].text
    assert (judged.turn, judged.start, judged.end, judged.indicator) == (2, 0, len(said), "warmth.learned")
    evidence = judged.evidence[0]
    assert said[evidence.start : evidence.end] == evidence.text
    assert 0 <= judged.probability <= 1


def test_the_evidence_is_the_sentence_that_decided(library, turn_model):
    scorer, _ = library
    said = [
        ("agent", "Hello, you are talking to Sam."),
        ("customer", "I am writing about the router."),
        ("agent", f"I see the router here. {GOOD} Bye for now."),
    ]
    card = Scorer(scorer._set, [turn_model]).score(transcript(interaction(1, said)))
    judged = card.behaviours["warmth"].judgements
    assert [(one.grade, one.evidence[0].text) for one in judged] == [(1.0, GOOD)]
