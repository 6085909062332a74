#!/bin/bash
# Fuzzes one target by hand with libFuzzer, AddressSanitizer and UBSan (clang-19).
#
#   tools/fuzz.sh TARGET [SECONDS]     TARGET: X of a file X_fuzz.cc; without one they are listed
#
# Starts from fuzz/corpus/TARGET and the recipes beside the target, then minimises what was found and
# stores it in fuzz/corpus/TARGET/corpus.b64. Prints the row for the table in docs/fuzzing.md.
# A crash is left in build/fuzz/runs/TARGET/ and makes the exit status 1.
set -euo pipefail
cd "$(dirname "$0")/.."

list() {
  find src fuzz -name '*_fuzz.cc' -printf '%f\n' | sed 's/_fuzz\.cc$//' | sort
}
target=${1:-}
seconds=${2:-300}
source=$(find src fuzz -name "${target}_fuzz.cc" | head -1)
if [ -z "$target" ] || [ -z "$source" ]; then
  echo "usage: tools/fuzz.sh TARGET [SECONDS]; targets:" >&2
  list >&2
  exit 2
fi

cmake --preset fuzz > /dev/null
cmake --build --preset fuzz --target "fuzz_$target" fuzz_corpus --parallel "$(nproc)" > /dev/null

work=build/fuzz/runs/$target
rm -rf "$work/seed" "$work/smallest"
mkdir -p "$work/found" "$work/smallest"
recipes=$(dirname "$source")/recipes
# A target outside the format folders starts from every recipe.
[ "$(dirname "$source")" = fuzz ] && recipes=$(find src tests -type d -name recipes)
# shellcheck disable=SC2086  # a list of words
build/fuzz/fuzz/fuzz_corpus unpack "$work/seed" "fuzz/corpus/$target" $recipes

program=build/fuzz/fuzz/fuzz_$target
options=(-timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=1024 -print_final_stats=1
  -max_len=65536 "-artifact_prefix=$work/")
[ -f "fuzz/dict/$target.dict" ] && options+=("-dict=fuzz/dict/$target.dict")
status=0
"$program" "${options[@]}" "-max_total_time=$seconds" "$work/found" "$work/seed" \
  > "$work/log" 2>&1 || status=$?
if [ $status -ne 0 ]; then
  tail -40 "$work/log" >&2
  echo "fuzz: $target found something; the input is in $work/" >&2
  exit 1
fi

# Large inputs stay out of the repository, so they must not stand for small ones either.
"$program" -merge=1 -max_len=4095 "$work/smallest" "$work/seed" "$work/found" > "$work/merge.log" 2>&1
build/fuzz/fuzz/fuzz_corpus pack "$work/smallest" "fuzz/corpus/$target/corpus.b64"

number() { sed -n "s/^stat::$1: *//p" "$work/log"; }
edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$work/log" | tail -1)
printf '| %s | %s | %s | %s | %s | %s |\n' "$target" "$seconds" "$(number number_of_executed_units)" \
  "$(number average_exec_per_sec)" "$edges" "$(wc -l < "fuzz/corpus/$target/corpus.b64")"
