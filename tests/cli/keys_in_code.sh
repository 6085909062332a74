# A key is found in any file of code or configuration of a system, also one that names no AI itself;
# what is no AI service's makes no system of a folder without AI.
. ./common.inc
. "$OLDPWD/checks.inc"
hub=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
aws=AKIAQYLPMN5HNXKZ3R2D
database=postgresql://app:kQ92xkLm40Zt@db/x

# with FILE TEXT: what a file beside a program of AI leaves of the check; the value is nowhere shown.
with() {
  rm -rf d
  mkdir -p "$(dirname "d/$1")"
  printf 'import openai\nfrom settings import token\nopenai.OpenAI(api_key=token)\n' > d/main.py
  printf '%b\n' "$2" > "d/$1"
  "$BARTIZAN" discover d --format json > "$out" 2> "$err"
  says_not QzRtYb
  says_not QYLPMN
  says_not kQ92xk
  is "$3" guidelines P1 d no-secrets
}
with settings.py "token = '$hub'" no
with settings.py "# $hub" no
with settings.pyw "class S:\n    token = '$hub'" no
with settings.js "export const token = '$hub'" no
with settings.min.js "var t='$hub';" no
with settings.ts "export const c = {openai: {apiKey: '$hub'}}" no
with settings.go "package x\nvar t = \"$hub\"" no
with Settings.java "class X { String t = \"$hub\"; }" no
with settings.rb "TOKEN = '$hub'" no
with config.php "<?php return ['t' => '$hub'];" no
with config.toml "token = '$hub'" no
with config.yaml "token: $hub" no
with web.config "<add key='t' value='$hub'/>" no
with index.html "<script>const t = '$hub'</script>" no
with settings.py "AWS = '$aws'" no
with settings.py "DB = '$database'" no
with config.yaml "url: $database" no
with package.json "{\"dependencies\": {\"a\": \"git+https://ci:kQ92xkLm40Zt@git.agency.gov/a\"}}" no
with web/package.json '{"name": "web"}' yes
echo "export const db = '$database'" > d/web/db.ts
quiet discover d
is no guidelines P1 d no-secrets
with settings.py "token = os.environ['HF_TOKEN']" yes
with settings.py "token = 'hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'" yes
with settings.py "DB = 'postgresql://app:\${PASS}@db/x'" yes
with settings.py "DB = 'postgresql://app:changeme@db/x'" yes
with README.md "An example: $database" yes
with application.properties "spring.datasource.url=jdbc:postgresql://db/x?user=app&password=kQ92xkLm40Zt" no
with web.config "<add key='t' value='jdbc:sqlserver://db;user=app;password=kQ92xkLm40Zt'/>" no
with db.go 'package x\nvar d = "app:kQ92xkLm40Zt@tcp(db:3306)/x"' no
with db.go 'package x\nvar d = "user:password@tcp(localhost:3306)/x"' yes
with config.yaml 'url: jdbc:postgresql://db/x?user=app&password=${PASS}' yes
with config.yaml 'url: jdbc:sqlserver://db;user=app;password=<password>' yes
# Plain text is looked into for keys of known shapes; what else stands there is an example.
with notes.txt "the token is $hub" no
with docs/notes.txt "$aws" no
with notes.txt "hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" yes
with notes.txt "AKIAIOSFODNN7EXAMPLE" yes
with notes.txt "An example: $database" yes

# No AI there: what is not an AI service's is not spoken of.
rm -r d
mkdir d
echo "AWS = '$aws'" > d/settings.py
echo "url: $database" > d/config.yaml
echo "api_key = 'b3c9a8d7e6f5a4b3c2d1e0f9a8b7c6d5'" > d/x.rb
expect 0 discover d --format json
json "r['components'] == [] and r['systems'] == []"
# A key for an AI service is.
echo "token = '$hub'" > d/other.py
expect 0 discover d --format json
json "sorted(c['name'] for c in r['components']) == ['key:aws', 'key:generic', 'key:huggingface', 'key:postgresql']"
