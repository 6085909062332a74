# ollama pull remark
$env:OPENAI_API_KEY = "x"
ollama pull qwen2.5:7b
