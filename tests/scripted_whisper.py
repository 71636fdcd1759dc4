"""A Whisper model in CTranslate2 format that says what the test wants, whatever it hears (2 MB, built from numpy).

The decoder's residual stream carries only a one-hot position and the projection maps position to token, so the real
faster-whisper code path (decode, VAD, word times, language detection, int8) yields a chosen text. It proves the
plumbing, never accuracy. Prompts and hotwords shift positions and drop the first words of the script.
"""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from ctranslate2.specs import whisper_spec
from faster_whisper.tokenizer import _LANGUAGE_CODES
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

SCRIPT = " Thank you for calling Acme bank. How can I help you today?"
MELS = 80
LANGUAGES = list(_LANGUAGE_CODES)[:100]
SPECIAL = [
    "<|endoftext|>", "<|startoftranscript|>", *(f"<|{code}|>" for code in LANGUAGES), "<|translate|>", "<|transcribe|>",
    "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>",
]  # fmt: skip


class Size(NamedTuple):
    """How big the model is; the positions bound the script to `width` - 9 tokens. A real one has 51,865 words."""

    width: int = 64
    layers: int = 1
    heads: int = 2
    words: int = 0


SMALLEST = Size()


def build(
    folder: Path, *, script: str = SCRIPT, seconds: float = 4.0, language: str = "en", size: Size = SMALLEST
) -> Path:
    """Write the model of one script, said within `seconds`; at most about 55 tokens at the smallest size."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer, empty = _tokenizer(script, size.words)
    tokenizer.save(str(folder / "tokenizer.json"))
    features = {"feature_size": MELS, "sampling_rate": 16000, "hop_length": 160, "chunk_length": 30, "n_fft": 400}
    (folder / "preprocessor_config.json").write_text(json.dumps(features))
    said = tokenizer.encode(script, add_special_tokens=False).ids
    token = tokenizer.token_to_id
    projection = np.zeros((tokenizer.get_vocab_size(), size.width), np.float32)
    projection[token(f"<|{language}|>"), 0] = 2.0
    # the prompt is start, language, task: position 2 predicts the first token
    place = 2
    for number in (token("<|0.00|>"), *said, token(f"<|{seconds:.2f}|>")):
        projection[number, place] += 4.0
        place += 1
    assert place < size.width - 1, "the script is too long"
    projection[token("<|endoftext|>"), place:] = 4.0
    spec = _spec(projection, size)
    names = [""] * len(projection)
    for name, number in tokenizer.get_vocab(with_added_tokens=True).items():
        names[number] = name
    names[empty] = ""  # CTranslate2 takes a vocabulary that holds '' for a multilingual one
    spec.register_vocabulary(names)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [token("<|endoftext|>")]
    spec.config.lang_ids = [token(f"<|{code}|>") for code in LANGUAGES]
    spec.config.alignment_heads = [(size.layers - 1, 0), (size.layers - 1, 1)]
    spec.validate()
    spec.optimize(quantization=None)
    spec.save(str(folder))
    return folder


def _tokenizer(script: str, words: int) -> tuple[Tokenizer, int]:
    """The byte alphabet and the script's words as whole tokens; with the id that stands for ''."""
    vocabulary = {letter: number for number, letter in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    merges = []
    for word, _ in pre_tokenizers.ByteLevel(add_prefix_space=False).pre_tokenize_str(script):
        current = word[0]
        for letter in word[1:]:
            if current + letter not in vocabulary:
                vocabulary[current + letter] = len(vocabulary)
                merges.append((current, letter))
            current += letter
    empty = vocabulary["\u0120<empty>"] = len(vocabulary)
    vocabulary |= {f"\u0120word{number}": number for number in range(len(vocabulary), words)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.add_tokens([AddedToken(f"<|{step * 0.02:.2f}|>", normalized=False) for step in range(1501)])
    return tokenizer, empty


def _spec(projection: np.ndarray, size: Size) -> whisper_spec.WhisperSpec:
    random, width = np.random.default_rng(0), size.width
    spec = whisper_spec.WhisperSpec(size.layers, size.heads, size.layers, size.heads)

    def weights(*shape: int, scale: float = 0.02) -> np.ndarray:
        return (random.standard_normal(shape) * scale).astype(np.float32)

    def norm(layer) -> None:
        layer.gamma, layer.beta = np.ones(width, np.float32), np.zeros(width, np.float32)

    def linear(layer, out: int, into: int, *, zero: bool = False) -> None:
        layer.weight = np.zeros((out, into), np.float32) if zero else weights(out, into)
        layer.bias = np.zeros(out, np.float32)

    encoder, decoder = spec.encoder, spec.decoder
    for layer, into in ((encoder.conv1, MELS), (encoder.conv2, width)):
        layer.weight, layer.bias = weights(width, into, 3, scale=0.05), np.zeros(width, np.float32)
    encoder.position_encodings.encodings = weights(1500, width)
    norm(encoder.layer_norm)
    positions = np.zeros((448, width), np.float32)
    places = np.minimum(np.arange(448), width - 1)
    positions[np.arange(448), places] = 1
    decoder.position_encodings.encodings = positions
    decoder.embeddings.weight = np.zeros((len(projection), width), np.float32)
    norm(decoder.layer_norm)
    linear(decoder.projection, len(projection), width)
    decoder.projection.weight = projection
    for side, silent in ((encoder, False), (decoder, True)):  # silent layers leave the position as it is
        for layer in side.layer:
            norm(layer.self_attention.layer_norm)
            linear(layer.self_attention.linear[0], 3 * width, width, zero=silent)
            linear(layer.self_attention.linear[1], width, width, zero=silent)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, 4 * width, width, zero=silent)
            linear(layer.ffn.linear_1, width, 4 * width, zero=silent)
    for layer in decoder.layer:
        norm(layer.attention.layer_norm)
        linear(layer.attention.linear[0], width, width)
        linear(layer.attention.linear[1], 2 * width, width)
        linear(layer.attention.linear[2], width, width, zero=True)
    return spec
