#!/bin/bash
# Builds the programs of a commit twice, in two folders and surroundings that differ in all that must not
# matter, and compares the results: the same commit and toolchain must give the same bytes. Prints the digests,
# for others to compare with theirs. Exit status: 0 the same, 1 different.
# Usage: tools/reproducible_build.sh [--commit=REV] [--keep] [PROGRAM ...]     (default: blockfold-verify)
# The library is the program blockfold_verify.
set -euo pipefail
cd "$(dirname "$0")/.."

commit=HEAD
keep=
programs=()
for word in "$@"; do
  case $word in
    --commit=*) commit=${word#*=} ;;
    --keep) keep=1 ;;
    -*)
      echo "reproducible_build: unknown option $word; usage: $0 [--commit=REV] [--keep] [PROGRAM ...]" >&2
      exit 2
      ;;
    *) programs+=("$word") ;;
  esac
done
[[ ${#programs[@]} -gt 0 ]] || programs=(blockfold-verify)
commit=$(git rev-parse --verify --quiet "$commit^{commit}") || {
  echo "reproducible_build: there is no such commit" >&2
  exit 2
}
tools/setup.sh

work=$(mktemp -d "${TMPDIR:-/tmp}/blockfold-build-XXXXXX")
clean_up() { [[ -n $keep ]] || rm -rf "$work"; }
trap clean_up EXIT

# build FOLDER JOBS: the commit in a folder of its own, with no cache of earlier builds.
build() {
  local folder=$work/$1 jobs=$2
  mkdir -p "$folder"
  git archive "$commit" | tar -x -C "$folder"
  env -u CMAKE_C_COMPILER_LAUNCHER -u CMAKE_CXX_COMPILER_LAUNCHER \
    cmake -S "$folder" -B "$folder/$3" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBLOCKFOLD_TESTS=OFF >"$folder.log"
  CCACHE_DISABLE=1 cmake --build "$folder/$3" -j "$jobs" --target "${programs[@]}" >>"$folder.log" || {
    tail -n 30 "$folder.log" >&2
    exit 1
  }
}

# What a target makes, below the folder of the build.
made_by() {
  if [[ $1 == blockfold_verify ]]; then echo lib/libblockfold-verify.so; else echo "bin/$1"; fi
}

echo "commit     $commit"
for package in g++-12 binutils libc6-dev llvm-14-dev libfmt-dev libtbb-dev libboost-graph1.74-dev nlohmann-json3-dev \
  libantlr4-runtime-dev; do
  printf 'toolchain  %s %s\n' "$package" "$(dpkg-query -W -f='${Version}' "$package" 2>/dev/null || echo absent)"
done

(export TZ=UTC LC_ALL=C && umask 022 && build one "$(nproc)" build)
(export TZ=Asia/Kathmandu LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH=1 && umask 077 &&
  build another-folder-with-a-longer-name $(($(nproc) + 1)) build/other)

different=0
for program in "${programs[@]}"; do
  file=$(made_by "$program")
  first=$(sha256sum <"$work/one/build/$file" | cut -d' ' -f1)
  second=$(sha256sum <"$work/another-folder-with-a-longer-name/build/other/$file" | cut -d' ' -f1)
  if [[ $first == "$second" ]]; then
    echo "same       sha256:$first  $program"
  else
    echo "DIFFERENT  sha256:$first and sha256:$second  $program"
    different=1
  fi
done
if [[ $different -ne 0 && -z $keep ]]; then
  echo "reproducible_build: --keep leaves both builds behind, for diffoscope or cmp" >&2
fi
[[ -z $keep ]] || echo "kept in    $work"
exit "$different"
