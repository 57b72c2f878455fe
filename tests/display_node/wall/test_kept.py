"""What was costly to make is not made twice, and takes no more room than it has."""

from display_node.wall.kept import MOST, Kept


def test_what_is_kept_is_made_once() -> None:
    """As long as there is room."""
    kept, made = Kept[str, str](10, len), list[str]()
    for key in "abab":
        kept.get(key, lambda key=key: made.append(key) or key * 5)  # type: ignore[misc]
    assert made == ["a", "b"]


def test_what_was_wanted_longest_ago_goes_first() -> None:
    """Not what was made first: a picture that stands on the wall is wanted in every frame."""
    kept = Kept[str, int](2, lambda _: 1)
    for n, key in enumerate("abac"):
        kept.get(key, lambda n=n: n)  # type: ignore[misc]
    assert [kept.get(key, lambda: 9) for key in "acb"] == [0, 3, 9]


def test_what_is_heavier_than_all_room_stays_alone() -> None:
    """The wall needs it in every frame all the same."""
    kept = Kept[str, int](10, int)
    kept.get("a", lambda: 4)
    kept.get("b", lambda: 99)
    assert [kept.get("b", lambda: 0), kept.get("a", lambda: 3)] == [99, 3]


def test_what_weighs_nothing_has_an_end_too() -> None:
    """A picture that has gone weighs nothing; a new name comes each day."""
    kept = Kept[int, int](10, lambda _: 0)
    for n in range(MOST + 1):
        kept.get(n, lambda n=n: n)  # type: ignore[misc]
    assert [kept.get(1, lambda: -1), kept.get(0, lambda: -1)] == [1, -1]
