# Every example of --help is a command that the program understands.
. ./common.inc
for verb in scan inspect explain history "allow add"; do
  # shellcheck disable=SC2086
  expect 0 $verb --help
  says "Examples:"
  says "Exit codes:"
done
expect 0 --version
expect 0 help verdicts
expect 0 help depths
expect 0 help exit-codes
expect 0 help formats
expect 0 help config
