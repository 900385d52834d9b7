"""Tables from .csv, .parquet and .xlsx files, read alike, every fault named by row and column."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from python_calamine import CalamineWorkbook

from daliang.engine.checks import BadInput, Problem

HEADER_ROWS = 1
MAX_PROBLEMS = 20


@dataclass(frozen=True)
class Table:
    """A rectangular table: named columns of equal length.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    columns : mapping of str to numpy.ndarray
        Either float64 (missing is NaN) or object arrays of str (missing is None).
    """

    name: str
    columns: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def problem(
        self, what: str, mend: str, *, index: int | None = None, column: str = ""
    ) -> Problem:
        """Return a problem placed in this table; `index` counts data rows from 0."""
        row = None if index is None else index + HEADER_ROWS + 1
        return Problem(what, mend, file=self.name, row=row, column=column)

    def require(self, *names: str) -> None:
        """Raise BadInput naming every missing column and the columns there are."""
        missing = [name for name in names if name not in self.columns]
        if missing:
            there = "、".join(self.columns) or "（无）"
            raise BadInput(
                self.problem(
                    "缺少这一列", f"表头加上这一列，或用参数指定；现有列：{there}", column=name
                )
                for name in missing
            )

    def numbers(self, column: str, *, allow_missing: bool = False) -> np.ndarray:
        """Return a column as float64; text in it, or a gap, is named by row."""
        self.require(column)
        values = self.columns[column]
        if values.dtype != object:
            numbers = values.astype(np.float64)
        else:
            numbers = self._parse(column, values)
        if not allow_missing:
            self._refuse(
                column, np.flatnonzero(np.isnan(numbers)), "空着", "填上数字；确为零请填 0"
            )
        self._refuse(column, np.flatnonzero(np.isinf(numbers)), "不是有限的数", "改为实际数值")
        return numbers

    def texts(self, column: str) -> np.ndarray:
        """Return a column as an object array of str; missing is None, numbers lose a bare '.0'."""
        self.require(column)
        values = self.columns[column]
        if values.dtype == object:
            return values
        plain = [
            None if np.isnan(v) else (str(int(v)) if v == int(v) else repr(float(v)))
            for v in values
        ]
        return np.array(plain, dtype=object)

    def is_text(self, column: str) -> bool:
        """Tell whether a column holds text rather than numbers."""
        return self.columns[column].dtype == object

    def _parse(self, column: str, values: np.ndarray) -> np.ndarray:
        numbers = np.full(len(values), np.nan)
        bad: list[int] = []
        for index, value in enumerate(values):
            if value is None or not (text := value.strip()):
                continue
            try:
                numbers[index] = float(text.replace(",", ""))
            except ValueError:
                bad.append(index)
        self._refuse(column, np.array(bad, dtype=int), None, "填数字，或留空")
        return numbers

    def _refuse(self, column: str, rows: np.ndarray, what: str | None, mend: str) -> None:
        if not len(rows):
            return
        values = self.columns[column]
        problems = [
            self.problem(what or f"“{values[i]}”不是数字", mend, index=int(i), column=column)
            for i in rows[:MAX_PROBLEMS]
        ]
        if len(rows) > MAX_PROBLEMS:
            problems.append(self.problem(f"这一列共有{len(rows)}处同样的问题", mend, column=column))
        raise BadInput(problems)


def connect(**config: str) -> duckdb.DuckDBPyConnection:
    """Open a private DuckDB that never fetches extensions from a network."""
    settings = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    return duckdb.connect(":memory:", config=settings | config)


def read_table(path: str | Path, *, sheet: str | None = None) -> Table:
    """Read one table from a .csv, .parquet or .xlsx file.

    Raises
    ------
    BadInput
        When the file is absent, of another kind than its ending says, empty,
        or has blank or repeated headers.
    """
    path = Path(path)
    if not path.is_file():
        raise BadInput(Problem("没有这个文件", "检查路径", file=str(path)))
    readers = {".csv": _read_csv, ".parquet": _read_parquet, ".xlsx": _read_xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BadInput(Problem("不认识这种文件", "另存为 .csv、.xlsx 或 .parquet", file=path.name))
    columns = reader(path, sheet)
    if not columns:
        raise BadInput(Problem("表里没有列", "第一行写列名，下面写数据", file=path.name))
    return Table(path.name, columns)


def write_parquet(path: str | Path, columns: Mapping[str, np.ndarray]) -> None:
    """Write columns to a .parquet file, whole or not at all."""
    path = Path(path)
    partial = path.with_name(path.name + ".partial")
    with connect() as db:
        db.register("columns_to_write", dict(columns))
        target = str(partial).replace("'", "''")
        db.execute(f"copy columns_to_write to '{target}' (format parquet)")
    partial.replace(path)


def _read_parquet(path: Path, _sheet: str | None) -> dict[str, np.ndarray]:
    with connect() as db:
        try:
            relation = db.execute("select * from read_parquet(?)", [str(path)])
            return _from_duckdb(relation.fetchnumpy())
        except duckdb.Error as error:
            raise BadInput(
                Problem("不是可读的 Parquet 文件", "重新导出", file=path.name)
            ) from error


def _read_csv(path: Path, _sheet: str | None) -> dict[str, np.ndarray]:
    if path.stat().st_size == 0:
        raise BadInput(Problem("文件是空的", "第一行写列名，下面写数据", file=path.name))
    with connect() as db:
        # Everything as text first: a sniffer would drop the zeros of 00123 and round long codes.
        make = (
            "create temp table given as select * from read_csv(?, header=true, sep=',', "
            "all_varchar=true, null_padding=false, strict_mode=true)"
        )
        try:
            db.execute(make, [str(path)])
            return _from_duckdb(db.execute(_typed(db)).fetchnumpy())
        except duckdb.Error as error:
            raise BadInput(_csv_problem(path, error)) from error


def _typed(db: duckdb.DuckDBPyConnection) -> str:
    """Return a query that turns into numbers the columns that hold nothing else.

    A code is not a number: leading zeros or more than fifteen digits keep a column as text.
    """
    names = [row[0] for row in db.execute("describe given").fetchall()]
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    code = r"'^[+-]?0\d|^[+-]?\d{16,}$|^[^\d+.-]'"
    tests = ", ".join(
        f"count({c}) > 0 and bool_and(try_cast({c} as double) is not null "
        f"and not regexp_matches(trim({c}), {code})) filter (where {c} is not null)"
        for c in quoted
    )
    are_numbers = db.execute(f"select {tests} from given").fetchone() or ()
    columns = ", ".join(
        f"cast({c} as double) as {c}" if is_number else c
        for c, is_number in zip(quoted, are_numbers, strict=True)
    )
    return f"select {columns} from given"


def _csv_problem(path: Path, error: duckdb.Error) -> Problem:
    """Say what hinders reading: encoding, or the first row with another number of cells."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.reader(lines)
            width = len(next(rows, []))
            for row in rows:
                if row and len(row) != width:
                    what = f"这一行有{len(row)}格，表头有{width}列"
                    return Problem(what, "补齐或删去多余的逗号", file=path.name, row=rows.line_num)
    except UnicodeDecodeError:
        return Problem("不是 UTF-8 编码", "用“CSV UTF-8”格式另存", file=path.name)
    except csv.Error:
        pass  # the database's own words say more
    first = str(error).splitlines()[0]
    return Problem(f"读不成表格（{first}）", "检查每行的列数和引号是否一致", file=path.name)


def _read_xlsx(path: Path, sheet: str | None) -> dict[str, np.ndarray]:
    if not zipfile.is_zipfile(path):
        raise BadInput(Problem("内容不是 .xlsx", "用 Excel 另存为 .xlsx", file=path.name))
    book = CalamineWorkbook.from_path(str(path))
    if sheet is not None and sheet not in book.sheet_names:
        names = "、".join(book.sheet_names)
        raise BadInput(Problem(f"没有工作表“{sheet}”", f"可选：{names}", file=path.name))
    rows = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False)
    if not rows:
        raise BadInput(Problem("工作表是空的", "第一行写列名，下面写数据", file=path.name))
    headers = [str(cell).strip() for cell in rows[0]]
    _check_headers(path, headers)
    body = [row for row in rows[1:] if any(cell not in ("", None) for cell in row)]
    return {
        header: _xlsx_column([row[i] for row in body]) for i, header in enumerate(headers) if header
    }


def _check_headers(path: Path, headers: Sequence[str]) -> None:
    repeated = sorted({h for h in headers if h and headers.count(h) > 1})
    if repeated:
        raise BadInput(
            Problem("表头重复", "每列用不同的名字", file=path.name, row=1, column=h)
            for h in repeated
        )


def _xlsx_column(cells: Sequence[object]) -> np.ndarray:
    filled = [cell for cell in cells if cell not in ("", None)]
    if all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in filled):
        return np.array([np.nan if c in ("", None) else float(c) for c in cells])  # type: ignore[arg-type]
    return np.array([None if c in ("", None) else _text(c) for c in cells], dtype=object)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _from_duckdb(fetched: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    columns: dict[str, np.ndarray] = {}
    for name, values in fetched.items():
        mask = np.ma.getmaskarray(values)
        data = np.ma.getdata(values)
        if data.dtype.kind in "iu" and len(data) and np.abs(data.astype(np.float64)).max() >= 2**53:
            column = data.astype(str).astype(object)  # a code, not a quantity
            column[mask] = None
        elif data.dtype.kind in "iuf":
            column = data.astype(np.float64)
            column[mask] = np.nan
        elif data.dtype.kind == "b":
            column = np.where(mask, None, np.where(data, "true", "false")).astype(object)
        elif data.dtype.kind == "M":
            column = np.where(mask, None, data.astype("datetime64[D]").astype(str)).astype(object)
        else:
            column = data.astype(object)
            column[mask] = None
            for i, value in enumerate(column):
                if value is not None and not isinstance(value, str):
                    column[i] = str(value)
        columns[name] = column
    return columns
