"""`python3 tests/pyverify SUITE [unittest options]` runs SUITE_test.py; it fails if no test ran.

`python3 tests/pyverify --refresh` writes the frozen certificates anew (see frozen_test.py).
"""

import sys
import unittest
from importlib import import_module
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))


def _run(suite: str, options: list[str]) -> int:
    program = unittest.main(f"{suite}_test", argv=[suite, *options], exit=False)
    ran = program.result.testsRun - len(program.result.skipped)
    if ran <= 0:
        print("no test ran", file=sys.stderr)
    return 0 if ran > 0 and program.result.wasSuccessful() else 1


if len(sys.argv) < 2:
    sys.exit(__doc__)
if sys.argv[1] == "--refresh":
    import_module("frozen_test").refresh()
else:
    sys.exit(_run(sys.argv[1], sys.argv[2:]))
