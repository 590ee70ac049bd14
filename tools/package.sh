#!/bin/bash
# Builds a Debian package with the programs, the C library with its headers, manual pages, completions and the
# standard library, and prints where it is. Install it with: apt-get install ./blockfold_VERSION_ARCH.deb
set -euo pipefail
cd "$(dirname "$0")/.."

tools/setup.sh
cmake --preset release >/dev/null
cmake --build --preset release --target blockfold blockfold-verify blockfold_verify shell_support
rm -rf build/package && mkdir -p build/package
(cd build/package && cpack --config ../release/CPackConfig.cmake >cpack.log) || {
  cat build/package/cpack.log >&2
  exit 1
}
ls build/package/*.deb
