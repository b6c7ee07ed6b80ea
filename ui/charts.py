"""Charts of an answer: bars where bodies are compared, a line where years are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.views import unit_called

MAX_BARS = 30
BAR_STEP = 26  # pixels a bar, so that no label is drawn over the next
LABEL_COLOUR = "#7a7a7a"  # read on white and on black: Streamlit's theme leaves marks as they are


def chart(rows: Sequence[Mapping[str, Any]], language: str = "zh") -> Any | None:
    """An Altair chart of `views.chart_rows`, named by its indicator, or None for no rows."""
    if not rows:
        return None
    import altair as alt
    import pandas as pd

    frame = pd.DataFrame(list(rows)[:MAX_BARS])
    unit = unit_called(str(rows[0]["unit"] or ""), language)
    what = str(rows[0]["what"])
    step = {"tickMinStep": 1} if (frame["value"] % 1 == 0).all() else {}
    value = alt.X("value:Q", title=unit, axis=alt.Axis(**step))
    if frame["who"].nunique() == 1 and frame["year"].nunique() > 1:
        base = alt.Chart(frame).encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)), y=alt.Y("value:Q", title=unit)
        )
        drawn = base.mark_line(point=True) + base.mark_text(dy=-12, fontSize=12, color=LABEL_COLOUR).encode(
            text="value:Q"
        )
        return drawn.properties(title=what)
    frame["label"] = frame["who"] + (" " + frame["year"] if frame["year"].nunique() > 1 else "")
    base = alt.Chart(frame).encode(
        x=value,
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=320, labelOverlap=False)),
        tooltip=["who", "year", "value", "unit"],
    )
    drawn = base.mark_bar() + base.mark_text(align="left", dx=4, fontSize=12, color=LABEL_COLOUR).encode(text="value:Q")
    return drawn.properties(height=alt.Step(BAR_STEP), title=what)
