# fish completion for bartizan
set -l verbs scan inspect explain history allow help
complete -c bartizan -f
complete -c bartizan -n "not __fish_seen_subcommand_from $verbs" -a scan -d 'Say what model files can do to you'
complete -c bartizan -n "not __fish_seen_subcommand_from $verbs" -a inspect -d 'Show the structure of one file'
complete -c bartizan -n "not __fish_seen_subcommand_from $verbs" -a explain -d 'Print the page of a rule or word'
complete -c bartizan -n "not __fish_seen_subcommand_from $verbs" -a history -d 'Show what earlier scans said'
complete -c bartizan -n "not __fish_seen_subcommand_from $verbs" -a allow -d 'Vouch for code of your own'
complete -c bartizan -n "not __fish_seen_subcommand_from $verbs" -a help -d 'Explain verdicts, depths, exit codes'
complete -c bartizan -n "not __fish_seen_subcommand_from $verbs" -l version -d 'Show the version'
complete -c bartizan -s h -l help -d 'Show help'

set -l everywhere "__fish_seen_subcommand_from scan inspect explain history allow"
complete -c bartizan -n $everywhere -l store -r -F -d 'Where results are kept'
complete -c bartizan -n $everywhere -l config -r -F -d 'Use this configuration'
complete -c bartizan -n $everywhere -s q -l quiet -d 'Only what needs attention'
complete -c bartizan -n $everywhere -s v -l verbose -d 'More detail'
complete -c bartizan -n $everywhere -l color -x -a 'auto always never' -d 'Colour on a terminal'
complete -c bartizan -n $everywhere -l progress -x -a 'auto never' -d 'Progress bar on a terminal'
complete -c bartizan -n $everywhere -l reproducible -d 'Leave out times, host and cache'
complete -c bartizan -n $everywhere -l jobs -x -d 'Workers'

complete -c bartizan -n "__fish_seen_subcommand_from scan" -l format -x -a 'text json jsonl sarif junit html' -d 'Form of the result'
complete -c bartizan -n "__fish_seen_subcommand_from inspect history" -l format -x -a 'text json' -d 'Form of the result'
complete -c bartizan -n "__fish_seen_subcommand_from scan inspect history" -s o -l output -r -F -d 'Write the result to a file'
complete -c bartizan -n "__fish_seen_subcommand_from scan inspect history" -F

complete -c bartizan -n "__fish_seen_subcommand_from scan" -l files-from -r -F -d 'Read paths from a file'
complete -c bartizan -n "__fish_seen_subcommand_from scan" -l exclude -x -d 'Skip paths that match'
complete -c bartizan -n "__fish_seen_subcommand_from scan" -l depth -x -a 'structure content full' -d 'How much is read'
complete -c bartizan -n "__fish_seen_subcommand_from scan" -l fail-on -x -a 'suspicious malicious' -d 'The mildest verdict that fails'
complete -c bartizan -n "__fish_seen_subcommand_from scan" -l allow-incomplete -x -d 'Let unread files pass, for a reason'
complete -c bartizan -n "__fish_seen_subcommand_from scan" -l baseline -r -F -d 'Accept findings of an earlier report'
complete -c bartizan -n "__fish_seen_subcommand_from scan" -l html -r -F -d 'Write the HTML report as well'
complete -c bartizan -n "__fish_seen_subcommand_from scan" -l all -d 'List every file'
complete -c bartizan -n "__fish_seen_subcommand_from scan" -l no-cache -d 'Read everything again'
complete -c bartizan -n "__fish_seen_subcommand_from scan" -l require-sandbox -d 'Refuse to run without the sandbox'
complete -c bartizan -n "__fish_seen_subcommand_from inspect" -l member -x -d 'Only this member'
complete -c bartizan -n "__fish_seen_subcommand_from allow" -a add
complete -c bartizan -n "__fish_seen_subcommand_from allow" -l role -x -a 'class rebuild value state' -d 'How it may be used'
complete -c bartizan -n "__fish_seen_subcommand_from allow" -l shape -x -d 'Arguments a rebuild function may get'
complete -c bartizan -n "__fish_seen_subcommand_from allow" -l owner -x -d 'Who answers for it'
complete -c bartizan -n "__fish_seen_subcommand_from allow" -l reason -x -d 'Why it is safe'
complete -c bartizan -n "__fish_seen_subcommand_from allow" -l expires -x -d 'When to look again'
complete -c bartizan -n "__fish_seen_subcommand_from help" -a 'verdicts depths exit-codes formats config'
