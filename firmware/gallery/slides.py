"""The slides of the invented office, as an office would write them into its folder, and as a wall knows them."""

from typing import Final

from display_node.slides.markdown import blocks
from display_node.slides.slide import Shown, Slide, Writing

FOLDER: Final = "/etc/antrian/slides"

_TEXTS: Final = (
    (
        "10-syarat",
        "id",
        """\
# Paspor baru: yang perlu dibawa

Bawa dokumen **asli** dan fotokopinya:

1. **KTP** yang masih berlaku
2. **Kartu keluarga**
3. Akta lahir, buku nikah, atau ijazah
4. Surat pewarganegaraan, bila ada

> Untuk anak ada syarat tambahan. Tanyakan kepada petugas informasi.
""",
    ),
    (
        "10-syarat",
        "en",
        """\
# New passport: what to bring

Bring the **originals** and a copy of each:

1. Valid **identity card**
2. **Family card**
3. Birth certificate, marriage book or diploma
4. Certificate of citizenship, if you have one

> More is needed for children. Please ask at the information desk.
""",
    ),
    (
        "20-biaya",
        "id",
        """\
# Biaya paspor

| Paspor | 5 tahun | 10 tahun |
|---|---:|---:|
| Biasa | Rp 350.000 | Rp 650.000 |
| Elektronik | Rp 650.000 | Rp 950.000 |
| Selesai hari itu, tambahan | Rp 1.000.000 | Rp 1.000.000 |

Bayar dengan **kode billing** di bank atau kantor pos. **Petugas tidak menerima uang.**
""",
    ),
    (
        "30-jam",
        "id",
        """\
# Jam layanan

| Hari | Buka | Istirahat |
|---|---:|---:|
| Senin - Kamis | 08.00-16.00 | 12.00-13.00 |
| Jumat | 08.00-16.30 | 11.30-13.30 |

Sabtu, Minggu, dan hari libur nasional **tutup**.
""",
    ),
    (
        "40-maklumat",
        "id",
        """\
# Maklumat pelayanan

Dengan ini kami menyatakan **sanggup menyelenggarakan pelayanan sesuai standar pelayanan** yang telah ditetapkan.

Apabila tidak menepati janji ini, kami **siap menerima sanksi** sesuai peraturan perundang-undangan yang berlaku.
""",
    ),
)

SHOWN: Final = Shown(tuple(Slide(stem, language, Writing(blocks(text))) for stem, language, text in _TEXTS))
