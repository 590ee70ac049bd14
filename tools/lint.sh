#!/bin/bash
# Runs clang-tidy with the checks of .clang-tidy, and prints what it finds; exit status 1 if anything.
#
#   tools/lint.sh                 the sources that changed since the branch left main, committed or not
#   tools/lint.sh --all           every source of runtime, compiler and tools
#   tools/lint.sh PATH...         some files, or all under some folders
#
# Headers are looked at from the sources that include them; one that changed brings its own .cc along.
set -euo pipefail
cd "$(dirname "$0")/.."

changed() {
  local base
  base=$(git merge-base HEAD main 2>/dev/null || git rev-parse HEAD)
  { git diff --name-only "$base"; git ls-files --others --exclude-standard; } |
    sed 's/\.h$/.cc/' | sort -u
}

case ${1-} in
  -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
  --all) paths=(runtime compiler tools) ;;
  -*) echo "lint.sh: unknown option $1; try --help" >&2; exit 2 ;;
  "") mapfile -t paths < <(changed) ;;
  *) paths=("$@") ;;
esac

database=build/release/compile_commands.json
[[ -f $database ]] || cmake --preset release >/dev/null
# What is generated must be there to be included.
cmake --build --preset release --target pcs rules_grammar metamath_grammar >/dev/null || {
  echo "lint.sh: the build failed; see: cmake --build --preset release" >&2
  exit 1
}

sources() { # those that the build knows, as paths from here
  local known path
  known=$(sed -n "s|^  \"file\": \"$PWD/\(.*\)\",\{0,1\}$|\1|p" $database | grep -v '^build/' | sort -u)
  for path in "${paths[@]}"; do
    path=${path#./}
    grep -E "^${path%/}(/|$)" <<<"$known" || true
  done | sort -u
}

mapfile -t files < <(sources)
if [[ ${#files[@]} -eq 0 ]]; then
  echo "no sources to look at"
  exit 0
fi
# The commands are gcc's: some of its warnings have no name in clang.
status=0
printf '%s\0' "${files[@]}" |
  xargs -0 -n 1 -P "$(nproc)" clang-tidy-14 -p build/release --quiet \
    --extra-arg=-Wno-unknown-warning-option 2>/dev/null || status=1
[[ $status -eq 0 ]] && echo "${#files[@]} files, nothing found"
exit $status
