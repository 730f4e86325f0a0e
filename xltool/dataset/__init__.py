"""The merged data set: every submission and its state, the forms that count, their tables, and all findings."""

from xltool.dataset.build import build_dataset, dataset_of, gather
from xltool.dataset.files import data_files, read_csv, write_data
from xltool.dataset.records import Merged
from xltool.dataset.submissions import STATES, State, Submission

__all__ = ["STATES", "Merged", "State", "Submission", "build_dataset", "data_files", "dataset_of", "gather", "read_csv", "write_data"]
