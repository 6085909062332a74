# Every option that --help shows stands in the manual page and in all completions.
. ./common.inc
root=$(dirname "$0")/../..
case $0 in /*) ;; *) root=$OLDPWD/$root ;; esac
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
  # shellcheck disable=SC2086  # a noun and its verb are two words
  expect 0 $verb --help
  for option in $(grep -oE -e '--[a-z][a-z0-9]*(-[a-z0-9]+)*' "$out" | sort -u); do
    sed 's/\\-/-/g' "$root/docs/man/bartizan.1" | grep -qF -e "$option" ||
      fail "$verb $option is not in the manual page"
    for file in bartizan.bash _bartizan; do
      grep -qF -e "$option" "$root/packaging/completions/$file" ||
        fail "$verb $option is not in $file"
    done
    grep -qE -e "-l ${option#--}( |\$)" "$root/packaging/completions/bartizan.fish" ||
      fail "$verb $option is not in bartizan.fish"
  done
done
