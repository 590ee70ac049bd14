"""`python3 tests/wasm SUITE`: build, module (node), differential (against the program), page (Chromium).

Where a tool is absent, prints "skipped: ..." and succeeds; else fails unless tests ran and all held.
"""

import subprocess
import sys
import unittest
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]
sys.path += [str(_ROOT / folder) for folder in ("tools", "tests/pyverify", "tests/browser")]

from toolchain import missing_for_build, missing_for_page  # noqa: E402


def _build() -> int:
    for step in (["cmake", "--preset", "wasm"], ["cmake", "--build", "--preset", "wasm"]):
        if subprocess.run(step, cwd=_ROOT, check=False).returncode != 0:
            return 1
    return 0


def _unittest(module: str) -> int:
    program = unittest.main(module, argv=[module], exit=False)
    ran = program.result.testsRun - len(program.result.skipped)
    return 0 if ran > 0 and program.result.wasSuccessful() else 1


def _module() -> int:
    return subprocess.run(
        ["node", "--test", str(_HERE / "module.test.mjs")], check=False
    ).returncode


_SUITES = {
    "build": (_build, missing_for_build),
    "module": (_module, missing_for_build),
    "differential": (lambda: _unittest("differential_test"), missing_for_build),
    "page": (lambda: _unittest("page_test"), missing_for_page),
}

if len(sys.argv) != 2 or sys.argv[1] not in _SUITES:
    sys.exit(__doc__)
_run, _missing = _SUITES[sys.argv[1]]
if absent := _missing():
    print(f"skipped: {', '.join(absent)} absent")
    sys.exit(0)
sys.exit(_run())
