#!/bin/bash
# Shows the whole job on a real theorem: sets up, builds, then checks, compiles, proves and verifies
# 2 + 2 = 4 from the axioms of set theory. Writes nothing outside this repository's build folder.
# Usage: tools/demo.sh [THEOREM [FILE.mm]]
set -euo pipefail
theorem=${1:-2p2e4}
theory=$(realpath "${2:-/usr/share/metamath/databases/set.mm}" 2>/dev/null || echo "${2:-}")
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }
run() {
  printf '\n$ %s\n' "$*"
  "$@"
}

say "Setting up and building (the first time takes some minutes)"
tools/setup.sh
[[ -n $theory ]] || theory=/usr/share/metamath/databases/set.mm
mkdir -p build
cmake --preset release >build/demo-configure.log 2>&1 || { cat build/demo-configure.log; exit 1; }
cmake --build --preset release --target blockfold blockfold-verify
export PATH="$PWD/build/release/bin:$PATH"
folder=build/demo
mkdir -p "$folder"
certificate=$folder/$theorem.bfc

say "1. Check: is the proof of $theorem right, by the rules of Metamath?"
run blockfold check "$theory" --theorem "$theorem"

say "2. Compile: each rule that the proof uses becomes a small circuit; here is where their copies go"
printf '\n$ blockfold compile %s --theorem %s --emit=layout\n' "$theory" "$theorem"
blockfold compile "$theory" --theorem "$theorem" --emit=layout >"$folder/layout.txt"
grep -E '^(kind|total)' "$folder/layout.txt"

say "3. Prove: the theorem and every lemma down to the axioms, in one certificate"
run blockfold prove "$theory" --theorem "$theorem" -o "$certificate"

say "4. Verify, by a program without any prover in it: what does the certificate say, from which axioms?"
run blockfold-verify "$certificate" "$theory"

say "5. Change one byte of the certificate: is it still accepted?"
cp "$certificate" "$folder/changed.bfc"
last=$(($(stat -c %s "$certificate") - 1))
byte=$(od -An -tu1 -j "$last" -N 1 "$certificate")
# shellcheck disable=SC2059 # the format is the byte
printf "\\x$(printf %x $(((byte + 1) % 256)))" |
  dd of="$folder/changed.bfc" bs=1 seek="$last" conv=notrunc status=none
if run blockfold-verify "$folder/changed.bfc" "$theory"; then
  echo "demo: a changed certificate was accepted" >&2
  exit 1
fi
echo "Refused, as it must be."

say "Done: $certificate has $(stat -c %s "$certificate") bytes; whoever has $(basename "$theory") can verify it."
