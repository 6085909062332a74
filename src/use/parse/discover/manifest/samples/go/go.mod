module example.invalid/agent

go 1.22

require (
	github.com/sashabaranov/go-openai v1.24.0
	github.com/openai/openai-go/v2 v2.1.0
	github.com/tmc/langchaingo v0.1.10 // pinned
	golang.org/x/net v0.25.0 // indirect
	github.com/pkoukk/tiktoken-go v0.1.6 // indirect
	broken
)

require github.com/mark3labs/mcp-go v0.8.0

replace github.com/tmc/langchaingo => ../langchaingo
