"""`python3 tests/export SUITE [unittest options]` runs SUITE_test.py; it fails if there is no test.

Tests whose tools are absent are skipped, and say so.
"""

import sys
import unittest
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))

if len(sys.argv) < 2:
    sys.exit(__doc__)
program = unittest.main(f"{sys.argv[1]}_test", argv=sys.argv[1:], exit=False)
for test, reason in program.result.skipped:
    print(f"skipped: {test.id()}: {reason}")
sys.exit(0 if program.result.testsRun > 0 and program.result.wasSuccessful() else 1)
