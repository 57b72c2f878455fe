"""What each problem means to the person who stands before the box, and what to check first."""

from typing import Final

from firmware.messages.notices import Problem

ADVICE: Final[dict[Problem, str]] = {
    Problem.UNKNOWN_JOURNAL: "obeys another hub; if the office has a new journal, confirm it there: antrian trust",
    Problem.OLD_EPOCH: "has heard the hub further than it is now; was an old journal put back? It gives numbers twice",
    Problem.STORAGE: "cannot write its disk; is it full, read-only or worn out?",
    Problem.JOURNAL_RESTORED: "works on an older copy of its journal; compare the last numbers with: antrian journal",
    Problem.NUMBERS_EXHAUSTED: "its own numbers are given out; visitors go to an officer: paper roll from the drawer",
    Problem.NUMBER_VOID: "somebody holds a slip that the hub cannot take; find the person, give a number at the kiosk",
    Problem.RANGE_TAKEN: "its card is new and may not know today's numbers; set them there: antrian offline-numbers",
    Problem.NEIGHBOUR_GONE: "does not reach the other box on its Pi; is that one running? see: systemctl status",
    Problem.CLOCK_UNTRUSTED: "does not trust its clock; can it reach the network time?",
    Problem.BUTTON_STUCK: "a button is stuck; free it, or unplug it",
    Problem.PANEL_GONE: "the keypad is gone; is its USB cable in?",
    Problem.PAPER_OUT: "the paper is out; put in a roll",
    Problem.PAPER_NEAR_END: "the paper is near its end; bring a roll",
    Problem.COVER_OPEN: "the printer's cover is open; close it",
    Problem.PRINTER_OFFLINE: "the printer says offline; press its feed button, look for a red lamp",
    Problem.PRINTER_STALLED: "the printer takes no data; is the paper jammed? switch it off and on",
    Problem.PRINTER_UNREACHABLE: "the printer does not answer; is it switched on and its cable in?",
    Problem.VOICE_FAILED: "the voice is silent; is the loudspeaker on? try: antrian say",
    Problem.SCREEN_FAILED: "the screen does not show; is its HDMI cable in?",
    Problem.BOX_QUARANTINED: "does not hear a box that floods or talks nonsense; look at it, or: antrian revoke",
    Problem.MANY_TICKETS: "a kiosk takes tickets faster than people press; is somebody at it? if not: antrian revoke",
    Problem.ESTIMATE_FAILED: "tells nobody how long to wait; why it cannot stands in: journalctl -u antrian-hub",
    Problem.SLIDES_FAILED: "a slide cannot be shown; mend or remove the file that is named",
    Problem.LOGO_FAILED: "the office's logo cannot be used; look at the file that is named",
    Problem.SMALL_DISPLAY_FAILED: "the small display does not answer; is its cable in? try: i2cdetect -y 1",
    Problem.CERTIFICATE_ENDS: "a certificate ends, and then nothing connects by it; renew it before",
    Problem.KEY_REUSED: "used a key twice; was its SD card copied? give it a new state folder",
}
