"""Heads over tables, texts fixed in cells, columns over several sheet columns, repeats shown pale: on the form `quarters`."""
