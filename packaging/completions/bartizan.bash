# bash completion for bartizan

# The options of a command and their values; one place for both.
_bartizan_options() {
  local everywhere="--store --config --output --quiet --verbose --color --progress --reproducible --jobs --help"
  case $1 in
    scan) echo "$everywhere --format --files-from --exclude --depth --fail-on --allow-incomplete --baseline --html
      --all --no-cache --require-sandbox" ;;
    inspect) echo "$everywhere --format --member" ;;
    explain | help) echo "$everywhere" ;;
    history) echo "$everywhere --format" ;;
    "allow list") echo "$everywhere --format --all" ;;
    "allow withdraw") echo "$everywhere --by --reason" ;;
    "allow add") echo "$everywhere --role --shape --owner --reason --expires" ;;
    discover) echo "$everywhere --format --host --exclude --installed --all --no-remember --forget" ;;
    find) echo "$everywhere --format --kind --by --all" ;;
    reconcile) echo "$everywhere --format --agency --gate --all" ;;
    "reconcile assign") echo "$everywhere --use-case --accept --none" ;;
    "inventory import") echo "$everywhere --format --schema --sheet --agency --dry-run" ;;
    "inventory undo") echo "$everywhere" ;;
    "inventory lint") echo "$everywhere --format --import --rule --public --gate --all" ;;
    "inventory list") echo "$everywhere --format --import --search --where --imports --all" ;;
    "inventory show") echo "$everywhere --format --raw" ;;
    "inventory add") echo "$everywhere --from --set --schema --toml" ;;
    "inventory edit") echo "$everywhere --remove --yes --set --schema --toml --by --reason" ;;
    "inventory review") echo "$everywhere --format --answer --by --questions" ;;
    "inventory diff") echo "$everywhere --format --all" ;;
    "inventory export") echo "$everywhere --format --import --schema --raw --public --values --history" ;;
    "inventory deadlines") echo "$everywhere --format --import" ;;
    "catalog show") echo "$everywhere --format" ;;
    "catalog update") echo "$everywhere --format --key --dry-run --accept-weaker" ;;
    "catalog reset") echo "$everywhere" ;;
    "catalog pack") echo "$everywhere --format --key --passphrase-file" ;;
    "framework list") echo "$everywhere --format" ;;
    "framework show") echo "$everywhere --format --level" ;;
    "framework import") echo "$everywhere --framework" ;;
    "bom create") echo "$everywhere --format --system --all --exclude --installed --name --version-of --supplier
      --author --tlp" ;;
    "bom import") echo "$everywhere" ;;
    "bom validate") echo "$everywhere --format" ;;
    "bom score") echo "$everywhere --format --standard" ;;
    "bom diff") echo "$everywhere --format --gate" ;;
    "bom merge" | "bom convert") echo "$everywhere --format" ;;
    serve) echo "$everywhere --root --listen --host --tls-cert --tls-key --require-sandbox --openapi" ;;
    "feeds update") echo "$everywhere --format --name --kind --sha256" ;;
    "feeds list") echo "$everywhere --format" ;;
    "feeds remove") echo "$everywhere --name" ;;
    vuln) echo "$everywhere --format --system --bom --all --exclude --installed --exposed --by --reason --gate
      --no-remember --unfold --as-of" ;;
    gate) echo "$everywhere --format --policy --preset --print-preset --bom --system --explain --sign-with --passphrase-file --dry-run --exclude
      --installed --all --no-cache --require-sandbox" ;;
    sign) echo "$everywhere --format --key --passphrase-file --certificate --chain --method --shard-size --sharded-names --hash --ignore
      --allow-symlinks --type --predicate-type --predicate" ;;
    verify) echo "$everywhere --format --signature --key --certificate-roots --identity --issuer --trusted-root --at
      --ignore-unsigned-files --allow-symlinks --strict --predicate-type --provenance --checksums --system" ;;
    "account add") echo "$everywhere --role --display --url --format" ;;
    "account list") echo "$everywhere --format" ;;
    "account role") echo "$everywhere" ;;
    "account disable") echo "$everywhere" ;;
    "account enable") echo "$everywhere" ;;
    "account unlock") echo "$everywhere" ;;
    "account reset") echo "$everywhere --factors --url --format" ;;
    "account export") echo "$everywhere --format" ;;
    "account erase") echo "$everywhere --yes" ;;
    "token new") echo "$everywhere --account --name --scope --expires --format" ;;
    "token list") echo "$everywhere --account --format" ;;
    "token revoke") echo "$everywhere" ;;
    "audit list") echo "$everywhere --by --what --subject --since --search --limit --format" ;;
    "audit verify") echo "$everywhere --anchor --key --format" ;;
    "audit anchor") echo "$everywhere --anchor" ;;
    backup) echo "$everywhere --with-keys --format" ;;
    restore) echo "$everywhere --yes --check --key --accept-unsigned --format" ;;
    purge) echo "$everywhere --kind --older-than --dry-run --yes --format" ;;
    "key new") echo "$everywhere --format --name --purpose --curve --encrypt --passphrase-file" ;;
    "key list") echo "$everywhere --format" ;;
    "key rotate") echo "$everywhere --format --name --encrypt --passphrase-file --yes" ;;
    "key export-public") echo "$everywhere --format --name --all" ;;
    policy) echo "$everywhere --format --as-of --since" ;;
    faq) echo "$everywhere --format" ;;
    "posture raise") echo "$everywhere --until --for --preset --reason --by" ;;
    "posture lower") echo "$everywhere --reason --by" ;;
    "posture show") echo "$everywhere --format --as-of" ;;
    "readiness record") echo "$everywhere --system --what --by --at --next --attachment" ;;
    "readiness list") echo "$everywhere --format --system --as-of --gate --all" ;;
    "readiness withdraw") echo "$everywhere --id --by" ;;
    "readiness map") echo "$everywhere --format --all" ;;
    "risk add" | "risk set") echo "$everywhere --id --sector --category --scenario --system --atlas --likelihood --impact --owner
      --treatment --due --govern --map --measure --manage --by --state" ;;
    "risk list") echo "$everywhere --format --sector --as-of --gate --all" ;;
    "risk show") echo "$everywhere --format --id" ;;
    "watch add") echo "$everywhere --every --rate --by" ;;
    "watch list") echo "$everywhere --format" ;;
    "watch remove") echo "$everywhere" ;;
    "watch run") echo "$everywhere --format --all --old --require-sandbox" ;;
    "notify add") echo "$everywhere --name --from --secret-file --link-local --by" ;;
    "notify list") echo "$everywhere --format --notices" ;;
    "notify remove" | "notify test") echo "$everywhere" ;;
    "notify send") echo "$everywhere --format" ;;
    clock) echo "$everywhere --format --system --all" ;;
    "clock show") echo "$everywhere --format --case --system" ;;
    "clock mark") echo "$everywhere --case --system --state --step --by --reason --until" ;;
    assess) echo "$everywhere --format --system --all-systems --explain --since --reread --as-of --gate --all --public --no-remember" ;;
    "answer add") echo "$everywhere --framework --requirement --system --status --by --reason --until --attachment" ;;
    "answer withdraw") echo "$everywhere --id --by" ;;
    "answer list") echo "$everywhere --format --framework --system --all" ;;
    "action add") echo "$everywhere --what --owner --due --framework --requirement --system --by" ;;
    "action list") echo "$everywhere --format --system --all" ;;
    "action done") echo "$everywhere --id --by --note" ;;
    "action drop") echo "$everywhere --id --by --note" ;;
    roadmap) echo "$everywhere --format --reread --as-of --all --no-remember" ;;
    self-check) echo "$everywhere --format --gate --all" ;;
    "exposure set") echo "$everywhere --system --exposed --by --reason" ;;
    "exposure list") echo "$everywhere --format --all" ;;
    "vex import") echo "$everywhere --system" ;;
    "vex list") echo "$everywhere --format --vulnerability --all" ;;
    "vex add") echo "$everywhere --vulnerability --alias --status --justification --impact --action --system
      --product --subcomponent --by" ;;
    "vex remove") echo "$everywhere --id --yes" ;;
    "vex export") echo "$everywhere --format --system --product --author" ;;
    ssvc) echo "$everywhere --format --table --set --vulnerability" ;;
    *) echo "--help" ;;
  esac
}

# What may follow the option $2 of command $1; "FILE" is a file, "-" is anything.
_bartizan_values() {
  case $2 in
    --format)
      case $1 in
        scan) echo "text json jsonl sarif junit html" ;;
        vuln) echo "text json sarif" ;;
        gate) echo "text json sarif junit github gitlab vsa" ;;
        "inventory export") echo "csv json" ;;
        "inventory deadlines") echo "text json ics" ;;
        clock) echo "text json ics csv" ;;
        assess) echo "text json csv html oscal-ar oscal-poam" ;;
        "vex export") echo "openvex cyclonedx" ;;
        "bom create" | "bom merge" | "bom convert") echo "cyclonedx-1.7 cyclonedx-1.6 spdx-3.0.1" ;;
        *) echo "text json" ;;
      esac ;;
    --preset | --print-preset) echo "strict default observe" ;;
    --method) echo "files shards" ;;
    --hash) echo "sha256 blake2b blake3" ;;
    --type) echo "bom evidence" ;;
    --curve) echo "P-256 P-384 P-521" ;;
    --key | --passphrase-file | --certificate | --chain | --predicate | --signature | --certificate-roots | \
      --trusted-root | --provenance | --checksums) echo "FILE" ;;
    --shard-size | --ignore | --predicate-type | --identity | --issuer | --at | --purpose) echo "-" ;;
    --state) echo "open investigating fixed accepted" ;;
    --step) echo "scope volatile-evidence triage-decision" ;;
    --exposed) echo "yes no" ;;
    --status) echo "not_affected affected fixed under_investigation" ;;
    --justification) echo "component_not_present vulnerable_code_not_present vulnerable_code_not_in_execute_path
      vulnerable_code_cannot_be_controlled_by_adversary inline_mitigations_already_exist" ;;
    --table) echo "bod-26-04 cisa-coordinator coordinator-triage deployer human-impact public-safety-impact publish
      supplier utility" ;;
    --case | --until | --vulnerability | --alias | --impact | --action | --product | --subcomponent | --id) echo "-" ;;
    --exposed) echo "yes no" ;;
    --depth) echo "structure content full" ;;
    --fail-on) echo "suspicious malicious" ;;
    --color) echo "auto always never" ;;
    --progress) echo "auto never" ;;
    --role) [ "$1" = "account add" ] && echo "viewer analyst approver admin" || echo "class rebuild value state" ;;
    --scope) echo "read scan write admin" ;;
    --anchor) echo "FILE" ;;
    --display | --url | --account | --what | --subject | --since | --limit | --older-than) echo "-" ;;
    --sha256) echo "-" ;;
    --kind) [ "$1" = purge ] && echo "scans results evidence standings cases sessions tokens lockouts audit" || [ "$1" = "feeds update" ] && echo "auto osv cve kev epss avid" || echo "package model dataset agent tool mcp-server skill prompt endpoint vector-store credential
      runtime resource" ;;
    --by) [ "$1" = find ] && echo "name licence hash endpoint text" || echo "-" ;;
    --schema) echo "omb-2025 omb-2025-cots omb-2024 omb-2023 generic" ;;
    --standard) echo "g7 cisa ntia all" ;;
    --tlp) echo "CLEAR GREEN AMBER AMBER_AND_STRICT RED" ;;
    --store | --config | --policy | --bom | --output | -o | --html | --baseline | --files-from | --from) echo "FILE" ;;
    --exclude | --explain | --allow-incomplete | --jobs | --member | --shape | --owner | --reason | --expires | --agency | \
      --use-case | --sheet | --import | --rule | --search | --where | --set | --answer | --system | --name | \
      --version-of | --supplier | --author | --as-of) echo "-" ;;
  esac
}

_bartizan() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
  local words="" verbs=""
  COMPREPLY=()

  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "scan discover reconcile find inventory bom vuln feeds clock assess answer action roadmap self-check exposure vex ssvc policy faq posture readiness risk watch notify sign verify key gate catalog account token audit backup restore purge serve framework inspect explain history allow help
      --help --version" -- "$current"))
    return
  fi
  case $command in
    inventory) verbs="import undo lint list show add edit review diff export deadlines" ;;
    feeds) verbs="update list remove" ;;
    bom) verbs="create import validate score diff merge convert" ;;
    clock) verbs="show mark" ;;
    exposure) verbs="set list" ;;
    answer) verbs="add withdraw list" ;;
    action) verbs="add list done drop" ;;
    vex) verbs="import list add remove export" ;;
    account) verbs="add list role disable enable unlock reset export erase" ;;
    token) verbs="new list revoke" ;;
    audit) verbs="list verify anchor" ;;
    key) verbs="new list rotate export-public" ;;
    catalog) verbs="show update reset pack" ;;
    posture) verbs="raise lower show" ;;
    readiness) verbs="record list withdraw map" ;;
    risk) verbs="add set list show" ;;
    watch) verbs="add list remove run" ;;
    notify) verbs="add list remove test send" ;;
    framework) verbs="list show import" ;;
    reconcile) verbs="assign" ;;
    allow) verbs="add list withdraw" ;;
  esac
  if [ -n "$verbs" ] && [ "$COMP_CWORD" -gt 2 ]; then
    case " $verbs " in *" ${COMP_WORDS[2]} "*) command="$command ${COMP_WORDS[2]}" verbs="" ;; esac
  fi

  words=$(_bartizan_values "$command" "$previous")
  case $words in
    -) return ;;
    FILE) COMPREPLY=($(compgen -f -- "$current")); return ;;
    ?*) COMPREPLY=($(compgen -W "$words" -- "$current")); return ;;
  esac
  case $current:$command in
    -*) COMPREPLY=($(compgen -W "$(_bartizan_options "$command")" -- "$current")) ;;
    *:scan | *:backup | *:restore | *:vuln | *:sign | *:verify | *:gate | *:inspect | *:history | *:discover | *:"inventory import" | *:"vex import" | *:"framework import" | *:bom\ * | *:catalog\ * | *:"feeds update")
      COMPREPLY=($(compgen -f -- "$current")) ;;
    *:help) COMPREPLY=($(compgen -W "verdicts depths exit-codes formats config inventory discovery reconciliation
      bom" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$verbs" -- "$current")) ;;
  esac
}
complete -o filenames -F _bartizan bartizan
