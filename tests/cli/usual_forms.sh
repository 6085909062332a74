# usual_forms: what stands in the form that everybody writes is found, or the check says unknown.
. ./common.inc
# is RESULT CHECK: of the system d, read anew.
is() {
  rm -rf "$XDG_DATA_HOME"
  expect 0 discover d
  expect 0 assess guidelines --system "$PWD/d" --format json --reread none
  python3 - "$out" "$1" "$2" << 'END' || fail "$2 is not $1: $3"
import json, sys
report = json.load(open(sys.argv[1]))
found = [c for r in report["requirements"] for c in r["checks"] if c["id"] == sys.argv[3]]
assert found, "no such check"
assert found[0]["result"] == sys.argv[2], found[0]
END
}
# file NAME TEXT: the only file of the system.
file() {
  rm -rf d
  mkdir d
  printf "$2" > "d/$1"
}
for call in 'M.from_pretrained(name, trust_remote_code=True)' 'M.from_pretrained("a/b", trust_remote_code=1)' \
  'M.from_pretrained(name, **dict(trust_remote_code=True))' 'M.from_pretrained(name, **{"trust_remote_code": True})'; do
  file m.py "from transformers import AutoModel as M\n$call\n"
  is no remote-code-off "$call"
done
file m.py 'from transformers import AutoModel as M\nM.from_pretrained(name, trust_remote_code=cfg.trust)\n'
is unknown remote-code-off "a variable"
file m.py 'from transformers import AutoModel as M\nM.from_pretrained(name, trust_remote_code=False)\n'
is yes remote-code-off "switched off"
file run.sh 'vllm serve a/b --trust-remote-code\n'
is no remote-code-off "an option"
file m.py 'import openai\nopenai.OpenAI(base_url="http://llm.agency.test:8000/v1")\n'
is no endpoint-local-or-tls "a client of Python"
file m.ts 'import OpenAI from "openai";\nnew OpenAI({ baseURL: "http://llm.agency.test/v1" });\n'
is no endpoint-local-or-tls "a client of TypeScript"
file .env 'OPENAI_API_BASE=http://llm.agency.test/v1\n'
is no endpoint-local-or-tls "a variable of an environment"
file m.py 'import openai\nopenai.OpenAI(base_url="http://127.0.0.1.llm.test/v1")\n'
is no endpoint-local-or-tls "a name that begins like this machine's"
file m.py 'import openai\nopenai.OpenAI(base_url="http://127.0.0.1:8000/v1")\n'
is yes endpoint-local-or-tls "this machine"
file run.sh 'vllm serve a/b --host 0.0.0.0\n'
is unknown endpoint-local-or-tls "all addresses"
file requirements.txt 'openai==1.90.0\n-r deps.txt\n'
is unknown packages-pinned "another file"
file requirements.txt 'openai==1.90.0\n-r requirements-dev.txt\n'
is yes packages-pinned "another file that is read by itself"
