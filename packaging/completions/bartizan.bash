# bash completion for bartizan
_bartizan() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]}
  local everywhere="--store --config --quiet --verbose --color --progress --reproducible --jobs --help"
  local words=""
  COMPREPLY=()

  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "scan inspect explain history allow help --help --version" -- "$current"))
    return
  fi
  case $previous in
    --format)
      case $verb in
        scan) words="text json jsonl sarif junit html" ;;
        *) words="text json" ;;
      esac ;;
    --depth) words="structure content full" ;;
    --fail-on) words="suspicious malicious" ;;
    --color) words="auto always never" ;;
    --progress) words="auto never" ;;
    --role) words="class rebuild value state" ;;
    --store | --config | --output | -o | --html | --baseline | --files-from)
      COMPREPLY=($(compgen -f -- "$current"))
      return ;;
    --exclude | --allow-incomplete | --jobs | --member | --shape | --owner | --reason | --expires) return ;;
  esac
  if [ -z "$words" ]; then
    case $verb in
      scan) words="$everywhere --format --output --files-from --exclude --depth --fail-on
        --allow-incomplete --baseline --html --all --no-cache --require-sandbox" ;;
      inspect) words="$everywhere --format --output --member" ;;
      explain) words="$everywhere" ;;
      history) words="$everywhere --format --output" ;;
      allow) words="add $everywhere --role --shape --owner --reason --expires" ;;
      help) words="verdicts depths exit-codes formats config" ;;
    esac
  fi
  case $current:$verb in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *:scan | *:inspect | *:history)
      [[ $previous == --* && $words != *--* ]] \
        && COMPREPLY=($(compgen -W "$words" -- "$current")) \
        || COMPREPLY=($(compgen -f -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
  esac
}
complete -o filenames -F _bartizan bartizan
