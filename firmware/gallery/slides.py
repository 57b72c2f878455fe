"""The slides of the invented office, as an office would write them into its folder."""

from typing import Final

FOLDER: Final = "/etc/antrian/slides"

SLIDES: Final[dict[str, str]] = {
    "1-syarat.md": """\
# Paspor baru: yang perlu dibawa

- **KTP** asli dan fotokopi
- Kartu keluarga
- Akta lahir, buku nikah, atau ijazah
- Surat pewarganegaraan, bila ada

> New passport: identity card, family card, and birth certificate, marriage book or diploma.
""",
    "2-biaya.md": """\
# Biaya paspor

| Paspor | 5 tahun | 10 tahun |
|---|---:|---:|
| Biasa, 48 halaman | Rp 350.000 | Rp 650.000 |
| Elektronik, 48 halaman | Rp 650.000 | Rp 950.000 |
| Percepatan, selesai hari itu | Rp 1.000.000 | Rp 1.000.000 |

Bayar di bank, kantor pos, atau aplikasi. **Petugas tidak menerima uang.**
""",
    "3-jam.md": """\
# Jam pelayanan

| Hari | Pelayanan | Istirahat |
|---|---|---|
| Senin sampai Kamis | 08.00-16.00 | 12.00-13.00 |
| Jumat | 08.00-16.30 | 11.30-13.30 |

> Opening hours: Monday to Thursday 08:00 to 16:00, Friday 08:00 to 16:30.
""",
    "4-maklumat.md": """\
# Maklumat pelayanan

Kami sanggup melayani sesuai standar yang ditetapkan. Bila tidak, kami menerima sanksi menurut peraturan.

1. Nomor dipanggil menurut urutan
2. Lansia, ibu hamil, dan penyandang disabilitas didahulukan
3. Pengaduan dijawab dalam lima hari kerja
""",
}
