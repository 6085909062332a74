# What was accepted is a file: these bytes under this name. Two that change places have both changed,
# whichever proof there is; a link to a copy of the whole leads to the same files.
. ./common.inc
. "$OLDPWD/checks.inc"
other() { printf 'hex 80 04 8c 01 79 94 4b 04 86 94 2e\n' | make "$1"; }
unchanged() { is "$1" guidelines P2 "$2" models-unchanged; }
quiet key new --name k
quiet key export-public --name k -o k.pub

policy_that_stops_harm > stops.toml

# accept HOW FOLDER: one proof alone.
accept() {
  case $1 in
    signature) quiet sign "$2" --key k && quiet verify "$2" --key k.pub ;;
    gate) expect 0 gate "$2" --policy stops.toml ;;
    bom) quiet bom create "$2" -o "$2.json" ;;
  esac
}
for how in signature gate bom; do
  mkdir -p $how/sub
  benign $how/a.pkl
  other $how/sub/b.pkl
  quiet discover $how
  quiet scan $how
  unchanged unknown $how
  accept $how $how
  unchanged yes $how
  # They change places.
  mv $how/a.pkl x
  mv $how/sub/b.pkl $how/a.pkl
  mv x $how/sub/b.pkl
  quiet scan $how
  unchanged no $how
  says 'bytes have changed since'
  mv $how/a.pkl x
  mv $how/sub/b.pkl $how/a.pkl
  mv x $how/sub/b.pkl
  quiet scan $how
  unchanged yes $how
  # One is put over the other.
  cp $how/a.pkl $how/sub/b.pkl
  quiet scan $how
  unchanged no $how
  says 'sub/b.pkl'
  other $how/sub/b.pkl
  quiet scan $how
  unchanged yes $how
  # One more of the same bytes is none that anybody accepted.
  cp $how/a.pkl $how/c.pkl
  quiet scan $how
  unchanged unknown $how
  rm $how/c.pkl
  quiet scan $how
  # A newer acceptance is one.
  cp $how/a.pkl $how/sub/b.pkl
  quiet discover $how
  quiet scan $how
  rm -f $how/*.sig
  accept $how $how
  unchanged yes $how
done

# A link that leads to a copy elsewhere.
mkdir -p v1 v2
benign v1/a.pkl
other v1/b.pkl
cp -p v1/* v2/
ln -s v1 current
quiet discover current
quiet scan current
expect 0 gate current --policy stops.toml
unchanged yes current
ln -sfn v2 current
quiet scan current
unchanged yes current

# Models that are signed one by one.
mkdir single
benign single/a.pkl
other single/b.pkl
quiet discover single
quiet scan single
for name in a b; do
  quiet sign single/$name.pkl --key k
  quiet verify single/$name.pkl --key k.pub
done
unchanged yes single
mv single/a.pkl x
mv single/b.pkl single/a.pkl
mv x single/b.pkl
quiet scan single
unchanged no single
