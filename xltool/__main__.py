"""`python -m xltool` is the command line."""

from xltool.cli import main

main()
