# What a name means is one thing: a version, a commit, a digest. A range, a branch, "latest" and a tag
# that is moved are none, however a server is started.
. ./common.inc
. "$OLDPWD/checks.inc"
commit=0f3c1b2a0f3c1b2a0f3c1b2a0f3c1b2a0f3c1b2a

# mcp WORD COMMAND: of a server that is started so, in JSON.
mcp() {
  rm -rf mcp
  mkdir mcp
  printf '{"mcpServers":{"a":{"command":%s}}}' "$2" > mcp/.mcp.json
  quiet discover mcp
  is "$1" aisvs-1.0 v1.0-C10.1.2 mcp mcp-pinned
}
mcp no '"npx","args":["-y","some-mcp@latest"]'
mcp no '"npx","args":["-y","some-mcp@^1.0.0"]'
mcp no '"npx","args":["-y","some-mcp","postgresql://app@db.example/x"]'
mcp no '"cmd","args":["/c","npx","-y","some-mcp"]'
mcp no '"sh","args":["-c","cd /srv && npx -y some-mcp"]'
mcp no '"docker","args":["run","-i","-e","A=b@c","mcp/x"]'
mcp no '"uvx","args":["--from","git+https://git.example/a/b@main","srv"]'
mcp no '"pnpm","args":["dlx","some-mcp"]'
mcp yes '"npx","args":["-y","some-mcp@1.2.3","--email","me@x.example"]'
mcp yes '"cmd","args":["/c","npx","-y","@scope/some-mcp@1.2.3"]'
mcp yes '"uvx","args":["some-mcp==1.2"]'
mcp yes '"uvx","args":["--from","git+https://git.example/a/b@'$commit'","srv"]'
mcp yes '"python","args":["server.py"]'

# image WORD TAG
image() {
  rm -rf image
  mkdir image
  printf 'FROM vllm/vllm-openai%s\nUSER app\n' "$2" > image/Dockerfile
  quiet discover image
  is "$1" guidelines P1 image container-pinned
}
for tag in '' :latest :stable :main :nightly :1; do image no "$tag"; done
for tag in :v0.6 :v0.6.1-cu121 "@sha256:${commit}0f3c1b2a0f3c1b2a0f3c1b2a"; do image yes "$tag"; done

# revision WORD REVISION
revision() {
  rm -rf model
  mkdir model
  printf 'from transformers import AutoModel\nAutoModel.from_pretrained("a/b", revision="%s")\n' \
    "$2" > model/m.py
  quiet discover model
  is "$1" aisvs-1.0 v1.0-C3.2.3 model models-pinned
}
for name in main dev refs/pr/1; do revision no $name; done
for name in $commit v1.0; do revision yes $name; done

# A name that begins like this machine's is another machine.
address() {
  rm -rf served
  mkdir served
  printf 'model_list:\n  - model_name: a\n    litellm_params:\n      model: openai/a\n      api_base: %s\n' "$2" \
    > served/config.yaml
  quiet discover served
  is "$1" guidelines P1 served endpoint-local-or-tls
}
for host in 127.0.0.1.nip.example localhost.example 10.0.0.9 x@y.example; do
  address no http://$host:8000/v1
done
address no HTTP://llm.example/v1
address yes http://127.0.0.1:8000/v1
address yes https://10.0.0.9:8000/v1
