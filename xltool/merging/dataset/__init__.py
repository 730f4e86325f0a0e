"""The merged data set: every submission and its state, the forms that count, their tables, and all findings."""

from xltool.merging.dataset.arrow_arrays import TEXT, WHOLE, array_of
from xltool.merging.dataset.counting_files import what_counts
from xltool.merging.dataset.dataset_tables import build_dataset, dataset_of, gather
from xltool.merging.dataset.exporters import DATA_FORMATS, data_base, data_files, read_csv, write_data
from xltool.merging.dataset.judged_amounts import AmountJudge
from xltool.merging.dataset.merged import Merged
from xltool.merging.dataset.stored_documents import StoredDataset, StoredDocument, stored_datasets
from xltool.merging.dataset.submissions import DatasetEntry, order_by

__all__ = [
    "DATA_FORMATS",
    "TEXT",
    "WHOLE",
    "AmountJudge",
    "DatasetEntry",
    "Merged",
    "StoredDataset",
    "StoredDocument",
    "array_of",
    "build_dataset",
    "data_base",
    "data_files",
    "dataset_of",
    "gather",
    "order_by",
    "read_csv",
    "stored_datasets",
    "what_counts",
    "write_data",
]
