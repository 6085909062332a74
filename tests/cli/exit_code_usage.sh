# Usage errors: exit code 2, and a suggestion.
. ./common.inc
expect 2 scan --deptth full .
complains "--depth"
expect 2 scan --depth deep .
expect 2 scann .
complains "scan"
# Options of every command may stand before it, wherever the command has them.
benign good.pkl
expect 0 --store "$work/home/s.db" --format=json -q scan good.pkl
json 'r["artifacts"][0]["verdict"] == "clean"'
expect 0 --store "$work/home/s.db" history good.pkl
says 'clean'
expect 3 -v --store "$work/home/s.db" inventory list --imports
for words in --store 'scan --store' 'inventory --store' 'inventory list --store'; do
  # shellcheck disable=SC2086
  expect 2 $words
  complains '--store needs a value: --store PATH'
done
expect 2 scan --depth
complains '--depth needs a value'
expect 2 --store "$work/home/s.db"
complains 'subcommand'
# An option is no path: a file of such a name is written so that nobody can take it for one.
for words in '--store --quiet scan good.pkl' 'scan --store --quiet good.pkl' 'scan good.pkl -qo --store own.db' \
  'scan -v --baseline -q good.pkl' 'inventory list --config --all' 'watch list --store --' 'scan --store= --quiet good.pkl'; do
  # shellcheck disable=SC2086
  expect 2 $words
  complains ' needs a value: -'
done
expect 2 scan --store --quiet good.pkl
complains '--store needs a value: --store PATH. If --quiet is really meant, write --store=--quiet or ./--quiet.'
expect 2 scan good.pkl -o --all
complains '-o needs a value: -o FILE. If --all is really meant, write --output=--all or ./--all.'
[ -z "$(find . -name '-*')" ] || fail "a file was made under the name of an option"
expect 0 scan --store=--quiet good.pkl
expect 0 scan --store ./--quiet good.pkl -o -
[ -f ./--quiet ] || fail "the store has another name"
# Files of the store are neither lists nor configurations, and no result takes their place.
expect 0 scan --store own.db good.pkl
cp own.db "$work/own.db"
ln -s own.db other-name
ln own.db hard-link
while read -r words; do
  # shellcheck disable=SC2086
  expect 2 $words --store own.db
  complains "is a file of this program's own store. Name another file."
done << END
scan --files-from own.db
scan --files-from hard-link
scan good.pkl --config ./own.db
scan good.pkl --baseline own.db
scan good.pkl --html own.db-shm
scan good.pkl -o own.db
scan good.pkl --output=$PWD/own.db-wal
scan good.pkl -o own.db-journal
scan good.pkl -o other-name
history good.pkl -o ../in/own.db
policy -o own.db
gate good.pkl --sign-with own.db
END
cmp -s own.db "$work/own.db" || fail "the store was written over"
[ ! -e own.db-wal ] && [ ! -e own.db-shm ] || fail "a file of the store was made"
expect 4 scan good.pkl -o /dev/full --store other.db
complains 'cannot write the result: No space left'
expect 2 scan good.pkl -o both --html ./both
complains '--html and --output name the same file, both. Name two.'
# Nothing that is there is an unfinished result of this run.
echo mine > result.partial
expect 0 scan good.pkl -o result --store other.db
[ "$(cat result.partial)" = mine ] && [ -z "$(find . -name 'result.*.partial')" ] || fail "an unfinished file"
expect 2 scan good.pkl --store new.db -o new.db
[ ! -e new.db ] || fail "a store was made, or a result took its place"
printf 'store = "%s"\n' "$PWD/own.db" > "$work/home/config.toml"
expect 2 history good.pkl --config "$work/home/config.toml" -o own.db
complains '--output own.db is a file'
expect 0 history good.pkl --config "$work/home/config.toml" -o "$work/history"
expect 2 account list -o "$XDG_DATA_HOME/bartizan/store.db"
complains "is a file of this program's own store"
[ ! -e "$XDG_DATA_HOME/bartizan/store.db" ] || fail "a result stands where the store will be"
expect 2 --bogus scan good.pkl
complains '--bogus'
expect 2 --store "$work/home/s.db" scann good.pkl
complains 'Did you mean scan?'
expect 2 scan does-not-exist
complains "does-not-exist"

# What only reads or needs what is there makes no store under a mistyped name; of the default one there may be none yet.
while read -r words; do
  expect 2 $words --store "$work/home/typo/store.db"
  complains "there is no store $work/home/typo/store.db"
  [ ! -e "$work/home/typo" ] || fail "it was made: bartizan $words"
done << 'END'
account export ada
account list
action list
allow list
answer list
assess guidelines
assess guidelines --all-systems
audit anchor
audit list
audit verify
backup all.tar
clock
exposure list
find openai
find triage --by text
gate . --dry-run
history good.pkl
inventory deadlines
inventory export
inventory lint
inventory list
inventory show A-1
notify list
notify remove ops
notify send
notify test ops
posture show
purge --dry-run
readiness list
readiness map
reconcile
risk list
roadmap
self-check
token list
vex export
vex list
vuln . --no-remember
watch list
watch remove .
watch run
watch run .
END
[ ! -e all.tar ] || fail "a store that is not there was backed up"
expect 2 backup all.tar --store good.pkl/store.db
rm -rf "$XDG_DATA_HOME"
expect 0 account list
expect 3 audit verify
says "the log is empty"
expect 0 allow list
