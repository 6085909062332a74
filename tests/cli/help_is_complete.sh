# Every option that --help shows stands in the manual page and in all completions.
verbs=$PWD/verbs.txt  # every command with a page of its own
. ./common.inc
root=$(dirname "$0")/../..
case $0 in /*) ;; *) root=$OLDPWD/$root ;; esac
option='--[a-z][a-z0-9]*(-[a-z0-9]+)*'
while read -r verb; do
  # shellcheck disable=SC2086  # a noun and its verb are two words
  expect 0 $verb --help
  grep -oE -e "$option" "$out" | sed "s/^/$verb /"
done < "$verbs" > "$work/shown"
[ "$(wc -l < "$work/shown")" -gt "$(wc -l < "$verbs")" ] || fail "no options are shown"

# complete PAGE: each of those is among the options on standard input.
complete() {
  cat > "$work/known"
  missing=$(awk 'NR == FNR { known[$0] = 1; next } !($NF in known)' "$work/known" "$work/shown")
  [ -z "$missing" ] || fail "not in $1: $missing"
}
sed 's/\\-/-/g' "$root/docs/man/bartizan.1" | grep -oE -e "$option" | complete "the manual page"
for file in bartizan.bash _bartizan; do
  grep -oE -e "$option" "$root/packaging/completions/$file" | complete "$file"
done
grep -oE -e '-l [a-z][a-z0-9-]*' "$root/packaging/completions/bartizan.fish" | sed 's/-l /--/' | complete bartizan.fish
