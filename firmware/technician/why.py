"""Why a ticket was called, in a sentence for an officer or for somebody who complains; Indonesian first, then English.

The reason of a priority is not known here and never guessed: a person has a class and no more. Every figure is the one
by which the hub decided, to the second, so that who reckons it again comes to the same.
"""

from typing import Final, NamedTuple

from firmware.messages.why import Rule, Standing, Why


class Said(NamedTuple):
    """One sentence in both languages."""

    id: str
    en: str


CLASSES: Final = {
    Standing.PRIORITY: Said("prioritas", "priority"),
    Standing.BOOKED: Said("janji temu", "appointment"),
    Standing.WALK_IN: Said("tanpa janji temu", "no appointment"),
}
UNKNOWN: Final = Said(
    "alasannya tidak tercatat di jurnal ini",
    "the journal does not hold the reason",
)
_ALONE: Final = Said(
    "tidak ada orang lain yang menunggu loket ini",
    "nobody else waited for this counter",
)
_OTHERS_BEHIND: Final = Said(
    "semua yang lain baru kembali setelah panggilannya terlewat",
    "all others had just come back after a missed call",
)
_EARLY: Final = Said("waktunya belum tiba", "before its time")


def sentence(number: str, counter: int, why: Why | None) -> Said:
    """Return why this number was called to this counter; None where the journal does not tell."""
    if why is None:
        reason = UNKNOWN
        return Said(
            f"{number} dipanggil ke loket {counter}; {reason.id}.",
            f"{number} was called to counter {counter}; {reason.en}.",
        )
    reason = _reason(why)
    return Said(
        f"{number} dipanggil ke loket {counter} karena {reason.id}.",
        f"{number} was called to counter {counter} because {reason.en}.",
    )


def brief(why: Why) -> str:
    """Return the reason in a few English words, for a line of the journal."""
    counted = CLASSES[_counted_as(why.standing, why.slot)].en
    words = {
        Rule.CAP: f"{CLASSES[why.standing].en} cap",
        Rule.COME_BACK: "has come back",
        Rule.CREDIT: f"credit {_english(why.credit)}",
        Rule.CLASS: counted,
        Rule.TURN: f"turn of {counted}",
        Rule.FIRST_COME: f"waited {_english(why.waited)}",
        Rule.NAMED: "by name",
    }
    return words[why.rule]


def _reason(why: Why) -> Said:
    if why.rule is Rule.NAMED:
        return _named(why)
    if why.is_preferred:
        return _and_next(_preferred(), why)
    if why.rule is Rule.CREDIT and why.next_number is not None:
        return _credit(why)
    if why.next_number is None and why.rule not in (Rule.CAP, Rule.COME_BACK):
        return _ALONE
    if why.next_is_behind and why.rule in (Rule.CLASS, Rule.TURN, Rule.FIRST_COME):
        return _and_next(_OTHERS_BEHIND, why)
    return _and_next(_REASONS[why.rule](why), why)


def _named(why: Why) -> Said:
    other = why.next_number
    first = _ALONE if other is None else Said(f"yang terdepan selain itu {other}", f"first of the others was {other}")
    return Said(f"petugas memilih nomor ini; {first.id}", f"an officer chose this number; {first.en}")


def _preferred() -> Said:
    return Said(
        "loket ini mendahulukan layanannya selama ada yang menunggu",
        "this counter takes its service first while anybody waits for it",
    )


def _come_back(why: Why) -> Said:
    del why
    return Said(
        "kembali setelah panggilannya terlewat dan gilirannya telah tiba",
        "it had come back after a missed call and its turn was there again",
    )


def _cap(why: Why) -> Said:
    name, (begun_id, begun_en), seconds = CLASSES[why.standing], *_begun(why)
    return Said(
        f"batas waktu kelas {name.id} telah tercapai: {_indonesian(seconds)} {begun_id}",
        f"the class {name.en} had reached its limit: {_english(seconds)} {begun_en}",
    )


def _credit(why: Why) -> Said:
    counted, begun = why.credit // max(1, why.rate), _begun(why)[0]
    own = Said(
        f"{_indonesian(counted)} {begun.id} x {why.rate} = {_indonesian(why.credit)}",
        f"{_english(counted)} {begun.en} x {why.rate} = {_english(why.credit)}",
    )
    other, theirs = why.next_number, why.next_credit or 0
    if why.next_is_behind:
        return Said(
            f"{other} ({_indonesian(theirs)}) baru kembali setelah panggilannya terlewat; kredit nomor ini {own.id}",
            f"{other} ({_english(theirs)}) had just come back after a missed call; the credit of this one was {own.en}",
        )
    if theirs < why.credit:
        return Said(
            f"kreditnya tertinggi: {own.id}; berikutnya {other} dengan {_indonesian(theirs)}",
            f"its credit was the highest: {own.en}; the next was {other} with {_english(theirs)}",
        )
    later = Said("layanannya atau waktu datangnya di belakang", "a later service or arrival")
    own_slot = why.slot if _is_early(why.standing, why.slot) else 0
    if _is_early(why.next_standing, why.next_slot) and (why.next_slot or 0) < (own_slot or 0):
        later = Said("waktu janjinya lebih lambat", "an appointment still to come")
    return Said(
        f"kreditnya tertinggi: {own.id}; {other} sama, tetapi {later.id}",
        f"its credit was the highest: {own.en}; {other} had the same, but {later.en}",
    )


def _class(why: Why) -> Said:
    name, other = _counted(why), why.next_standing
    if other is not None and _counted_as(other, why.next_slot) is _counted_as(why.standing, why.slot):
        return Said(f"terdepan di kelas {name.id}", f"it was the first of the class {name.en}")
    return Said(f"kelas {name.id} didahulukan", f"the class {name.en} goes first")


def _turn(why: Why) -> Said:
    name = _counted(why)
    return Said(
        f"giliran kelas {name.id}, dan nomor ini yang terdepan di kelas itu",
        f"it was the turn of the class {name.en}, of which it was the first",
    )


def _first_come(why: Why) -> Said:
    return Said(
        f"datang lebih dahulu: {_indonesian(why.waited)} menunggu",
        f"it had come first: {_english(why.waited)} of waiting",
    )


def _and_next(reason: Said, why: Why) -> Said:
    other = why.next_number
    if other is None:
        return Said(f"{reason.id}; {_ALONE.id}", f"{reason.en}; {_ALONE.en}")
    name = CLASSES[why.next_standing] if why.next_standing else None
    bracket = Said(f" ({name.id})", f" ({name.en})") if name else Said("", "")
    if name and _is_early(why.next_standing, why.next_slot):
        bracket = Said(f" ({name.id}, {_EARLY.id})", f" ({name.en}, {_EARLY.en})")
    return Said(f"{reason.id}; berikutnya {other}{bracket.id}", f"{reason.en}; the next was {other}{bracket.en}")


def _counted(why: Why) -> Said:
    """Return the class that the order looked at, with a word where that is not the person's own."""
    name = CLASSES[_counted_as(why.standing, why.slot)]
    if not _is_early(why.standing, why.slot):
        return name
    return Said(f"{name.id} (waktu janji nomor ini belum tiba)", f"{name.en} (its own appointment had not begun)")


def _counted_as(standing: Standing, slot: int | None) -> Standing:
    """Return the class that counts where classes go first or take turns; see `calling_order.class_at`."""
    return Standing.WALK_IN if _is_early(standing, slot) else standing


def _is_early(standing: Standing | None, slot: int | None) -> bool:
    return standing is Standing.BOOKED and slot is not None and slot < 0


def _begun(why: Why) -> tuple[Said, int]:
    """Return from when on this class counts, and for how many seconds: an appointment not before its slot."""
    if why.standing is Standing.BOOKED and why.slot is not None and why.slot < why.waited:
        return Said("sejak waktu janji", "since the appointment"), max(0, why.slot)
    return Said("menunggu", "of waiting"), why.waited


def _indonesian(seconds: int) -> str:
    return _duration(seconds, "menit", "detik")


def _english(seconds: int) -> str:
    return _duration(seconds, "min", "s")


def _duration(seconds: int, minute: str, second: str) -> str:
    whole, rest = divmod(seconds, 60)
    if whole and rest:
        return f"{whole} {minute} {rest} {second}"
    return f"{whole} {minute}" if whole else f"{rest} {second}"


_REASONS: Final = {
    Rule.CAP: _cap,
    Rule.COME_BACK: _come_back,
    Rule.CREDIT: _credit,
    Rule.CLASS: _class,
    Rule.TURN: _turn,
    Rule.FIRST_COME: _first_come,
}
