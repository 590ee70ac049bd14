#!/bin/bash
# Builds the verifier for WebAssembly: the module, the package for node and the page. One command, from a fresh
# Debian: installs what it takes first. Everything goes into build/wasm; arguments go to cmake --build.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools/setup.sh --wasm
cmake --preset wasm
cmake --build --preset wasm "$@"
