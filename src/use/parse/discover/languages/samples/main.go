package main

import (
	"context"
	"os"

	"github.com/openai/openai-go/v2"
	"github.com/openai/openai-go/v2/option"
	openai2 "github.com/sashabaranov/go-openai"
	"github.com/tmc/langchaingo/llms/ollama"
)

const DefaultModel = "gpt-4o"

var embedding string = "text-embedding-3-small"

var prices = map[string]float64{
	"gpt-4":  1,
	"gpt-4o": 2,
}

func main() {
	client := openai.NewClient(option.WithAPIKey(os.Getenv("OPENAI_API_KEY")),
		option.WithBaseURL(`http://localhost:11434/v1`))
	llm, _ := ollama.New(ollama.WithModel("llama3.2:3b"))
	req := openai2.ChatCompletionRequest{Model: "o3-mini", Messages: nil}
	switch name {
	case "gpt-4-32k", "gpt-4-turbo":
		return
	}
	if strings.HasPrefix(name, "claude-3") || name == "o1" {
		name := "claude-3-opus-20240229"
	}
	r := '"'
}
