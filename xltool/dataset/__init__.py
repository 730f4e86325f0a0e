"""The merged data set: every submission and its state, the forms that count, their tables, and all findings."""

from xltool.dataset.build import build_dataset
from xltool.dataset.files import data_files, read_csv, write_data
from xltool.dataset.records import Merged
from xltool.dataset.submissions import State, Submission

__all__ = ["Merged", "State", "Submission", "build_dataset", "data_files", "read_csv", "write_data"]
