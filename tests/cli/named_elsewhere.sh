# A model that code names outside of its folder counts as scanned where it was found good and is the
# same since; what lies there unread or bad, or has changed, does not.
. ./common.inc
. "$OLDPWD/checks.inc"
mkdir -p d opt shared
benign d/m.pkl
benign opt/good.pkl
malicious opt/evil.pkl
benign shared/x.pkl
# loads WORD PATH: how the check stands where d loads it.
loads() {
  printf 'import joblib\njoblib.load("%s")\n' "$2" > d/app.py
  quiet discover d
  is "$1" aisvs-1.0 v1.0-C6.1.1 d models-scanned
}
quiet scan d
loads no "$PWD/opt/good.pkl"
loads no ../shared/x.pkl
quiet scan opt shared
loads yes "$PWD/opt/good.pkl"
loads no "$PWD/opt/evil.pkl"
loads yes ../shared/x.pkl
# Other bytes are other bytes.
sleep 1.1
malicious shared/x.pkl
is no aisvs-1.0 v1.0-C6.1.1 d models-scanned
quiet scan shared
is no aisvs-1.0 v1.0-C6.1.1 d models-scanned
