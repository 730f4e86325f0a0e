"""What input formats are read with: packages, XML, records, grids of cells."""
