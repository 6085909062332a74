#!/bin/sh
# rpm.vercmp's word on each line `a b`, through rpm's own Lua.
if [ "${1:-}" = --version ]; then
  echo "rpm.vercmp, $(rpm --version)"
  exit
fi
pairs=$(mktemp)
cat > "$pairs"
rpm --eval '%{lua:
  for line in io.lines("'"$pairs"'") do
    local a, b = line:match("^(%S+) (%S+)$")
    local ok, order = pcall(rpm.vercmp, a, b)
    print((not ok and "!" or order < 0 and "<" or order > 0 and ">" or "=") .. "\n")
  end}'
rm "$pairs"
