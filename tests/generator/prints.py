"""Reports printed by real programs: PDF by LibreOffice and by Chromium, and scans of those pages as image-only PDF."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from generator.pages import page
from generator.reports import Made
from generator.words import word

SECONDS = 180
BROWSER_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
)  # fmt: skip


def office() -> str | None:
    """LibreOffice, where it is installed."""
    return shutil.which("soffice")


def browser() -> str | None:
    """Chromium, where it is installed."""
    return shutil.which("chromium")


def converter() -> str | None:
    """poppler's pdftotext, where it is installed."""
    return shutil.which("pdftotext")


def pdf_by_office(made: list[Made], folder: Path, *, ruled: bool = True) -> list[bytes]:
    """PDF of each report's DOCX, in one run of LibreOffice."""
    return _by_office([(f"{i}.docx", word(m, ruled=ruled)) for i, m in enumerate(made)], "pdf", folder)


def doc_by_office(made: list[Made], folder: Path, kind: str = "doc") -> list[bytes]:
    """DOC, RTF or ODT (`kind`) of each report's DOCX."""
    return _by_office([(f"{i}.docx", word(m)) for i, m in enumerate(made)], kind, folder)


def _by_office(files: list[tuple[str, bytes]], kind: str, folder: Path) -> list[bytes]:
    source, target = folder / "source", folder / f"made-{kind}"
    source.mkdir(parents=True, exist_ok=True)
    for name, data in files:
        (source / name).write_bytes(data)
    profile = (folder / "profile").resolve().as_uri()
    command = [
        office() or "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(target),
    ]
    subprocess.run(
        [*command, *(str(source / name) for name, _ in files)], check=True, capture_output=True, timeout=SECONDS
    )
    return [(target / f"{Path(name).stem}.{kind}").read_bytes() for name, _ in files]


def pdf_by_browser(made: Made, folder: Path, *, ruled: bool = True) -> bytes:
    """PDF of the report's page, as Chromium prints it, its tables `ruled` or without any line."""
    folder.mkdir(parents=True, exist_ok=True)
    source, target = folder / f"{made.seed}.html", folder / f"{made.seed}.web.pdf"
    html = page(replace(made, style=replace(made.style, charset="utf-8")))  # it believes a false charset
    source.write_bytes(html if ruled else html.replace(b'border="1" style="border-collapse:collapse;', b'style="'))
    command = [
        browser() or "chromium",
        *BROWSER_FLAGS,
        f"--user-data-dir={folder / 'browser'}",
        f"--print-to-pdf={target}",
    ]
    subprocess.run([*command, source.resolve().as_uri()], check=True, capture_output=True, timeout=SECONDS)
    return target.read_bytes()


def text_of_pdf(pdf: bytes, mode: str = "-layout") -> str:
    """What `pdftotext` (of poppler) makes of a PDF; `mode` -layout, -raw or nothing."""
    command = [converter() or "pdftotext", *([mode] if mode else []), "-", "-"]
    return subprocess.run(command, input=pdf, check=True, capture_output=True, timeout=SECONDS).stdout.decode()


def scan_of(pdf: bytes, dpi: int = 200, *, skew: float = 0.6, noise: int = 12, seed: int = 0) -> bytes:
    """The pages of a PDF as a scanner would give them: grey, a little turned, speckled; no text layer.

    `skew` is the most degrees that a page is turned; `noise` the spread of grey added to every pixel.
    """
    images = [scan_page(image, skew=skew, noise=noise, seed=seed + i) for i, image in enumerate(_images(pdf, dpi))]
    stream = io.BytesIO()
    images[0].save(stream, "PDF", save_all=True, append_images=images[1:], resolution=dpi)
    return stream.getvalue()


def _images(pdf: bytes, dpi: int):  # type: ignore[no-untyped-def]
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return [document[i].render(scale=dpi / 72, grayscale=True).to_pil() for i in range(len(document))]
    finally:
        document.close()


def scan_page(image, *, skew: float, noise: int, seed: int):  # type: ignore[no-untyped-def]
    """One page image, turned and speckled the same way for the same seed."""
    import numpy
    from PIL import Image

    turned = image.convert("L").rotate(
        random.Random(seed).uniform(-skew, skew), resample=Image.Resampling.BICUBIC, fillcolor=255
    )
    grain = numpy.random.default_rng(seed).normal(0, noise, (turned.height, turned.width))
    return Image.fromarray(numpy.clip(numpy.asarray(turned, dtype=float) + grain, 0, 255).astype("uint8"))
