#!/bin/bash
set -euo pipefail
MODEL="${1:-}"
NAME=google/gemma-2-9b-it
export ANTHROPIC_API_KEY="${ANTHROPIC_API_KEY:?}"
python3 -m vllm.entrypoints.openai.api_server \
  --model "$NAME" \
  --served-model-name gemma
uv pip install "vllm[audio]>=0.5"
docker run -d --gpus all -e HF_TOKEN=$HF_TOKEN -p 8080:80 -v $PWD:/data \
  ghcr.io/huggingface/text-embeddings-inference:1.5 --model-id BAAI/bge-large-en-v1.5
docker exec -it ollama ollama pull nomic-embed-text
bash -c "llama-server -m models/phi-3.gguf --port 8080"
wget https://huggingface.co/TheBloke/Mistral-7B-GGUF/resolve/main/mistral.Q4_K_M.gguf
cat > .env <<EOF
OPENAI_MODEL=gpt-4o
Some prose about claude-3-opus.
EOF
echo "Use gpt-4 if you like; https://api.openai.com/v1"

claude mcp add -s user -e OPENAI_API_KEY=x notion -- npx -y @modelcontextprotocol/sdk
claude mcp add --transport http sentry https://mcp.example.invalid/mcp

kubectl apply -f - <<Y
  image: vllm/vllm-openai:v2
  model: gpt-4o-mini
  text: about gpt-4
Y
