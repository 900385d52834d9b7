"""How large an uploaded workbook may be before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep an uploaded workbook from exhausting the machine.

    Parameters
    ----------
    file_bytes : int
        Size of the file as uploaded, in bytes.
    unpacked_bytes : int
        Size of all its parts unpacked, in bytes; checked before and while reading.
    ratio : int
        Unpacked to packed size of one part; deflate reaches about 1,030 on blanks,
        an honest sheet 5 to 60. Only parts above `ratio_floor` bytes are judged.
    parts : int
        Entries of the archive.
    sheets, rows, columns : int
        Sheets of the workbook; rows holding a value and last column holding a value
        of one sheet. Cells that are only formatted do not count.
    cells : int
        Values, and cells covered by merges, of the whole workbook.
    cell_chars : int
        Characters of one cell; 32,767 is what Excel itself allows.
    """

    file_bytes: int = 50 * MEBIBYTE
    unpacked_bytes: int = 200 * MEBIBYTE
    ratio: int = 250
    ratio_floor: int = 4 * MEBIBYTE
    parts: int = 5_000
    sheets: int = 60
    rows: int = 100_000
    columns: int = 500
    cells: int = 1_500_000
    cell_chars: int = 32_767


STANDARD = Limits()
