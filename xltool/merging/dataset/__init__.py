"""The merged data set: every submission and its state, the forms that count, their tables, and all findings."""

from xltool.merging.dataset.dataset_tables import build_dataset, dataset_of, gather
from xltool.merging.dataset.exporters import data_files, read_csv, write_data
from xltool.merging.dataset.merged import Merged
from xltool.merging.dataset.submissions import DatasetEntry

__all__ = ["DatasetEntry", "Merged", "build_dataset", "data_files", "dataset_of", "gather", "read_csv", "write_data"]
