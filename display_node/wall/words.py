"""What the wall says, in each language, in one table.

The office's first language is said large and its second small; a language that has no words here is passed over.
`{word}` is how the office writes *antrian* (KBBI: antrean).
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from firmware.messages.notices import Office


class Said(Struct, frozen=True):
    """One thing in the office's first language and, where there is one, in its second."""

    first: str
    second: str = ""


WORDS: Final[dict[str, dict[str, str]]] = {
    "id": {
        "number": "Nomor {word}",
        "counter": "Loket",
        "latest": "Panggilan terakhir",
        "recalled": "Panggilan ulang",
        "serving": "Sedang dilayani",
        "waiting": "menunggu",
        "minutes": "menit",
        "no_call": "Belum ada panggilan",
        "no_call_hint": "Silakan ambil tiket di mesin {word}.",
        "next": "Menunggu panggilan berikutnya",
        "next_hint": "Perhatikan layar ini dan dengarkan nomor Anda.",
        "closed": "Pelayanan sedang tutup",
        "closed_hint": "Nomor {word} diberikan lagi setelah pelayanan dibuka.",
        "no_server": "Menunggu server…",
        "no_server_hint": "Layar ini menyala sendiri begitu server menjawab.",
        "keep": "Simpan tiket Anda. Bila nomor terlewat, lapor petugas.",
        "manual": "Mohon maaf, sistem sedang gangguan.",
        "manual_hint": "Petugas akan memanggil secara manual.",
        "offline": "Nomor luring",
        "offline_keep": "Simpan dan ingat nomor ini",
        "offline_order": "Urutan sesuai waktu ambil",
        "silent": "Terputus",
        "silent_since": "Terputus sejak {time}",
        "withdrawn": "Perkiraan waktu kembali setelah server menjawab.",
        "clock": "Jam belum tepat",
        "evacuation": "Perhatian",
        "evacuation_leave": "Mohon segera keluar dari gedung melalui pintu terdekat.",
        "evacuation_follow": "Ikuti petunjuk petugas.",
        "press": "Tekan tombol layanan Anda",
        "paper_ok": "Kertas tersedia",
        "paper_near_end": "Kertas hampir habis",
        "paper_out": "Kertas habis: nomor Anda tampil di layar ini",
        "paper_unknown": "Printer tidak menjawab: nomor Anda tampil di layar ini",
        "paperless": "Nomor Anda tampil di layar ini",
        "unprinted": "Nomor tanpa kertas",
        "unprinted_keep": "Ingat atau foto nomor ini",
        "unprinted_next": "Tunggu sampai nomor ini dipanggil",
        "help_asked": "Petugas dipanggil, mohon tunggu",
        "help_coming": "Petugas Loket {counter} menuju ke sini",
        "still_given": "Sistem sedang gangguan: nomor tetap diberikan",
        "not_given": "Sistem sedang gangguan: minta nomor kepada petugas",
        "welcome": "Selamat datang",
        "welcome_hint": "Silakan ambil nomor {word} dan tunggu panggilan Anda.",
        "called": "Dipanggil",
        "again": "Ulang",
        "served": "Dilayani",
        "priority": "Prioritas",
        "counter_open": "Buka",
        "counter_closed": "Tutup",
        "less_than": "kurang dari",
        "not_known": "Belum dapat diperkirakan",
        "unknown": "Belum diketahui",
        "no_estimates": "Perkiraan tidak tersedia",
        "no_counter": "Belum ada loket buka",
        "come_here": "Silakan ke loket ini",
        "sign_closed": "Loket ini tutup",
        "sign_closed_hint": "Nomor Anda dipanggil di loket lain.",
        "break": "Istirahat",
        "break_hint": "Dibuka lagi pukul {time}.",
        "no_such_counter": "Loket {counter} tidak terdaftar",
        "no_such_counter_hint": "Petugas: periksa display.toml dan office.toml.",
        "help_wanted": "Bantuan diminta di {place}",
        "service": "Layanan",
        "stage": "Tahap",
        "waited": "Menunggu",
        "behind": "Sisa {word}",
        "parked": "Disisihkan",
        "overdue": "Terlalu lama",
        "check": "Kode tiket",
    },
    "en": {
        "number": "Queue number",
        "counter": "Counter",
        "latest": "Latest calls",
        "recalled": "Called again",
        "serving": "Being served",
        "waiting": "waiting",
        "minutes": "minutes",
        "no_call": "No number called yet",
        "no_call_hint": "Please take a ticket at the kiosk.",
        "next": "Waiting for the next call",
        "next_hint": "Watch this screen and listen for your number.",
        "closed": "The service is closed now",
        "closed_hint": "Tickets are given again when the service opens.",
        "no_server": "Waiting for the server…",
        "no_server_hint": "This screen comes up by itself when the server answers.",
        "keep": "Keep your ticket. If you missed your number, tell an officer.",
        "manual": "Sorry, the system is interrupted.",
        "manual_hint": "Officers will call you by hand.",
        "offline": "Offline number",
        "offline_keep": "Remember this number",
        "offline_order": "Your turn follows the time you took it",
        "silent": "Offline",
        "silent_since": "Offline since {time}",
        "withdrawn": "Waiting times come back when the server answers.",
        "clock": "Clock not set",
        "evacuation": "Attention please",
        "evacuation_leave": "Leave the building now by the nearest exit.",
        "evacuation_follow": "Follow the officers' directions.",
        "press": "Press the button of your service",
        "paper_ok": "Paper is ready",
        "paper_near_end": "Paper is running low",
        "paper_out": "No paper: your number is shown here",
        "paper_unknown": "The printer does not answer: your number is shown here",
        "paperless": "Your number is shown here",
        "unprinted": "Number without paper",
        "unprinted_keep": "Remember this number or take a photo",
        "unprinted_next": "Please wait until it is called",
        "help_asked": "An officer has been called, please wait",
        "help_coming": "The officer of counter {counter} is on the way",
        "still_given": "The system is interrupted: numbers are still given",
        "not_given": "The system is interrupted: ask an officer for a number",
        "welcome": "Welcome",
        "welcome_hint": "Please take a queue number and wait for your call.",
        "called": "Called",
        "again": "Again",
        "served": "Served",
        "priority": "Priority",
        "counter_open": "Open",
        "counter_closed": "Closed",
        "less_than": "less than",
        "not_known": "Not known yet",
        "unknown": "Not known",
        "no_estimates": "Waiting times are not available",
        "no_counter": "No counter open",
        "come_here": "Please come to this counter",
        "sign_closed": "This counter is closed",
        "sign_closed_hint": "Your number is called at another counter.",
        "break": "Break",
        "break_hint": "Opens again at {time}.",
        "no_such_counter": "There is no counter {counter}",
        "no_such_counter_hint": "Officers: look at display.toml and office.toml.",
        "help_wanted": "Help wanted at {place}",
        "service": "Service",
        "stage": "Stage",
        "waited": "Waited",
        "behind": "In line",
        "parked": "Set aside",
        "overdue": "Too long",
        "check": "Ticket code",
    },
}


def languages_of(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the office's languages; Indonesian where it names none."""
    return languages or ("id",)


def spoken_in(office: Office | None) -> tuple[str, ...]:
    """Return the languages of a wall; Indonesian and English until the office has told."""
    return languages_of(office.languages) if office else ("id", "en")


def word_of(office: Office | None) -> str:
    """Return how the office writes *antrian*."""
    return office.word if office else "antrian"


def say(key: str, languages: Sequence[str], **values: str) -> Said:
    """Return the words for `key` in the first two of `languages` that have words here; Indonesian where none has."""
    known = [language for language in languages if language in WORDS] or ["id"]
    said = [WORDS[language][key].format(**values) for language in known[:2]]
    return Said(*said)


def pick(names: dict[str, str], languages: Sequence[str]) -> Said:
    """Return a name as the office wrote it, in its first two languages; any name where those are missing."""
    found = [names[language] for language in languages if language in names][:2]
    return Said(*(found or list(names.values())[:1]))
