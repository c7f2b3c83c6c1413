"""An explorer's widgets: sliders made from the schema, the picture, the reading, two buttons."""

from __future__ import annotations

import asyncio
import base64
import threading
import time
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets

from cxsim.errors import CxsimError
from cxsim.explorers.background import Background
from cxsim.explorers.explorer import Explorer, Slider

# After a picture, a moment in which slider events that came meanwhile gather before the next one is
# drawn (the first event after a rest need not wait); and one in which a page that was kept waiting
# sends the last place of a slider, after the click on Reset.
_MOMENT, _LATE = 0.03, 0.2  # seconds
_WIDTH = "880px"
_AT_WORK = "Simulating …"
_PIN, _UNPIN = "Pin this run to compare", "Remove the pinned run"


class View(widgets.VBox):
    """What a notebook shows of an explorer.

    Slider events only mark the picture as out of date. It is drawn once the events that have
    piled up are read, so that a dragged slider never leaves a queue of old pictures behind. Slow
    explorers follow a slider when it is let go, and work in the background.
    """

    def __init__(self, explorer: Explorer[Any]) -> None:
        self.explorer = explorer
        self.sliders = {path: _slider(slider) for path, slider in explorer.sliders.items()}
        self.picture = widgets.Image(format="png", layout=widgets.Layout(max_width="100%"))
        self.reading = widgets.HTML()
        self.status = widgets.Label()
        self.progress = widgets.FloatProgress(max=1.0, layout=widgets.Layout(width="160px"))
        self.reset_button = widgets.Button(
            description="Reset", icon="undo", tooltip="Move all sliders back to the start"
        )
        self.pin_button = widgets.Button(
            description=_PIN,
            icon="thumb-tack",
            tooltip="Keep this run in the picture in grey, then move a slider",
            layout=widgets.Layout(width="220px"),
        )
        self._is_due = False
        self._background = Background()
        self._drawn_at = 0.0  # seconds
        # JupyterLab serves the events of a page in more than one thread.
        self._one_thread_at_a_time = threading.RLock()
        super().__init__(
            [
                widgets.HTML(_heading(explorer)),
                *self.sliders.values(),
                widgets.HBox([self.reset_button, self.pin_button, self.progress, self.status]),
                self.picture,
                self.reading,
            ],
            layout=widgets.Layout(max_width=_WIDTH),
        )
        for slider in self.sliders.values():
            slider.continuous_update = not explorer.description.is_slow
            slider.observe(self._moved, names="value")
        self.reset_button.on_click(self._reset)
        self.pin_button.on_click(self._pin)
        self._show()

    def __repr__(self) -> str:
        return f"Explorer: {self.explorer.description.title}"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """Add the picture as it stands, for readers whose page cannot run widgets."""
        bundle = dict(super()._repr_mimebundle_(**options) or {})
        picture = base64.b64encode(self.picture.value).decode("ascii")
        return bundle | {"text/plain": repr(self), "image/png": picture}

    # -- what the user does ----------------------------------------------------------------------

    def _moved(self, _: Any) -> None:
        if not self._is_due:
            self._is_due = True
            is_resting = time.monotonic() - self._drawn_at > _MOMENT
            _soon(0.0 if is_resting else _MOMENT, self._update)

    def _reset(self, _: Any) -> None:
        _soon(_LATE, self._move_back)

    def _move_back(self) -> None:
        with self._one_thread_at_a_time:
            self.explorer.unpin()
            for path, slider in self.explorer.sliders.items():
                self.sliders[path].value = slider.start
        self._moved(None)

    def _pin(self, _: Any) -> None:
        with self._one_thread_at_a_time:
            self._follow()
            if self._must_wait:  # there is no run yet that could be pinned
                return
            if self.explorer.is_pinned:
                self.explorer.unpin()
            else:
                self.explorer.pin()
        self._moved(None)

    # -- what the user sees ----------------------------------------------------------------------

    def _update(self) -> None:
        with self._one_thread_at_a_time:
            self._is_due = False
            self._follow()
            self._background.forget()
            if self._must_wait:
                self._begin()
            else:
                self._show()
            self._drawn_at = time.monotonic()

    def _begin(self) -> None:
        """Let the work be done while the page stays alive."""
        self._set_at_work(True)
        self._background.begin(self.explorer.work(), self._report, self._finish)

    def _report(self, share: float) -> None:
        self.progress.value = share

    def _finish(self, mistake: CxsimError | None) -> None:
        with self._one_thread_at_a_time:
            if mistake is not None:
                self._tell(escape(str(mistake)))
            elif self.explorer.is_known:  # else a slider has just moved on
                self._show()

    @property
    def _must_wait(self) -> bool:
        """Whether the result means work that would keep the page waiting."""
        is_slow = self.explorer.description.is_slow
        return is_slow and not self.explorer.is_known and _has_loop()

    def _set_at_work(self, at_work: bool) -> None:
        self.status.value = _AT_WORK if at_work else ""
        self.progress.value = 0.0
        self.progress.layout.display = None if at_work else "none"
        self.pin_button.disabled = at_work

    def _follow(self) -> None:
        """Set the twin's values to where the sliders stand."""
        for path, slider in self.sliders.items():
            self.explorer.set(path, slider.value)

    def _show(self) -> None:
        if not self.explorer.is_known:
            self.status.value = _AT_WORK
        try:
            self.picture.value = self.explorer.png()
            words = self.explorer.reading
        except CxsimError as error:  # told where the reader looks, since nobody else would see it
            words = escape(str(error))
        self._tell(words)

    def _tell(self, words: str) -> None:
        self.reading.value = f"<div style='line-height:1.5'>{words}</div>"
        self.pin_button.description = _UNPIN if self.explorer.is_pinned else _PIN
        self._set_at_work(False)


def _soon(seconds: float, act: Callable[[], None]) -> None:
    """Act a moment later, so that events which are waiting are read first."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:  # a plain script: nothing else can come in
        act()
    else:
        loop.call_later(seconds, act)


def _has_loop() -> bool:
    """Tell whether events can come in while work goes on: in a notebook, not in a plain script."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _heading(explorer: Explorer[Any]) -> str:
    description = explorer.description
    return f"<b>{escape(description.title)}.</b> {escape(description.question)}"


def _slider(slider: Slider) -> widgets.Widget:
    kind = widgets.IntSlider if slider.whole else widgets.FloatSlider
    unit = f" ({slider.unit})" if slider.unit and slider.unit not in slider.title.lower() else ""
    return kind(
        value=slider.start,
        min=slider.low,
        max=slider.high,
        step=int(slider.step) if slider.whole else slider.step,
        description=f"{slider.title}{unit}",
        tooltip=f"Start value {slider.start:g}. Source: {slider.source}.",
        readout_format="d" if slider.whole else f".{_decimals(slider.step)}f",
        style={"description_width": "490px"},
        layout=widgets.Layout(width="98%"),
    )


def _decimals(step: float) -> int:
    """Return how many decimals a slider's readout needs."""
    text = f"{step:.6f}".rstrip("0")
    return len(text.partition(".")[2])
