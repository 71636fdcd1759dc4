import pytest
from msgspec.structs import replace

from benchmarks.loader import load
from scoring.scorer import Scorer

BROKEN = "C: My internet does not work"
ASKED = "C: What time do you open on Sunday?"


@pytest.fixture(scope="module")
def score(build):
    """(what was said, behaviour) -> its score, misses that readers might not see among them."""
    scorer = Scorer(replace(load(), calibrations={}))

    def behaviour(said, name, **about):
        return scorer.score(build(said, **about)).behaviours[name]

    return behaviour


@pytest.mark.parametrize(
    ("said", "grade", "indicator"),
    [
        (f"{BROKEN} | A: Please restart the router. | C: That worked, thanks!", 1.0, "customer_confirmed"),
        (f"{BROKEN} | A: I have reset your line, is it working now? | C: yes", 1.0, "affirmed"),
        (f"{ASKED} | A: We open at nine. | C: great, thanks", 1.0, "acknowledged"),
        (f"{BROKEN} | A: Please restart the router.", 0.75, "steps"),
        (f"{BROKEN} | A: I have reset your line. | C: thanks", 0.75, "done"),
        ("C: I want my money back for the lamp | A: Your refund has been issued. | C: thank you", 0.75, "done"),
        ("C: Please refund me | A: Unfortunately we can't, because the 30 days have passed.", 0.75, "explained"),
        (f"{ASKED} | A: We open at nine.", 0.75, "explained"),
        (f"{ASKED} | A: The shop on Sunday: nine to twelve.", 0.75, "answered"),
        (f"{BROKEN} | A: An engineer will come on Friday.", 0.5, "promised"),
        (f"{BROKEN} | A: We will call you back within 24 hours.", 0.5, "promised"),
        (f"{BROKEN} | A: We will look into it.", 0.25, "deferred"),
        (f"{BROKEN} | A: Send us the details and we will check.", 0.25, "deferred"),
        (f"{BROKEN} | A: Please give me your number.", 0.0, "nothing"),
        (f"{BROKEN} | A: Hello, how can I help? | C: my internet | A: One moment please.", 0.0, "nothing"),
        (f"{BROKEN} | A: Please restart the router. | C: It still doesn't work | A: Sorry.", 0.0, "customer_denied"),
        (f"{BROKEN} | A: I have reset your line, is it working now? | C: no, nothing", 0.0, None),
        (f"{BROKEN} | A: Please restart the router. | C: But why does it always fail?", 0.0, "went_on"),
        # politeness after a deed is no confirmation, a result is
        (f"{BROKEN} | A: I have reset your line. | C: Perfect, thank you so much", 0.75, "done"),
        (f"{BROKEN} | A: I have reset your line. | C: I'll look later, thanks", 0.75, "done"),
        (f"{BROKEN} | A: I have reset your line. | C: we're back online now", 1.0, "customer_confirmed"),
        # what is asked is no confirmation
        (f"{BROKEN} | A: I have reset your line. | C: so it works now? | A: It does.", 0.75, "done"),
        (f"{BROKEN} | A: Please restart the router. | C: I can open pages again, but slowly", 1.0, None),
        (f"{BROKEN} | A: I have reset your line, is it working now? | C: nope", 0.0, "refuted"),
        # arranged is stated, until a date says that it is still to come
        ("C: My lamp came broken | A: I've sent you another. | C: thanks", 0.75, "arranged"),
        ("C: My lamp came broken | A: I've sent you another, it arrives on Friday. | C: thanks", 0.5, "promised"),
        (f"{BROKEN} | A: I've booked an engineer. He comes tomorrow at nine. | C: Great, thanks", 0.5, "promised"),
        # said like a deed, but everything is open
        (f"{BROKEN} | A: I have opened a ticket with our network team. | C: thanks", 0.25, "passed_on"),
        (f"{BROKEN} | A: You would have to speak to your landlord. | C: ok", 0.25, "passed_on"),
        # told again in the words of the request, with no thanks: it stands as it was
        ("C: The gate won't open | A: I have reset it. | C: The gate won't open.", 0.0, "told_again"),
        # thanks show that it was an answer
        ("C: I can't find my ticket | A: Under trips in the app. | C: Ah, thank you!", 0.75, "answered"),
        # what comes after a denial counts again
        (f"{BROKEN} | A: Please restart the router. | C: Still broken | A: I'll escalate this.", 0.25, "deferred"),
        (f"{BROKEN} | A: Please restart the router. | C: Still broken | A: Reset it. | C: it works now!", 1.0, None),
        # a fault told at first is no denial, and nothing works 'now' before anybody helped
        ("C: It still doesn't work, please help | A: Please restart the router.", 0.75, "steps"),
        # nobody came
        ("C: My internet does not work | C: hello?", 0.0, "nothing"),
    ],
)
def test_the_ladder(score, said, grade, indicator):
    (judgement,) = score(said, "resolution").judgements
    assert judgement.step == grade
    if indicator is not None:
        assert judgement.indicator == f"resolution.{indicator}"


@pytest.mark.parametrize(
    "said",
    [
        "C: hello | A: Hello, how can I help?",
        "C: I just wanted to say thank you to Anna, she was great | A: How kind!",
        "C: sorry, wrong number | A: No problem.",
        "A: Hello, are you there?",
        "C:  | A: ",
    ],
)
def test_no_request_is_not_applicable(score, said):
    assert score(said, "resolution").score is None


def test_outbound_needs_a_plain_request(score):
    said = "A: I'm calling about your contract. | C: Ah yes, the contract from last year | A: It ends in May."
    assert score(said, "resolution", direction="outbound").score is None
    said += " | C: Can you cancel it? | A: I have cancelled it."
    assert score(said, "resolution", direction="outbound").judgements[0].step == 0.75


@pytest.mark.parametrize(
    ("said", "responsible"),
    [
        (f"{BROKEN} | A: Please hold. | A2: I have reset your line.", 1),
        (f"{BROKEN} | A: I have reset your line. | A2: Anything else? | C: it works now", 0),
        (f"{BROKEN} | A: Hello | A2: Hello", 1),
        ("C: My internet does not work", "system"),
    ],
)
def test_the_responsible_leg(score, said, responsible):
    assert score(said, "resolution").judgements[0].responsible == responsible


def test_evidence_of_a_grade_is_what_decided_it(score):
    (judgement,) = score(f"{BROKEN} | A: Good news! I have reset your line.", "resolution").judgements
    assert [(evidence.turn, evidence.text) for evidence in judgement.evidence] == [(1, "I have reset")]
    (judgement,) = score(f"{BROKEN} | A: Hello", "resolution").judgements
    assert [(evidence.turn, evidence.text) for evidence in judgement.evidence] == [(0, "My internet does not work")]
    assert judgement.searched == (0, 2)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            f"{BROKEN} | A: Please restart the router. | C: Five times today | A: Then there is nothing more we can do.",
        ),
        ("pl", "C: Internet nie działa | A: Proszę zrestartować router. | C: Pięć razy | A: To nic nie możemy zrobić."),
        ("id", "C: Internet mati | A: Silakan restart modem. | C: Lima kali | A: Kami tidak bisa membantu lagi."),
        ("ar", "C: النت مقطوع | A: اعد تشغيل الراوتر | C: خمس مرات اليوم | A: ما عندي حل ثاني"),
        ("zh", "C: 网络断了 | A: 请重启路由器 | C: 今天五遍 | A: 那我们也没办法了"),
    ],
)
def test_what_was_not_taken_is_lost_where_the_agent_gives_up(score, language, said):
    (judgement,) = score(said, "resolution", language=language).judgements
    assert judgement.step == 0


@pytest.mark.parametrize(
    ("language", "said", "step"),
    [
        ("zh", "C: 网络断了 | A: 请重启路由器 | C: 还真行，看到了，连上了", 1.0),
        ("zh", "C: 网络断了 | A: 请重启路由器 | C: 出来了 没事了", 1.0),
        ("zh", "C: 网络断了 | A: 我已经后台给您恢复 | C: 等了一会了 | A: 好的", 0.75),
        ("ar", "C: كيف اوقف الاشتراك؟ | A: من الاعدادات اضغط ايقاف | C: هذا اللي ابيه", 1.0),
        ("ar", "C: النت مقطوع | A: سوف نبلغ الصيانة وسيراجع الفريق الموضوع", 0.25),
    ],
)
def test_results_in_other_languages(score, language, said, step):
    (judgement,) = score(said, "resolution", language=language).judgements
    assert judgement.step == step
