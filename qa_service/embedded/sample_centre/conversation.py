"""Write one planned chat in words."""

import re
from random import Random

from qa_service.embedded.sample_centre.facts import facts
from qa_service.embedded.sample_centre.hand import Hand
from qa_service.embedded.sample_centre.plan import Chat
from qa_service.embedded.sample_centre.wording import Episode, Reason, Wording, capitalised, expand
from transcription.interaction import Event, Frozen, SpokenTurn

_FIRST_SENTENCE = re.compile(r".{20}[^.!?؟。？！]*|.*")


class Opportunity(Frozen, frozen=True, kw_only=True):
    """Where a customer's turn called for empathy, whom it was said to, and the grade of what came back."""

    turn: int
    agent: str
    grade: float


class Written(Frozen, frozen=True, kw_only=True):
    """`given` data came from the customer; `repeats` are the turns in which one had to be given again."""

    turns: tuple[SpokenTurn, ...]
    events: tuple[Event, ...]
    opportunities: tuple[Opportunity, ...]
    given: int
    repeats: tuple[int, ...]


def write(chat: Chat, wording: Wording, rng: Random) -> Written:
    return _Writer(chat, wording, rng).write()


class _Writer:
    """Appends turns on one clock; a chat is written once, from the top."""

    def __init__(self, chat: Chat, wording: Wording, rng: Random) -> None:
        self.chat, self.wording, self.rng = chat, wording, rng
        self.slots = facts(chat, wording, rng)
        self.reason: Reason = wording.reasons[chat.reason]
        self.hand = Hand.of(rng, chat.language)
        self.turns: list[SpokenTurn] = []
        self.events: list[Event] = []
        self.opportunities: list[Opportunity] = []
        self.repeats: list[int] = []
        self.values: dict[str, str] = {}
        self.issue = ""
        self.pending: tuple[str, ...] = ()
        self.clock = float(rng.randrange(3, 90))
        self.speaking = chat.first

    def write(self) -> Written:
        self.events += [
            Event(kind="queue", at=0.0, end=self.clock),
            Event(kind="answer", at=self.clock, agent=self._answering()),
        ]
        if self.chat.route == "bot_handover":
            self._bot()
        self._open()
        self._report()
        self._identify()
        if len(self.chat.empathy) > 1:
            self._second_episode()
        self._between()
        if self.chat.route == "transfer":
            self._transfer()
        if self.chat.repetition_cause == "same_leg":
            self._ask_again()
        self._resolve()
        self._close()
        return Written(
            turns=tuple(self.turns),
            events=tuple(self.events),
            opportunities=tuple(self.opportunities),
            given=len(self.values),
            repeats=tuple(self.repeats),
        )

    # what a party says

    def _phrase(self, phrases: tuple[str, ...], **more: str) -> str:
        return expand(self.rng.choice(phrases), self.rng, {**self.slots, **more})

    def _agent(self, *texts: str) -> None:
        text = capitalised(self.hand.join(texts))
        bot = self.speaking.kind == "bot"
        self._turn("bot" if bot else "agent", text, self.speaking.id, self.rng.uniform(6, 55))

    def _customer(self, text: str) -> None:
        self._turn("customer", self.hand.typed(text, self.rng), None, self.rng.uniform(4, 70))

    def _turn(self, speaker: str, text: str, agent: str | None, pause: float) -> None:
        self.clock = round(self.clock + pause, 1)
        explicit = agent if self.chat.route in {"transfer", "bot_handover"} else None
        self.turns.append(SpokenTurn(speaker=speaker, text=text, agent=explicit, start=self.clock))  # type: ignore[arg-type]

    def _say(self, key: str, **more: str) -> str:
        return self._phrase(self.wording.talk[key], **more)

    def _pair(self, key: str, **more: str) -> None:
        """'What the agent asks | what the customer answers', parted outside of brackets by ' | '."""
        asked, _, answered = self.rng.choice(self.wording.talk[key]).rpartition(" | ")
        self._agent(self._phrase((asked,), **more))
        self._customer(self._phrase((answered,), **more))

    # the parts of a chat

    def _answering(self) -> str:
        return "bot-1" if self.chat.route == "bot_handover" else self.chat.first.id

    def _bot(self) -> None:
        from_bot = "bot-1"
        self._turn("bot", self._say("bot_greet"), from_bot, 1.0)
        self._customer(self._say("bot_topic"))
        if self.reason.data:
            datum = self.reason.data[0]
            self._turn("bot", capitalised(self._phrase(self.wording.data[datum].ask)), from_bot, 2.0)
            self._give(datum)
        self._turn("bot", capitalised(self._say("bot_miss")), from_bot, 2.0)
        self._customer(self._say("bot_person"))
        self._turn("bot", capitalised(self._say("bot_over")), from_bot, 2.0)
        self.events.append(Event(kind="bot_handover", at=self.clock, agent=self.chat.first.id))

    def _open(self) -> None:
        handed = self.chat.route == "bot_handover"
        if handed and self.chat.repetition_cause != "bot_handover":
            self._agent(self._say("informed"), self._say("informed_ask"))
        elif handed:
            self._agent(self._say("uninformed"))
        elif self.rng.random() < 0.25:
            self._customer(self._say("hello"))
            self._agent(self._say("bot_greet" if self.speaking.kind == "bot" else "greet"))
        elif self.rng.random() < 0.65:
            self._agent(self._say("bot_greet" if self.speaking.kind == "bot" else "greet"))

    def _report(self) -> None:
        """The customer says what it is about; where that calls for empathy, a reply of the planned grade follows."""
        greeted = bool(self.turns)
        if not self.chat.empathy:
            self.issue = self._phrase(self.reason.plain)
            calm = (self._say("calm"),) if self.rng.random() < 0.25 else ()
            self._customer(self.hand.join((self.issue, *calm)) if calm else self.issue)
            self._answer((self._say("stock"),) if self.rng.random() < 0.1 else (), greeted=greeted)
            return
        if self.chat.earlier or self.rng.random() < 0.35:
            episode = self.wording.tails[2] if self.chat.earlier else self.rng.choice(self.wording.tails)
            self.issue = self._phrase(self.reason.plain)
            worry = self._phrase(episode.say)
            if self.rng.random() < 0.3:
                self._customer(self.issue)
                self._customer(worry)
            else:
                self._customer(self.hand.join((self.issue, worry)))
        else:
            episode = self.rng.choice(self.reason.failing)
            self.issue = self._phrase(episode.say)
            self._customer(self.issue)
        self._answer(self._reply(self.chat.empathy[0], episode), greeted=greeted)

    def _reply(self, grade: float, episode: Episode) -> tuple[str, ...]:
        """Words for one grade of empathy: the situation named, an apology from stock, or nothing but a courtesy."""
        opportunity = Opportunity(turn=len(self.turns) - 1, agent=self.speaking.id, grade=grade)
        self.opportunities.append(opportunity)
        if grade == 1:
            if self.rng.random() < 0.55:
                return (self._phrase(episode.ack),)
            return (self._say("soothe", situation=self.rng.choice(episode.situation)),)
        if grade > 0:
            return (self._say("stock"),)
        return (self._say("courtesy"),) if self.rng.random() < 0.6 else ()

    def _answer(self, reply: tuple[str, ...], *, greeted: bool) -> None:
        """Reply, greet first where nobody has, and ask for what is needed or begin to look."""
        late = () if greeted else (self._say("greet_late"),)
        if late and self.rng.random() < 0.3:  # the greeting uses up one of the two turns
            self._agent(*late)
            late = ()
        asked = [datum for datum in self.reason.data if datum not in self.values]
        told_again = self.chat.repetition_cause == "bot_handover" and self.values
        nxt = () if asked or told_again else (self._say("look"),)
        texts = (*late, *reply, *nxt)
        if texts and self.rng.random() < 0.5:
            self._agent(*texts)
        else:
            self.pending = texts

    def _identify(self) -> None:
        """Ask for what the reason needs; a loss between bot and person asks for what the bot had."""
        if self.chat.repetition_cause == "bot_handover":
            self._repeat(self.reason.data[0])
        for datum in self.reason.data[: 1 + (self.rng.random() < 0.35)]:
            if datum in self.values:
                continue
            self._agent(*self._pending(), self._phrase(self.wording.data[datum].ask))
            self._give(datum)
        if self.pending:
            self._agent(*self._pending())

    def _pending(self) -> tuple[str, ...]:
        texts, self.pending = self.pending, ()
        return texts

    def _give(self, datum: str) -> None:
        value = self.values[datum] = expand(self.slots[datum], self.rng, self.slots)
        self.slots[datum] = value
        if self.rng.random() < 0.06 and value[-3:].isdigit():
            mistyped = (
                value[:-2] + value[-1] + value[-2] if value[-1] != value[-2] else value[:-1] + str(9 - int(value[-1]))
            )
            self._customer(self._phrase(self.wording.data[datum].give, value=mistyped))
            self._customer(self._say("correction", value=value))
        else:
            self._customer(self._phrase(self.wording.data[datum].give, value=value))
            if self.rng.random() < 0.08 and self.chat.route != "bot_handover":
                self._pair("readback", value=value)

    def _repeat(self, datum: str) -> None:
        self._agent(*self._pending(), self._phrase(self.wording.data[datum].ask))
        self._customer(self._phrase(self.wording.data[datum].again, value=self.values[datum]))
        self.repeats.append(len(self.turns) - 1)

    def _second_episode(self) -> None:
        """Another failing, once the two turns in which the first could be answered are over."""
        for _ in range(2):
            self._agent(self._say("look"))
        episode = self.rng.choice(self.wording.tails)
        self._customer(self._phrase(episode.say))
        self._agent(*self._reply(self.chat.empathy[1], episode), self._say("look"))

    def _between(self) -> None:
        if self.rng.random() < 0.5:
            self._agent(self._say("look"))
            if self.rng.random() < 0.6:
                self._customer(self._say("wait"))
        if self.rng.random() < 0.2:
            self._pair("chitchat")

    def _transfer(self) -> None:
        self._agent(self._say("transfer"))
        if self.rng.random() < 0.6:
            self._customer(self._say("transfer_ok"))
        self.speaking = self.chat.person
        self.clock = round(self.clock + self.rng.uniform(10, 240), 1)
        self.events.append(Event(kind="transfer", at=self.clock, agent=self.speaking.id))
        if self.chat.repetition_cause != "hand_off":
            self._agent(self._say("informed"))
            return
        self._agent(self._say("uninformed"))
        if self.rng.random() < 0.5 or not self.values:
            self._tell_again()
        else:
            self._customer(self._say("bot_topic"))
            self._repeat(self.rng.choice(list(self.values)))

    def _tell_again(self) -> None:
        self._customer(self._say("issue_again", issue=_FIRST_SENTENCE.findall(self.issue)[0]))
        self.repeats.append(len(self.turns) - 1)

    def _ask_again(self) -> None:
        if self.values and self.rng.random() < 0.75:
            self._repeat(self.rng.choice(list(self.values)))
        else:
            self._agent(self._say("issue_ask"))
            self._tell_again()

    def _resolve(self) -> None:
        grade = self.chat.resolution
        if grade >= 0.75:
            refused = grade < 1 and self.rng.random() < 0.12
            self._agent(self._phrase(self.reason.refused if refused else self.reason.solved))
            if grade == 1:
                self._customer(self._phrase(self.reason.confirmed or self.wording.talk["confirm"]))
            elif self.rng.random() < 0.6:
                self._customer(self._say("thanks"))
        elif grade >= 0.25:
            self._agent(self._phrase(self.reason.promised if grade == 0.5 else self.reason.deferred))
            if self.rng.random() < 0.7:
                self._customer(self._say("accept"))
        elif self.rng.random() < 0.45:
            self._agent(self._phrase(self.reason.solved))
            self._customer(self._say("deny"))
        else:
            self._agent(self._phrase(self.reason.nothing))
            if self.rng.random() < 0.5:
                self._customer(self._say("deny"))

    def _close(self) -> None:
        if self.chat.resolution > 0 and self.rng.random() < 0.35:
            self._pair("more")
        if self.rng.random() < 0.7:
            self._agent(self._say("close"))
            if self.rng.random() < 0.3:
                self._customer(self._say("bye"))
