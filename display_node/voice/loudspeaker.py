"""What a call is said through: SDL's mixer aloud, or WAV files that take no time.

One call is one buffer on one channel, so nothing can be mixed over it. The mixer stays open between calls and plays
silence, which keeps an HDMI link awake that would else swallow the first second. SDL tells the end of a sound only
through the event queue of the wall's thread, so here the channel is asked, fifty times a second while it speaks. SDL
chooses the sound device by its own environment (SDL_AUDIODRIVER, AUDIODEV).

A device that is unplugged goes on swallowing samples at their pace (SDL_RunAudio), and nothing but an event tells of
it. The wall leaves those events in the queue; they are looked for here without pumping, which any thread may do.
"""

import threading
from pathlib import Path
from typing import Final, Protocol

import pygame

from display_node.voice import sound
from display_node.voice.settings import VoiceSettings
from display_node.voice.sound import Samples
from display_node.voice.wav import wav_bytes

_LOOK_SECONDS: Final = 0.02
_GRACE_SECONDS: Final = 5.0
_BUFFER: Final = 1024


class LoudspeakerError(Exception):
    """Nothing can be heard; the text says what to check."""


class Loudspeaker(Protocol):
    """Says one thing at a time."""

    def open(self) -> None:
        """Get ready; harmless when it is. Raises LoudspeakerError."""
        ...

    def play(self, samples: Samples, volume: float) -> None:
        """Play to the end at 0 to 1 of full volume. Raises LoudspeakerError."""
        ...

    def interrupt(self) -> None:
        """Fall silent at once and for good; the only method for another thread."""
        ...

    def close(self) -> None:
        """Let the device go."""
        ...


class MixerLoudspeaker:
    """The sound device of this machine, through pygame.mixer."""

    def __init__(self) -> None:
        self._interrupted = threading.Event()

    def open(self) -> None:
        """Open the sound device. Raises LoudspeakerError."""
        is_unplugged = _is_unplugged()
        if pygame.mixer.get_init():
            if not is_unplugged:
                return
            pygame.mixer.quit()
        try:
            pygame.mixer.init(sound.RATE, -8 * sound.WIDTH, 1, _BUFFER, allowedchanges=0)
        except pygame.error as error:
            raise LoudspeakerError(
                f"no sound device ({error}); is the loudspeaker connected, and is the box's user in the group audio?"
            ) from error
        pygame.mixer.set_num_channels(1)

    def play(self, samples: Samples, volume: float) -> None:
        """Play to the end or an interrupt. Raises LoudspeakerError where the device stops taking samples."""
        self.open()
        channel = pygame.mixer.Channel(0)
        channel.play(pygame.mixer.Sound(buffer=samples.tobytes()))
        channel.set_volume(volume)
        looks = round((sound.seconds(samples) * 1.5 + _GRACE_SECONDS) / _LOOK_SECONDS)
        for _ in range(looks):
            if self._interrupted.wait(_LOOK_SECONDS):
                return
            if _is_unplugged():
                pygame.mixer.quit()
                raise LoudspeakerError("the sound device was unplugged; is the loudspeaker's cable in?")
            if not channel.get_busy():
                return
        pygame.mixer.quit()
        raise LoudspeakerError("the sound device has stopped taking samples; is the loudspeaker still connected?")

    def interrupt(self) -> None:
        """Let `play` return now."""
        self._interrupted.set()

    def close(self) -> None:
        """Let the device go."""
        pygame.mixer.quit()


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
    """Writes each call to `call-001.wav`, `call-002.wav` ... in a folder, going on from what is there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._next = 1

    def open(self) -> None:
        """Make the folder and find the next number. Raises LoudspeakerError."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            numbers = [path.stem.removeprefix("call-") for path in self._folder.glob("call-*.wav")]
        except OSError as error:
            raise LoudspeakerError(f"cannot make {self._folder}: {error.strerror}") from error
        self._next = max((int(number) for number in numbers if number.isdecimal()), default=0) + 1

    def play(self, samples: Samples, volume: float) -> None:
        """Write one file. Raises LoudspeakerError where the disk refuses."""
        self.open()
        path = self._folder / f"call-{self._next:03d}.wav"
        try:
            # Not made durable: nobody misses it after a power cut, and 700 KB would hold up the disk for presses.
            path.write_bytes(wav_bytes(sound.scale(samples, volume)))
        except OSError as error:
            raise LoudspeakerError(f"cannot write {path}: {error.strerror}; is the disk full?") from error

    def interrupt(self) -> None:
        """A file takes no time."""

    def close(self) -> None:
        """Nothing is open between two files."""


def loudspeaker(settings: VoiceSettings, state_folder: Path) -> Loudspeaker:
    """Return what the settings want."""
    if settings.loudspeaker == "mixer":
        return MixerLoudspeaker()
    return WavLoudspeaker(Path(settings.folder) if settings.folder else state_folder / "calls")
