"""Next year's forms, filled in from the data of several campaigns: those of the last year."""

from __future__ import annotations

from pathlib import Path

from tests.campaign.office import Office
from tests.rounds.counties import ROSTERS, opened
from xltool import distribute, merge, read
from xltool.merging.dataset import stored_datasets


def test_the_last_year_fills_in_the_next(counties: dict[str, Office], tmp_path: Path) -> None:
    folders = [counties["wujin-2021"].folder, counties["wujin-2022"].folder]
    merge(folders, output=tmp_path / "all.xlsx")
    (found,) = stored_datasets(sorted((tmp_path / "all-data").glob("*.csv")))
    documents = {document.unit: document for document in found.documents()}
    assert set(documents) == {"LIB", "007", "PARK", "ZOO"}
    library = documents["LIB"]
    assert library.data is not None
    assert (library.data["money"], library.data["year"], library.version) == ({"total": "15"}, "2022", "1")
    assert library.data["items"] == [{"name": "x", "amount": "15"}]
    assert library.file.endswith(": inbox/LIB.xlsx")
    office = opened(tmp_path / "2023", ROSTERS["wujin-2022"], 2023)
    distribute(office.folder, previous=tmp_path / "all-data", lang="en")
    (sent,) = (office.folder / "outbox" / "LIB").glob("*.xlsx")
    document = read(sent, templates=office.folder / "templates")
    assert [(row["name"], row["amount"]) for row in document.rows("items")] == [("x", 15)]
