# A policy that comes with what is judged is refused: beside a single file, or as another name of a file.
. ./common.inc
mkdir tree own
benign tree/model.pkl
"$BARTIZAN" gate --print-preset observe > tree/gate.toml
expect 2 gate tree/model.pkl --policy tree/gate.toml
complains 'lies beside tree/model.pkl, which is to be judged'
ln -s ../tree/gate.toml own/link.toml
expect 2 gate tree/model.pkl --policy own/link.toml
complains 'lies beside'
ln tree/gate.toml own/gate.toml
expect 2 gate tree --policy own/gate.toml
complains 'is the same file as tree/gate.toml in tree, which is to be judged'
rm tree/gate.toml
expect 3 gate tree --policy own/gate.toml
expect 3 gate tree/model.pkl --policy own/gate.toml
# Hard links elsewhere say nothing.
ln own/gate.toml own/again.toml
expect 3 gate tree --policy own/gate.toml
