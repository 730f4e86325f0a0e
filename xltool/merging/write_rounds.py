"""Write what several campaigns come to: one workbook for people, and the data of all in a folder beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xltool.base.files import Output, WrittenApart, writing_whole
from xltool.base.messages import Lang
from xltool.merging.dataset.exporters import data_base
from xltool.merging.dataset.merged import Merged
from xltool.merging.rounds.partitions import rounds_files, write_rounds_data
from xltool.merging.rounds.round_record import Round
from xltool.merging.rounds.rounds_dataset import common_dataset
from xltool.merging.rounds.rounds_workbook import sheets_beside, write_rounds_workbook
from xltool.merging.summary.summary_workbook import write_summary_beside

#: Where a workbook in a stream would lie: links start from the current folder.
_NOWHERE = Path("summary.xlsx")


def write_rounds(rounds: Sequence[Round], output: Output, lang: Lang = "zh") -> Merged:
    """Write the workbook and the data of campaigns of one form, which come in the order of time; return the data set of all.

    Campaigns of one place have the summary of the last one, beside which stand sheets on all of them; those of several places have these
    sheets alone. Into a binary stream goes the workbook alone. A file that cannot be written does not keep the others from being written.
    Raises UnwritableError, which names it, then.
    """
    dataset, is_file = common_dataset(rounds), isinstance(output, Path | str)
    path = Path(output) if isinstance(output, Path | str) else _NOWHERE
    base, apart, data = data_base(path), WrittenApart(), tuple[Path, ...]()
    with apart.each(), writing_whole(output) as file:
        if len({one.place for one in rounds}) == 1:
            beside, files = sheets_beside(rounds, dataset, base), rounds_files(base, dataset)
            write_summary_beside(rounds[-1].merged, path, lang, beside, files, file, is_whole=not is_file)
        else:
            write_rounds_workbook(rounds, dataset, base, lang, file)
    if is_file:
        with apart.each():
            data = write_rounds_data(dataset, rounds, base)
    apart.refuse()
    return replace(dataset, written=(path, *data)) if is_file else dataset
