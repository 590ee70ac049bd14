#!/bin/bash
# Fuzzes: builds the targets with clang and libFuzzer, runs one after another for a share of the time
# each, and prints what they did. Inputs found go to build/fuzz/corpus, those that end a target to
# build/fuzz/crashes, logs to build/fuzz/logs.
#
#   tools/fuzz/run.sh                         every target, 11 minutes in all
#   tools/fuzz/run.sh --minutes 600           a long run
#   tools/fuzz/run.sh --minutes 5 scanner     some targets
#   tools/fuzz/run.sh --fast [TARGET...]      without sanitizers: many times as many inputs, for the
#                                             targets whose properties are about results
#   tools/fuzz/run.sh --plain N [TARGET...]   N inputs a target in the release build: changed copies of
#                                             what was found, without coverage, ten times as fast
#   tools/fuzz/run.sh --minimize [TARGET...]  the fewest inputs that reach what was reached, to choose
#                                             additions to tools/fuzz/corpus from
set -euo pipefail
cd "$(dirname "$0")/../.."

minutes=11
minimize=
plain=
preset=fuzz
targets=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --minutes) minutes=$2; shift 2 ;;
    --fast) preset=fuzz-fast; shift ;;
    --plain) plain=$2; preset=release; shift 2 ;;
    --minimize) minimize=1; shift ;;
    -h | --help) sed -n '2,16s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "run.sh: unknown option $1; try --help" >&2; exit 2 ;;
    *) targets+=("$1"); shift ;;
  esac
done

[[ -f build/$preset/build.ninja ]] || cmake --preset $preset >/dev/null
cmake --build --preset $preset --target fuzz-targets >/dev/null || {
  echo "run.sh: the build failed; see: cmake --build --preset $preset --target fuzz-targets" >&2
  exit 1
}
list=build/$preset/fuzz-targets.txt
programs=build/$preset/bin
[[ ${#targets[@]} -gt 0 ]] || mapfile -t targets < <(cut -d' ' -f1 $list)

# Small quarantine and short stacks: twice as fast. To look at a crash, run the target on its input
# without this.
export ASAN_OPTIONS=${ASAN_OPTIONS:-quarantine_size_mb=8:malloc_context_size=1}

known() { # the corpus folders of a target
  mkdir -p "build/fuzz/corpus/$1" "tools/fuzz/corpus/$1"
  echo "build/fuzz/corpus/$1" "tools/fuzz/corpus/$1"
}

length_of() { awk -v t="$1" '$1 == t {print $2}' $list; }

if [[ $minimize ]]; then
  for target in "${targets[@]}"; do
    new=build/fuzz/minimized/$target
    rm -rf "$new" && mkdir -p "$new"
    # shellcheck disable=SC2046
    "$programs/fuzz-$target" -merge=1 -max_len="$(length_of "$target")" "$new" $(known "$target") \
      >/dev/null 2>&1
    echo "$target: $(find "$new" -type f | wc -l) inputs, $(du -bs "$new" | cut -f1) bytes in $new"
  done
  exit 0
fi

for target in "${targets[@]}"; do
  if [[ -z $(length_of "$target") ]]; then
    echo "run.sh: there is no target '$target'; $list names them" >&2
    exit 2
  fi
done

if [[ $plain ]]; then
  for target in "${targets[@]}"; do
    options=(-max_len="$(length_of "$target")" -runs="$plain" -seed="$RANDOM")
    dictionary=tools/fuzz/dictionaries/$target.dict
    [[ -f $dictionary ]] && options+=(-dict="$dictionary")
    printf '%-18s ' "$target"
    # The input that ends a target is in fuzz-crash.input, here.
    # shellcheck disable=SC2046
    "$programs/fuzz-$target" "${options[@]}" $(known "$target")
  done
  exit 0
fi

mkdir -p build/fuzz/logs
seconds=$((minutes * 60 / ${#targets[@]}))
crashed=0
printf '%-18s %8s %12s %8s %9s %7s %s\n' target seconds executions exec/s coverage inputs crashes
for target in "${targets[@]}"; do
  length=$(length_of "$target")
  # The limit on one input is wall time, which on a busy machine is not the program's fault.
  options=(-max_len="$length" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048
    -print_final_stats=1)
  dictionary=tools/fuzz/dictionaries/$target.dict
  [[ -f $dictionary ]] && options+=(-dict="$dictionary")
  crashes=build/fuzz/crashes/$target
  mkdir -p "$crashes"
  log=build/fuzz/logs/$preset-$target.log
  started=$SECONDS
  status=0
  # shellcheck disable=SC2046
  "$programs/fuzz-$target" "${options[@]}" -artifact_prefix="$crashes/" \
    $(known "$target") >"$log" 2>&1 || status=$?
  stat() { sed -n "s/^stat::$1: *//p" "$log"; }
  coverage=$(grep -oE 'cov: [0-9]+' "$log" | tail -1 | cut -d' ' -f2 || true)
  found=$(find "$crashes" -type f | wc -l)
  printf '%-18s %8d %12s %8s %9s %7d %d\n' "$target" $((SECONDS - started)) \
    "$(stat number_of_executed_units)" "$(stat average_exec_per_sec)" "${coverage:-?}" \
    "$(find "build/fuzz/corpus/$target" -type f | wc -l)" "$found"
  if [[ $status -ne 0 ]]; then
    crashed=1
    echo "  $target ended with status $status: see $log and $crashes" >&2
  fi
done
exit $crashed
