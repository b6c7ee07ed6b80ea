"""The recogniser: rapidocr's offline models behind two calls, find text boxes and read crops.

Needs the `ocr` extra; MissingCapability says so. One engine a process, one thread, so that results repeat.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from corpus.errors import MissingCapability
from ingest.lines import Box

NARROW = [3, 48, 96]  # recogniser input for crops: narrow numbers are not padded to a line's width
MAX_SIDE = 1600  # the detector sees a page no larger than this
MIN_CROP = 4  # pixels; smaller crops hold no character


class Reading(NamedTuple):
    text: str
    score: float


def available() -> bool:
    """Whether the `ocr` extra is installed."""
    from importlib.util import find_spec

    return all(find_spec(module) for module in ("rapidocr", "cv2", "onnxruntime"))


def require() -> None:
    """MissingCapability where the extra is not installed."""
    if not available():
        raise MissingCapability("this is a scan and needs OCR", hint="pip install 'gongkai[ocr]'")


@lru_cache(maxsize=1)
def _engine() -> Any:
    require()
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": MAX_SIDE,
            "Rec.rec_img_shape": NARROW,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        }
    )


def find_text(image: Any) -> list[Box]:
    """Boxes (pixels) around the lines of text in a BGR image, top to bottom."""
    found = _engine()(image, use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return []
    boxes = [
        Box(float(b[:, 0].min()), float(b[:, 1].min()), float(b[:, 0].max()), float(b[:, 1].max())) for b in found.boxes
    ]
    return sorted(boxes, key=lambda b: (b.y0, b.x0))


def recognise(crops: Sequence[Any]) -> list[Reading]:
    """The text of each BGR crop, in order; ("", 0.0) for a crop too small to hold any."""
    readings = [Reading("", 0.0)] * len(crops)
    usable = [i for i, crop in enumerate(crops) if min(crop.shape[:2]) >= MIN_CROP]
    if usable:
        result = _engine().recognize_txt([crops[i] for i in usable])
        for i, text, score in zip(usable, result.txts, result.scores, strict=True):
            readings[i] = Reading(str(text).strip(), float(score))
    return readings
