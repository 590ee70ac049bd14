"""`python3 tests/server SUITE ...`: the suites are language, protocol, robustness and editors."""

import importlib
import sys
import unittest

if __name__ == "__main__":
    names = sys.argv[1:] or ["language", "protocol", "robustness", "editors"]
    suite = unittest.TestSuite(
        unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(f"{name}_test")) for name in names
    )
    sys.exit(not unittest.TextTestRunner(verbosity=1).run(suite).wasSuccessful())
