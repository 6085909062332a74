# A model that code names by a path from its own folder is the file that lies in the system, and no
# file of the same end stands for one that lies where the path leads.
. ./common.inc
. "$OLDPWD/checks.inc"
scanned() { is "$1" aisvs-1.0 v1.0-C6.1.1 "$2" models-scanned; }
mkdir -p d/src d/models
benign d/models/x.pkl
benign d/a.pkl
printf 'import torch\nm = torch.load("../models/x.pkl")\n' > d/src/app.py
quiet discover d
scanned no d
quiet scan d
scanned yes d
printf 'import torch\nm = torch.load("../models/other.pkl")\n' > d/src/app.py
quiet discover d
scanned no d
says other.pkl

mkdir -p e/sub/models models
benign e/sub/models/x.pkl
malicious models/x.pkl
printf 'import torch\nm = torch.load("../models/x.pkl")\n' > e/app.py
quiet discover e
quiet scan e
scanned no e
