# Watching one of two systems is a step forward: it lowers nothing that is said of the other, or of all.
. ./common.inc
. "$OLDPWD/checks.inc"
mkdir alpha beta
benign alpha/a.pkl
benign beta/b.pkl
quiet discover alpha beta
quiet scan alpha beta
# of_all WORD: how the check stands for the organisation.
of_all() {
  "$BARTIZAN" assess ai-rmf --explain 'MANAGE 2.2' --format json > "$out" 2> "$err" || true
  json "[c['result'] for c in r['requirement']['checks'] if c['id'] == 'watched'] == ['$1']"
}
is unknown ai-rmf 'MANAGE 2.2' alpha watched
of_all unknown
expect 0 watch add alpha
is unknown ai-rmf 'MANAGE 2.2' alpha watched
is unknown ai-rmf 'MANAGE 2.2' beta watched
of_all unknown
expect 0 watch run
is yes ai-rmf 'MANAGE 2.2' alpha watched
is unknown ai-rmf 'MANAGE 2.2' beta watched
says 'no watched place holds it'
of_all unknown
says '1 of 2 systems is watched'
expect 0 watch add beta
expect 0 watch run
of_all yes
# What cannot be read is no longer watched.
mv alpha gone
"$BARTIZAN" watch run --all > "$out" 2> "$err" || true
is no ai-rmf 'MANAGE 2.2' alpha watched
