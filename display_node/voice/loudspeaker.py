"""What a call is said through: SDL's mixer aloud, or WAV files that take no time.

One call is one buffer on one channel, so nothing can be mixed over it. The mixer stays open between calls, and a second
channel keeps an HDMI link awake with a noise that nobody hears: some televisions mute a link that carries only zeros
and then swallow the first second. SDL tells the end of a sound only through the event queue of the wall's thread, so
here the channel is asked, fifty times a second while it speaks. SDL chooses the sound device by its own environment
(SDL_AUDIODRIVER, AUDIODEV).

A device that is unplugged goes on swallowing samples at their pace (SDL_RunAudio), and nothing but an event tells of
it. The wall leaves those events in the queue; they are looked for here without pumping, which any thread may do. Where
no screen gives events, the kernel's list of sound cards tells when one has gone.
"""

import re
import threading
from pathlib import Path
from typing import Final, NoReturn, Protocol

import pygame

from display_node.voice import sound
from display_node.voice.settings import VoiceSettings
from display_node.voice.sound import Samples
from display_node.voice.wav import wav_bytes

_LOOK_SECONDS: Final = 0.02
_GRACE_SECONDS: Final = 5.0
_BUFFER: Final = 1024
_VOICE, _NOISE = 0, 1
_CARDS: Final = Path("/proc/asound/cards")
_NOISE_SECONDS: Final = 3
MOST_FILES: Final = 500
_WRITTEN: Final = re.compile(r"[a-z]+(?:-[a-z]+)*-(\d{3,9})\.wav")


class LoudspeakerError(Exception):
    """Nothing can be heard; the text says what to check."""


class Loudspeaker(Protocol):
    """Says one thing at a time."""

    def open(self) -> None:
        """Get ready; harmless when it is. Raises LoudspeakerError."""
        ...

    def reopen(self) -> str:
        """Take the device anew, which fails where it has gone silently; return which. Raises LoudspeakerError."""
        ...

    def stay_awake(self, *, is_awake: bool) -> None:
        """Keep the link busy between sentences from here on, or let it sleep."""
        ...

    def play(self, samples: Samples, volume: float, name: str = "call", /) -> None:
        """Play to the end at 0 to 1 of full volume; `name` says what it is. Raises LoudspeakerError."""
        ...

    def interrupt(self) -> None:
        """Fall silent at once and for good; the only method for another thread."""
        ...

    def close(self) -> None:
        """Let the device go."""
        ...


class MixerLoudspeaker:
    """The sound device of this machine, through pygame.mixer. `cards` is where the kernel lists what it has."""

    def __init__(self, cards: Path = _CARDS) -> None:
        self._interrupted = threading.Event()
        self._cards_file = cards
        self._cards: frozenset[str] = frozenset()
        self._is_awake = False

    def open(self) -> None:
        """Open the sound device. Raises LoudspeakerError."""
        is_gone = _is_unplugged() or self._has_lost_card()
        if pygame.mixer.get_init():
            if not is_gone:
                self._keep_awake()
                return
            pygame.mixer.quit()
        try:
            pygame.mixer.init(sound.RATE, -8 * sound.WIDTH, 1, _BUFFER, allowedchanges=0)
        except pygame.error as error:
            raise LoudspeakerError(
                f"no sound device ({error}); is the loudspeaker connected, and is the box's user in the group audio?"
            ) from error
        pygame.mixer.set_num_channels(2)
        self._cards = _cards(self._cards_file)
        self._keep_awake()

    def reopen(self) -> str:
        """Open it anew. Raises LoudspeakerError."""
        pygame.mixer.quit()
        self.open()
        return f"{pygame.mixer.get_driver()}, {sound.RATE} samples a second"

    def stay_awake(self, *, is_awake: bool) -> None:
        """Play the noise from the next opening on, which is at once for a device that is open; or stop it."""
        self._is_awake = is_awake
        if pygame.mixer.get_init():
            self._keep_awake()

    def play(self, samples: Samples, volume: float, _name: str = "call", /) -> None:
        """Play to the end or an interrupt. Raises LoudspeakerError where the device stops taking samples."""
        self.open()
        channel = pygame.mixer.Channel(_VOICE)
        channel.play(pygame.mixer.Sound(buffer=samples.tobytes()))
        channel.set_volume(volume)
        looks = round((sound.seconds(samples) * 1.5 + _GRACE_SECONDS) / _LOOK_SECONDS)
        for _ in range(looks):
            if self._interrupted.wait(_LOOK_SECONDS):
                return
            if _is_unplugged():
                self._lose("the sound device was unplugged; is the loudspeaker's cable in?")
            if not channel.get_busy():
                break
        else:
            self._lose("the sound device has stopped taking samples; is the loudspeaker still connected?")
        if self._has_lost_card():
            self._lose("the sound device was unplugged; is the loudspeaker's cable in?")

    def interrupt(self) -> None:
        """Let `play` return now."""
        self._interrupted.set()

    def close(self) -> None:
        """Let the device go."""
        pygame.mixer.quit()

    def _keep_awake(self) -> None:
        channel = pygame.mixer.Channel(_NOISE)
        if not self._is_awake:
            channel.stop()
        elif not channel.get_busy():
            channel.play(pygame.mixer.Sound(buffer=sound.dither(1000 * _NOISE_SECONDS).tobytes()), loops=-1)

    def _has_lost_card(self) -> bool:
        """Whether a card has gone from the kernel's list, where no event would tell. Another one's makes one alarm."""
        return not pygame.display.get_init() and bool(self._cards - _cards(self._cards_file))

    def _lose(self, why: str) -> NoReturn:
        pygame.mixer.quit()
        raise LoudspeakerError(why)


def _cards(file: Path) -> frozenset[str]:
    """The cards in /proc/asound/cards, where a line begins with a card's number and its name in brackets."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(line.split("]")[0] for line in lines if "]:" in line)


def _is_unplugged() -> bool:
    """Take what SDL has told of sound devices since the last look; `which` is 0 where it was not the one in use."""
    if not pygame.display.get_init():
        return False  # pygame keeps its events to itself until there is a screen
    try:
        gone = pygame.event.get(pygame.AUDIODEVICEREMOVED, pump=False)
    except pygame.error:
        return False  # the screen was closed in this very moment
    return any(event.which and not event.iscapture for event in gone)


class WavLoudspeaker:
    """Writes each call to `call-001.wav`, `call-002.wav` ... in a folder, going on from what is there.

    What is not a call has a name of its own before the number: `closing-003.wav`. The newest `MOST_FILES` stay.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._next = 1

    def open(self) -> None:
        """Make the folder and find the next number. Raises LoudspeakerError."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            files = self._files()
        except OSError as error:
            raise LoudspeakerError(f"cannot make {self._folder}: {error.strerror}") from error
        self._next = max(files, default=0) + 1

    def reopen(self) -> str:
        """Look for the folder again. Raises LoudspeakerError."""
        self.open()
        return f"files in {self._folder}"

    def stay_awake(self, *, is_awake: bool) -> None:
        """A file does not sleep."""

    def play(self, samples: Samples, volume: float, name: str = "call", /) -> None:
        """Write one file. Raises LoudspeakerError where the disk refuses."""
        self.open()
        path = self._folder / f"{name}-{self._next:03d}.wav"
        try:
            self._make_room()
            # Not made durable: nobody misses it after a power cut, and 700 KB would hold up the disk for presses.
            path.write_bytes(wav_bytes(sound.scale(samples, volume)))
        except OSError as error:
            raise LoudspeakerError(f"cannot write {path}: {error.strerror}; is the disk full?") from error

    def _files(self) -> dict[int, Path]:
        """What was written here, by its number; other names are somebody else's."""
        found = ((_WRITTEN.fullmatch(path.name), path) for path in self._folder.iterdir())
        return {int(name[1]): path for name, path in found if name}

    def _make_room(self) -> None:
        """Delete the oldest: an evacuation says a sentence every few seconds for as long as it lasts."""
        for _, path in sorted(self._files().items())[: -MOST_FILES + 1]:
            path.unlink(missing_ok=True)

    def interrupt(self) -> None:
        """A file takes no time."""

    def close(self) -> None:
        """Nothing is open between two files."""


def loudspeaker(settings: VoiceSettings, state_folder: Path) -> Loudspeaker:
    """Return what the settings want."""
    if settings.loudspeaker == "mixer":
        return MixerLoudspeaker()
    return WavLoudspeaker(Path(settings.folder) if settings.folder else state_folder / "calls")
