"""Tiny files in the layouts of the public sets, with texts of our own."""

import csv
import gzip
import io
import json

import pytest


def packed(lines):
    return gzip.compress("\n".join(json.dumps(line) for line in lines).encode())


HELPDESK = [
    {
        "id": "11",
        "turns": [
            {"sender": "customer", "utterances": ["My tap drips.", "Since noon."]},
            {"sender": "helpdesk", "utterances": ["Turn the red valve."]},
            {"sender": "customer", "utterances": [""]},
        ],
        "annotations": [
            {"quality": {"A": 2, "S": 1, "E": 0}, "nugget": ["CNUG0"]},
            {"quality": {"A": 1, "S": -1, "E": 0}, "nugget": ["CNUG0"]},
        ],
    },
]
TASK = [
    {
        "DialogueID": 7,
        "Scenario": {"UserTask": "unknown fields are passed over"},
        "Events": [
            {"Agent": "UserGuide", "Action": "instruct", "Text": "Ask for a table."},
            {"Agent": "User", "Action": "utter", "Text": "A table for two?"},
            {"Agent": "Wizard", "Action": "request_suggestions", "Text": "for two"},
            {"Agent": "Wizard", "Action": "query", "Constraints": []},
            {"Agent": "KnowledgeBase", "Action": "return_item", "Item": {}},
            {"Agent": "Wizard", "Action": "pick_suggestion", "Text": "At eight."},
            {"Agent": "Wizard", "Action": "utter", "Text": "Is that fine?"},
            {"Agent": "User", "Action": "complete"},
        ],
    }
]
CHATS = [
    {
        "id": "chat-3",
        "turns": [
            {"floor": "inbound", "text_src": ["Guten Tag."], "text_mt": ["Good day.", "My lamp broke."], "IQ": None},
            {"floor": "outbound", "text_src": ["Which lamp?"], "text_mt": ["Welche Lampe?"], "IQ": 5},
        ],
    }
]
CALL = [
    {"speaker_role": "agent", "human_transcript": "which <unk> city", "start_ms": 3000, "duration_ms": 500},
    {"speaker_role": "caller", "human_transcript": "[noise]", "start_ms": 1000, "duration_ms": 250},
]
ROWS = [
    ("b", "0", "hi there", "O O"),
    ("a", "3.0", "my name is jo lind", "O O O name name"),
    ("a", "1.0", "hello", "O"),
    ("a", "4.0", "code q7 z", "O claimid claimid"),
    ("a", "6.0", 'jo-lind, "again"', "name O"),
]


def table(rows):
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t")
    writer.writerow(["conversationId", "turnNumber", "utteranceId", "utterance", "slot-labels", "intent"])
    writer.writerows([name, turn, f"{name}-{turn}", said, slots, "other"] for name, turn, said, slots in rows)
    return gzip.compress(text.getvalue().encode())


@pytest.fixture
def data(tmp_path):
    files = {
        "stc3/train_en.jsonl.gz": packed(HELPDESK),
        "stc3/train_cn.jsonl.gz": packed(HELPDESK),
        "star/dialogues.jsonl.gz": packed(TASK),
        "maia/de_client_02.json": json.dumps(CHATS).encode(),
        "harper/transcript/c0ffee.json": json.dumps(CALL).encode(),
        "epitome/emotional-reactions.jsonl.gz": packed([
            {"sp_id": "p", "rp_id": "r", "seeker_post": "I failed.", "response_post": "Oh no.", "level": "2"}
        ]),
        "empathetic_personas/EP_ZH_full.jsonl": json.dumps({
            "response": "\ufeff我明白。", "annotator1_score": "1", "empathy_score": "1"
        }).encode(),
        **{f"multidogo/{domain}_train.tsv.gz": table([]) for domain in ("airline", "finance", "insurance")},
        "multidogo/software_train.tsv.gz": table(ROWS),
    }  # fmt: skip
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path
