#!/bin/bash
# Runs all tests: sets up, builds, then CTest. Arguments go to ctest, for instance: tools/test.sh -R e2e
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh
cmake --preset release
cmake --build --preset release
exec ctest --preset release --no-tests=error --parallel "$(nproc)" "$@"
