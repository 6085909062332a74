#include "use/parse/discover/model_id.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <string>
#include <string_view>

namespace bartizan::use {
namespace {

const scan::Catalog& lists() { return scan::Catalog::embedded(); }

struct Case {
  std::string_view raw, hint, name, provider;
};

TEST_CASE("names and providers") {
  static constexpr std::array<Case, 53> kCases{{
      {"gpt-4o", "", "gpt-4o", "openai"},
      {" gpt-4o-mini ", "openai", "gpt-4o-mini", "openai"},
      {"openai/gpt-4o", "", "gpt-4o", "openai"},
      {"openai:gpt-4o", "", "gpt-4o", "openai"},
      {"openrouter/openai/gpt-4o", "", "gpt-4o", "openai"},
      {"openrouter/meta-llama/llama-3.1-8b-instruct", "", "meta-llama/llama-3.1-8b-instruct",
       "openrouter"},
      {"openrouter/anthropic/claude-3.5-sonnet", "", "claude-3.5-sonnet", "anthropic"},
      {"azure/my-gpt", "", "my-gpt", "azure"},
      {"gpt-4o", "azure", "gpt-4o", "azure"},
      {"ollama/llama3.2:3b", "", "llama3.2:3b", "ollama"},
      {"ollama_chat/llama3", "", "llama3", "ollama"},
      {"llama3.2:3b", "", "llama3.2:3b", "ollama"},
      {"mistral:7b", "", "mistral:7b", "ollama"},
      {"mistral:mistral-large-latest", "", "mistral-large-latest", "mistral"},
      {"mistral/mistral-large-latest", "", "mistral-large-latest", "mistral"},
      {"llama3", "ollama", "llama3", "ollama"},
      {"meta-llama/Llama-3.1-8B-Instruct", "", "meta-llama/Llama-3.1-8B-Instruct", "huggingface"},
      {"openai/gpt-oss-20b", "", "openai/gpt-oss-20b", "huggingface"},
      {"openai/whisper-large-v3", "", "openai/whisper-large-v3", "huggingface"},
      {"openai/clip-vit-base-patch32", "huggingface", "openai/clip-vit-base-patch32",
       "huggingface"},
      {"google/flan-t5-base", "", "google/flan-t5-base", "huggingface"},
      {"google/gemini-2.0-flash", "", "gemini-2.0-flash", "google"},
      {"gemini/gemini-1.5-pro", "", "gemini-1.5-pro", "google"},
      {"models/gemini-1.5-pro", "google", "gemini-1.5-pro", "google"},
      {"vertex_ai/gemini-1.5-pro", "", "gemini-1.5-pro", "google"},
      {"bert-base-uncased", "huggingface", "bert-base-uncased", "huggingface"},
      {"huggingface/HuggingFaceH4/zephyr-7b-beta", "", "HuggingFaceH4/zephyr-7b-beta",
       "huggingface"},
      {"together_ai/meta-llama/Llama-3-8b", "", "meta-llama/Llama-3-8b", "together"},
      {"groq/llama-3.1-70b", "", "llama-3.1-70b", "groq"},
      {"llama-3.1-70b-versatile", "groq", "llama-3.1-70b-versatile", "groq"},
      {"bedrock/anthropic.claude-3-sonnet-20240229-v1:0", "",
       "anthropic.claude-3-sonnet-20240229-v1:0", "amazon-bedrock"},
      {"anthropic.claude-3-sonnet-20240229-v1:0", "", "anthropic.claude-3-sonnet-20240229-v1:0",
       "amazon-bedrock"},
      {"us.anthropic.claude-3-7-sonnet-20250219-v1:0", "",
       "us.anthropic.claude-3-7-sonnet-20250219-v1:0", "amazon-bedrock"},
      {"arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0", "",
       "amazon.titan-embed-text-v2:0", "amazon-bedrock"},
      {"bedrock/converse/amazon.nova-lite-v1:0", "", "amazon.nova-lite-v1:0", "amazon-bedrock"},
      {"claude-sonnet-4-20250514", "", "claude-sonnet-4-20250514", "anthropic"},
      {"anthropic/claude-sonnet-4", "", "claude-sonnet-4", "anthropic"},
      {"claude-3-opus", "openai", "claude-3-opus", "anthropic"},
      {"my-tuned-thing", "openai", "my-tuned-thing", "openai"},
      {"ft:gpt-3.5-turbo:acme::abc", "openai", "ft:gpt-3.5-turbo:acme::abc", "openai"},
      {"deepseek/deepseek-chat", "", "deepseek-chat", "deepseek"},
      {"deepseek-ai/DeepSeek-R1", "", "deepseek-ai/DeepSeek-R1", "huggingface"},
      {"x-ai/grok-2", "", "grok-2", "xai"},
      {"./models/llama.gguf", "", "models/llama.gguf", "local"},
      {"/opt/m/x.safetensors", "", "/opt/m/x.safetensors", "local"},
      {"yolov8n.pt", "ultralytics", "yolov8n.pt", "ultralytics"},
      {"https://huggingface.co/acme/tiny", "", "acme/tiny", "huggingface"},
      {"accounts/fireworks/models/llama-v3p1-8b", "", "accounts/fireworks/models/llama-v3p1-8b",
       "fireworks"},
      {"bedrock/arn:aws:bedrock:us-east-1:0:inference-profile/us.anthropic.claude-sonnet-4-v1:0",
       "", "us.anthropic.claude-sonnet-4-v1:0", "amazon-bedrock"},
      {"google-gla:gemini-1.5-flash", "", "gemini-1.5-flash", "google"},
      {"litellm_proxy/gpt-4o", "", "gpt-4o", "openai"},
      {"text-embedding-3-small", "", "text-embedding-3-small", "openai"},
      {"groq:llama-3.3-70b-versatile", "", "llama-3.3-70b-versatile", "groq"},
  }};
  for (const Case& c : kCases) {
    CAPTURE(c.raw);
    const auto id = canonical_model(c.raw, c.hint, lists());
    REQUIRE(id);
    CHECK(id->name == c.name);
    CHECK(id->provider == c.provider);
  }
}

TEST_CASE("what is no model's id") {
  for (const std::string_view raw :
       {"", " ", "model", "gpt", "your-model", "YOUR_MODEL_HERE", "<model>", "{model}", "${MODEL}",
        "a sentence of words", "config.json", "prompts/x.txt", "https://api.openai.com/v1", "12345",
        "models/checkpoint", "gpt-4o,claude", "org/", "/etc/passwd", "a"}) {
    CAPTURE(raw);
    CHECK_FALSE(canonical_model(raw, "", lists()));
  }
  CHECK_FALSE(canonical_model(std::string(201, 'a'), "", lists()));
}

TEST_CASE("looks like a model") {
  for (const std::string_view raw :
       {"gpt-4", "o1-mini", "o3", "claude-3-haiku-20240307", "openai/gpt-4o", "llama3.2:3b",
        "sentence-transformers/all-MiniLM-L6-v2", "meta-llama/Llama-2-7b", "gemini-1.5-flash",
        "amazon.titan-embed-text-v1", "mistral-large-latest", "qwen2.5-coder:7b"}) {
    CAPTURE(raw);
    CHECK(looks_like_model(raw, lists()));
  }
  for (const std::string_view raw :
       {"gpt-engineer", "claude-code", "claude-desktop", "gemini-cli", "llama-index", "llama_index",
        "o12", "foo/bar", "command-line", "mistralai", "nova-scotia", "x:y", "requests", "phi",
        "qwen-agent", "openai/openai-python", "model.gguf"}) {
    CAPTURE(raw);
    CHECK_FALSE(looks_like_model(raw, lists()));
  }
}

TEST_CASE("any string: bounded, and a name is its own name") {
  rc::check([](const std::string& raw) {
    const auto id = canonical_model(raw, "", lists());
    if (!id) return;
    RC_ASSERT(!id->name.empty());
    RC_ASSERT(id->name.size() <= kMostModelId);
  });
}

}  // namespace
}  // namespace bartizan::use
