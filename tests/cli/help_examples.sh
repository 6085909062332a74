# Every example of --help is a command that the program understands.
. ./common.inc
for verb in scan discover find reconcile "reconcile assign" \
  "inventory import" "inventory undo" "inventory lint" "inventory list" "inventory show" \
  "inventory add" "inventory edit" "inventory review" "inventory diff" "inventory export" \
  "inventory deadlines" \
  "bom create" "bom import" "bom validate" "bom score" "bom diff" "bom merge" "bom convert" \
  "feeds update" "feeds list" "feeds remove" \
  sign verify "key new" "key list" "key rotate" "key export-public" \
  gate "catalog show" "catalog update" "catalog reset" "catalog pack" \
  "framework list" "framework show" "framework import" \
  clock "clock show" "clock mark" "exposure set" "exposure list" ssvc \
  "vex import" "vex list" "vex add" "vex remove" "vex export" \
  vuln serve \
  "account add" "account list" "account role" "account disable" "account enable" "account unlock" "account reset" "account export" "account erase" \
  "token new" "token list" "token revoke" "audit list" "audit verify" "audit anchor" backup restore purge \
  policy faq "posture raise" "posture lower" "posture show" \
  "readiness record" "readiness list" "readiness withdraw" "readiness map" \
  "risk add" "risk set" "risk list" "risk show" \
  "watch add" "watch list" "watch remove" "watch run" \
  "notify add" "notify list" "notify remove" "notify test" "notify send" \
  assess "answer add" "answer withdraw" "answer list" roadmap self-check \
  "action add" "action list" "action done" "action drop" \
  inspect explain history "allow add" "allow list" "allow withdraw"; do
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
expect 0 help inventory
expect 0 help discovery
expect 0 help reconciliation
expect 0 help bom
