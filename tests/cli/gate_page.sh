# The policy that docs/gate.md shows loads as it stands, with the files that it says one must supply.
root=$(dirname "$0")/../..
case $0 in /*) ;; *) root=$PWD/$root ;; esac
. ./common.inc
mkdir tree
benign tree/model.pkl
sed -n '/^```toml$/,/^```$/p' "$root/docs/gate.md" | sed '/^```/d' > ../gate.toml
grep -q '^version = 1' ../gate.toml || fail "no policy in docs/gate.md"
openssl ecparam -name prime256v1 -genkey -noout -out ../release.key 2> "$err"
openssl ec -in ../release.key -pubout -out ../release.pub 2> "$err"
openssl req -x509 -key ../release.key -subj /CN=ca -days 30 -out ../ca.pem 2> "$err"
der=$(openssl x509 -in ../ca.pem -outform DER | base64 -w 0)
cat > ../trusted_root.json << END
{"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1", "certificateAuthorities": [
  {"uri": "https://ca.example.org", "certChain": {"certificates": [{"rawBytes": "$der"}]},
   "validFor": {"start": "2026-01-01T00:00:00Z"}}], "tlogs": [
  {"baseUrl": "https://log.example.org", "hashAlgorithm": "SHA2_256", "publicKey": {"rawBytes": "a2V5",
   "keyDetails": "PKIX_ED25519", "validFor": {"start": "2026-01-01T00:00:00Z"}}, "logId": {"keyId": "aWQ="}}]}
END
expect 1 gate tree --policy ../gate.toml
says "no pickle"
