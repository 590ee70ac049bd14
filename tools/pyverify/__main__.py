"""`python3 tools/pyverify CERT.bfc --theory FILE.mm`; `--help` says more."""

import sys
from pathlib import Path

if not __package__:  # run as a folder: its parent is where the package is found
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from pyverify.cli import main

sys.exit(main(sys.argv[1:]))
