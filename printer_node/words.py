"""What stands on a slip beside its data, one set of words per language.

Short sentences that a visitor reads once while walking. The first language of the office is printed first and larger;
a language without words here is left out. A priority is named on paper and never explained.
"""

from typing import Final

from msgspec import Struct


class Words(Struct, frozen=True, kw_only=True):
    """The sentences of one language; braces are filled by `slip`."""

    language: str
    ahead: str
    priority: str
    booked: str
    estimate: str
    wait: str
    wait_short: str
    about: str
    bring: str
    look: str
    keep: str
    keep_open: str
    reprint: str
    offline: str
    offline_rule: str
    clock: str
    date: str
    days: tuple[str, ...]
    months: tuple[str, ...]


INDONESIAN: Final = Words(
    language="id",
    ahead="{word} di depan Anda: ",
    priority="Prioritas",
    booked="Janji temu {time}",
    estimate="Perkiraan dipanggil:",
    wait="{low}-{high} menit",
    wait_short="kurang dari {high} menit",
    about="(sekitar {begin}-{end})",
    bring="Yang perlu dibawa:",
    look="Perhatikan layar dan panggilan.",
    keep="Simpan tiket ini. Bila terlewat, lapor petugas dalam {minutes} menit.",
    keep_open="Simpan tiket ini. Bila terlewat, lapor petugas.",
    reprint="CETAK ULANG",
    offline="Nomor luring",
    offline_rule="urutan sesuai waktu ambil",
    clock="%H.%M",
    date="{day}, {at.day} {month} {at.year}",
    days=("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    months=(
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
)

ENGLISH: Final = Words(
    language="en",
    ahead="People ahead of you: ",
    priority="Priority",
    booked="Appointment {time}",
    estimate="Estimated call:",
    wait="in {low}-{high} minutes",
    wait_short="in less than {high} minutes",
    about="(about {begin}-{end})",
    bring="Please bring:",
    look="Watch the screen and listen.",
    keep="Keep this slip. If missed, tell an officer within {minutes} minutes.",
    keep_open="Keep this slip. If missed, tell an officer.",
    reprint="REPRINT",
    offline="Offline number",
    offline_rule="called in order of time taken",
    clock="%H:%M",
    date="{day}, {at.day} {month} {at.year}",
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
)

WORDS: Final = {words.language: words for words in (INDONESIAN, ENGLISH)}


def known(languages: tuple[str, ...]) -> tuple[Words, ...]:
    """Return the words of each language that has any, in the order given; Indonesian where none has."""
    return tuple(WORDS[language] for language in languages if language in WORDS) or (INDONESIAN,)
