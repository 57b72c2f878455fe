"""Has every clip ready before it is needed, and makes the others in the background, one at a time.

The voice pack goes first, then the cache, then the synthesizer. What a pack should have and has not is told, and said
by the synthesizer: one word in another voice is better than a call that nobody hears. The cache is named by content
(words, voice, pace, maker), so that a changed setting never plays an old clip; only a clip that was checked gets in,
and one that cannot be read is made again. Clips that a waiting call needs go before all others. What failed is tried
again each minute: espeak-ng may have been installed meanwhile.
"""

import contextlib
import hashlib
import logging
import threading
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from pathlib import Path
from queue import Empty, PriorityQueue
from typing import Final

from msgspec import Struct

from display_node.voice import sound
from display_node.voice.loudness import CLIP_LUFS, level
from display_node.voice.pack_folder import Pack
from display_node.voice.phrase import Clip
from display_node.voice.renderer import Renderer, check
from display_node.voice.settings import VoiceSettings
from display_node.voice.sound import Samples
from display_node.voice.wav import ClipError, read_wav, wav_bytes
from firmware.node.files import write_atomic

RETRY_SECONDS: Final = 60.0
_STOP, _URGENT, _NORMAL = range(3)
_FORM: Final = f"2 {CLIP_LUFS}"  # changes whenever a clip is treated differently below

log = logging.getLogger(__name__)


class ClipMade(Struct, frozen=True):
    """A clip was looked after. `error` says why it cannot be had, or why it is not the voice pack's.

    `left` is how many wait to be looked at after it.
    """

    clip: Clip
    error: str | None
    left: int = 0


class Clips:
    """The clips of one display. `told` is called with a `ClipMade` from the clips' own thread."""

    def __init__(
        self,
        cache: Path,
        settings: VoiceSettings,
        renderer: Renderer,
        told: Callable[[ClipMade], None],
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._cache = cache
        self._settings = settings
        self._renderer = renderer
        self._told = told
        self._retry_seconds = retry_seconds
        self._maker = _maker()
        self._order = count()
        self._wanted: PriorityQueue[tuple[int, int, Clip | None]] = PriorityQueue()
        self._changed = threading.Condition()
        self._ready: dict[Clip, Samples] = {}
        self._failed: dict[Clip, str] = {}
        self._replaced: dict[Clip, str] = {}
        self._pack: Pack | None = None
        self._logged: set[str] = set()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="clips", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def close(self) -> None:
        """Stop at once."""
        self._wanted.put((_STOP, next(self._order), None))
        self._renderer.abort()
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self._thread.join()
        self._renderer.rest()

    def want(self, clips: Iterable[Clip]) -> None:
        """Have these made when there is time."""
        for clip in clips:
            self._wanted.put((_NORMAL, next(self._order), clip))

    def get(self, clips: Iterable[Clip], patience_seconds: float) -> dict[Clip, Samples]:
        """Return those that can be had, made before all others and waited for at most so long."""
        needed = tuple(clips)
        with self._changed:
            for clip in needed:
                if clip not in self._ready and clip not in self._failed:
                    self._wanted.put((_URGENT, next(self._order), clip))
            self._changed.wait_for(lambda: self._is_closed or self._are_settled(needed), patience_seconds)
            return {clip: self._ready[clip] for clip in needed if clip in self._ready}

    def _are_settled(self, clips: tuple[Clip, ...]) -> bool:
        return all(clip in self._ready or clip in self._failed for clip in clips)

    def _run(self) -> None:
        while True:
            try:
                _, _, clip = self._wanted.get(timeout=self._retry_seconds if self._failed else None)
            except Empty:
                self.want(self._failed)
                continue
            if clip is None:
                return
            error = self._replaced.get(clip) if clip in self._ready else self._make(clip)
            self._told(ClipMade(clip, error, self._wanted.qsize()))
            if self._wanted.empty():
                self._renderer.rest()

    def _make(self, clip: Clip) -> str | None:
        """Have the clip ready if it can be had. Return what is wrong with it or with the voice pack's."""
        samples, error = self._packed(clip)
        try:
            samples = samples or self._synthesized(clip)
        except Exception as fault:  # noqa: BLE001 - a mistake with one clip must not cost all others
            error = f"{error}; {self._why(fault)}" if error else self._why(fault)
        with self._changed:
            if samples:
                self._ready[clip] = samples
                self._failed.pop(clip, None)
            elif error is not None:
                self._failed[clip] = error
            if samples and error is not None:
                self._replaced[clip] = error
            self._changed.notify_all()
        return error

    def _packed(self, clip: Clip) -> "tuple[Samples | None, str | None]":
        """Return the voice pack's clip, or why it has none where it should."""
        if self._settings.pack is None:
            return None, None
        try:
            self._pack = self._pack or Pack(Path(self._settings.pack))
            return self._pack.read(clip), None
        except Exception as fault:  # noqa: BLE001 - as above
            return None, self._why(fault)

    def _why(self, fault: Exception) -> str:
        """Say it in a line; what nobody foresaw is in the log with its place, once."""
        if isinstance(fault, ClipError | OSError):
            return str(fault)
        why = f"{type(fault).__name__}: {fault}"
        if why not in self._logged:
            self._logged.add(why)
            log.error("a clip cannot be made", exc_info=fault)
        return f"{why}; the log has more"

    def _synthesized(self, clip: Clip) -> Samples:
        speaker = self._settings.speaker(clip.language)
        if speaker is None:
            raise ClipError("no voice speaks it; set one in [voice.speakers]")
        key = _key(self._maker, speaker.voice, str(speaker.rate), clip.text)
        path = self._cache / f"{key}.wav"
        if path.exists():
            with contextlib.suppress(ClipError):
                return check(clip.text, read_wav(path))
            log.warning("%s cannot be used and is made again", path.name)
        samples = sound.fade(level(sound.trim(self._renderer.render(clip.text, speaker))))
        write_atomic(path, wav_bytes(samples))
        return samples


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join((_FORM, *parts)).encode()).hexdigest()[:32]


def _maker() -> str:
    try:
        return f"pyttsx3 {version('pyttsx3')}"
    except PackageNotFoundError:
        return "pyttsx3"
