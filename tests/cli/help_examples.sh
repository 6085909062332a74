# Every example of --help is a command that the program understands.
verbs=$PWD/verbs.txt  # every command with a page of its own
. ./common.inc
while read -r verb; do
  # shellcheck disable=SC2086
  expect 0 $verb --help
  says "Examples:"
  says "Exit codes:"
done < "$verbs"
expect 0 --version
expect 0 help verdicts
expect 0 help depths
expect 0 help exit-codes
expect 0 help formats
expect 0 help config
expect 0 help inventory
expect 0 help discovery
expect 0 help reconciliation
expect 0 help bom
