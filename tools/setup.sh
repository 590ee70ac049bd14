#!/bin/bash
# Installs the Debian packages that building and testing Blockfold takes. Says nothing and takes no time
# if they are all there. Needs root, or sudo; else it says what to install.
#
#   --snarkjs   also node, and snarkjs from npm into build/npm, for the tests of exported circuits
#   --editors   also neovim, node, and libraries of VS Code from npm into build/npm, for the tests of editors
#   --wasm      also what the verifier for WebAssembly takes: tools/wasm/build.sh and its tests
#   --browser   also what the tests of pages in a browser take (400 MB); they are skipped without it
set -euo pipefail

packages=(
  # compilers and build tools
  g++ cmake ninja-build pkg-config git dpkg-dev file
  clang-14 lld-14 libclang-rt-14-dev clang-format-14 clang-tidy-14
  # libraries
  llvm-14-dev zlib1g-dev libzstd-dev libboost-graph-dev libgmp-dev libfmt-dev libtbb-dev nlohmann-json3-dev
  antlr4 libantlr4-runtime-dev libkainjow-mustache-dev
  # tests: the runner, an oracle for hashes, a second Metamath checker
  doctest-dev libcrypto++-dev metamath
  # tests in Python, with the standard library only; mount, setpriv; memcheck
  python3 util-linux mount valgrind
  # tests: pictures of proofs, the manual page
  graphviz groff-base
  # databases to try
  metamath-databases
)

extras=()
for option in "$@"; do
  case $option in
    --wasm)
      packages+=(clang-19 lld-19 llvm-19 libc++-19-dev-wasm32 libc++abi-19-dev-wasm32
        libclang-rt-19-dev-wasm32 wasi-libc nodejs)
      ;;
    --browser) packages+=(chromium fonts-dejavu-extra) ;;
    --snarkjs)
      command -v npm >/dev/null || packages+=(nodejs npm)
      extras+=(install_snarkjs)
      ;;
    --editors)
      packages+=(neovim)
      command -v npm >/dev/null || packages+=(nodejs npm)
      extras+=(install_editors)
      ;;
    *)
      echo "setup: unknown option $option; there are --browser, --editors, --snarkjs and --wasm" >&2
      exit 2
      ;;
  esac
done

if ! command -v dpkg-query >/dev/null; then
  echo "setup: this is no Debian system; Blockfold is built and tested on Debian 12. Its packages there:" >&2
  printf '  %s\n' "${packages[@]}" >&2
  exit 1
fi

# With versions: what is installed must not change by itself.
install_from_npm() {
  local folder=$PWD/build/npm package missing=()
  for package in "$@"; do
    grep -qs "\"version\": \"${package#*@}\"" "$folder/node_modules/${package%@*}/package.json" ||
      missing+=("$package")
  done
  [[ ${#missing[@]} -eq 0 ]] || npm install --prefix "$folder" --no-audit --no-fund "${missing[@]}"
}
install_snarkjs() { install_from_npm snarkjs@0.7.6; }
install_editors() {
  install_from_npm vscode-textmate@9.3.2 vscode-oniguruma@2.0.1 vscode-languageclient@9.0.1
}

# What the options ask for, once the packages are there.
finish() {
  local extra
  cd "$(dirname "$0")/.."
  for extra in "${extras[@]}"; do "$extra"; done
  exit
}

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $state == installed ]] || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && finish

echo "setup: installing ${missing[*]}"
as_root=()
if [[ $(id -u) -ne 0 ]]; then
  if ! command -v sudo >/dev/null; then
    echo "setup: neither root nor sudo; as root, run: apt-get install -y ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}"
}
# Package lists may be absent or too old: then once more with new ones.
install || { "${as_root[@]}" apt-get update && install; }
finish
