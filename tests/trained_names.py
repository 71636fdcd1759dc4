"""A small spaCy pipeline that sees persons, trained on the spot: what a centre's own model stands for in tests."""

from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.training import Example
from spacy.util import fix_random_seed

_SMALL = {
    "model": {
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "width": 32, "depth": 2, "embed_size": 500, "window_size": 1, "maxout_pieces": 2,
            "subword_features": True, "pretrained_vectors": None,
        }
    }
}  # fmt: skip


def trained(folder: Path, code: str, told: Sequence[tuple[str, Sequence[str]]], label: str = "PERSON") -> Path:
    """Teach it `told`, texts with the names in them, by heart, and save it in `folder` with a part it need not have."""
    fix_random_seed(1)
    nlp = spacy.blank(code)
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("ner", config=_SMALL)
    examples = [
        Example.from_dict(
            nlp.make_doc(text),
            {"entities": [(text.index(name), text.index(name) + len(name), label) for name in names]},
        )
        for text, names in told
    ]
    learner = nlp.initialize(lambda: examples)
    for _ in range(40):
        nlp.update(examples, sgd=learner)
    nlp.to_disk(folder)
    return folder
