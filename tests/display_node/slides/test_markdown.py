"""What Markdown becomes on a wall, and what is left out."""

from display_node.slides.markdown import blocks
from display_node.slides.slide import Break, Heading, Item, Paragraph, Run, Table


def test_headings_paragraphs_and_bold_words() -> None:
    """Bold words are runs of their own; the lines of a paragraph are one."""
    assert blocks("# Judul\n\nBawa **asli**\ndan fotokopi\n\n> Tanya petugas") == (
        Heading(1, (Run("Judul"),)),
        Paragraph((Run("Bawa "), Run("asli", is_bold=True), Run(" "), Run("dan fotokopi"))),
        Paragraph((Run("Tanya petugas"),), is_quiet=True),
    )


def test_lists_are_numbered_and_nested() -> None:
    """A list may begin at any number, and a point may have points of its own."""
    assert blocks("3. tiga\n   - anak\n4. empat\n") == (
        Item((Run("tiga"),), "3.", 0),
        Item((Run("anak"),), "", 1),
        Item((Run("empat"),), "4.", 0),
    )


def test_tables_have_a_head_and_sides() -> None:
    """A column may stand at the right; a short row is filled up, and a head without a word is none."""
    (table,) = blocks("| Layanan | Biaya |\n|---|---:|\n| Paspor | sesuai PP |\n| lain |\n")
    assert table == Table(
        ((Run("Layanan"),), (Run("Biaya"),)),
        (((Run("Paspor"),), (Run("sesuai PP"),)), ((Run("lain"),), ())),
        (False, True),
    )
    (bare,) = blocks("| | |\n|---|---|\n| a | b |\n")
    assert isinstance(bare, Table)
    assert bare.head == ()


def test_what_a_wall_cannot_do_is_left_out() -> None:
    """A comment is not shown, a link is its words, a line break stays, and code is text."""
    assert blocks("<!-- isi -->\n\n[situs](https://x.example) *miring*<br>baru") == (
        Paragraph((Run("situs"), Run(" "), Run("miring"), Run("\n"), Run("baru"))),
    )
    assert blocks("```\nkode\n```") == (Paragraph((Run("kode"),)),)
    assert blocks("a\n\n---\n\nb")[1] == Break()
    assert blocks("<!-- hanya komentar -->\n") == ()


def test_what_nobody_can_see_is_left_out() -> None:
    """Also where the file hides it behind a name or a number; a line of code stays a line."""
    assert blocks("Bia\x1b[31mya &#x202E;asli\u200b\x07") == (Paragraph((Run("Bia[31mya asli"),)),)
    assert blocks("```\nsatu\x1b\ndua\u2066\n```") == (Paragraph((Run("satu\ndua"),)),)
    (table,) = blocks("| a&#8203;b |\n|---|\n| \u202ec |\n")
    assert isinstance(table, Table)
    assert (table.head, table.rows) == (((Run("ab"),),), (((Run("c"),),),))
