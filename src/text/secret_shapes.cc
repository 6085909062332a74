#include "text/secret_shapes.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <string>

#include "text/secrets.h"

namespace bartizan::text {
namespace {

using enum Alphabet;

// `prefix` and then `least` to `most` characters of the alphabet, and none more of it behind.
struct SecretShape {
  std::string_view prefix;
  std::string_view provider;
  Alphabet alphabet = alphanumeric;
  std::size_t least = 0;
  std::size_t most = 0;
};

// Longer prefixes stand before those that they begin with.
// A length that the vendor does not promise has room on both sides.
// Sources: docs.github.com "Supported secret scanning patterns"; the key pages of
// platform.openai.com, docs.anthropic.com, huggingface.co (security tokens), console.groq.com,
// replicate.com, docs.x.ai, cloud.google.com (API keys), docs.aws.amazon.com (IAM identifiers),
// docs.github.com (token formats), docs.gitlab.com (token prefixes).
constexpr std::array<SecretShape, 44> kShapes{{
    {"sk-proj-", "openai", dashed, 36, 256},
    {"sk-svcacct-", "openai", dashed, 36, 256},
    {"sk-admin-", "openai", dashed, 36, 256},
    {"sk-ant-", "anthropic", dashed, 32, 256},
    {"sk-or-v1-", "openrouter", hex, 64, 64},
    {"sk-lf-", "langfuse", dashed, 36, 36},
    // Forty-eight characters at OpenAI, Moonshot and others, 32 hex at DeepSeek and DashScope.
    {"sk-", "openai-compatible", alphanumeric, 32, 64},
    {"sk_", "elevenlabs", hex, 48, 48},
    {"csk-", "cerebras", alphanumeric, 40, 64},
    {"hf_", "huggingface", alphanumeric, 30, 40},
    {"api_org_", "huggingface", alphanumeric, 30, 40},
    {"gsk_", "groq", alphanumeric, 48, 64},
    {"r8_", "replicate", alphanumeric, 37, 37},
    {"xai-", "xai", alphanumeric, 70, 96},
    {"AIza", "google", dashed, 35, 35},
    {"ya29.", "google", dashed, 40, 512},
    {"pplx-", "perplexity", alphanumeric, 40, 64},
    {"fw_", "fireworks", alphanumeric, 20, 40},
    {"nvapi-", "nvidia", dashed, 60, 72},
    {"tgp_v1_", "together", dashed, 40, 64},
    {"jina_", "jina", alphanumeric, 48, 72},
    {"pa-", "voyage", dashed, 43, 43},
    {"tvly-", "tavily", dashed, 28, 48},
    {"pcsk_", "pinecone", dashed, 50, 96},
    {"lsv2_pt_", "langsmith", dashed, 40, 48},
    {"lsv2_sk_", "langsmith", dashed, 40, 48},
    {"e2b_", "e2b", hex, 40, 40},
    {"rpa_", "runpod", alphanumeric, 36, 56},
    {"fc-", "firecrawl", hex, 32, 32},
    {"esecret_", "anyscale", alphanumeric, 20, 64},
    {"dapi", "databricks", hex, 32, 32},
    {"AKIA", "aws", base32, 16, 16},
    {"ASIA", "aws", base32, 16, 16},
    {"github_pat_", "github", dashed, 82, 82},
    {"ghp_", "github", alphanumeric, 36, 36},
    {"gho_", "github", alphanumeric, 36, 36},
    {"ghu_", "github", alphanumeric, 36, 36},
    {"ghs_", "github", alphanumeric, 36, 36},
    {"ghr_", "github", alphanumeric, 36, 76},
    {"glpat-", "gitlab", dashed, 20, 64},
    {"xoxb-", "slack", dashed, 40, 96},
    {"xoxp-", "slack", dashed, 40, 96},
    {"pypi-AgE", "pypi", dashed, 60, 256},
    {"npm_", "npm", alphanumeric, 36, 36},
}};

static_assert(std::ranges::all_of(kShapes, [](const SecretShape& shape) {
  return shape.prefix.size() + shape.least >= kShortestKey;
}));

struct Variable {
  std::string_view name;
  std::string_view provider;
};

// As the clients' own documentation names them, and as LiteLLM, LangChain and the Vercel AI SDK
// read them; as known in 2026; not read anew. Sorted.
constexpr std::array<Variable, 98> kVariables{{
    {"AI21_API_KEY", "ai21"},
    {"ANTHROPIC_API_KEY", "anthropic"},
    {"ANTHROPIC_AUTH_TOKEN", "anthropic"},
    {"ANYSCALE_API_KEY", "anyscale"},
    {"ARK_API_KEY", "volcengine"},
    {"ASSEMBLYAI_API_KEY", "assemblyai"},
    {"AWS_BEARER_TOKEN_BEDROCK", "aws-bedrock"},
    {"AZURE_AI_API_KEY", "azure-ai"},
    {"AZURE_API_KEY", "azure-openai"},
    {"AZURE_INFERENCE_CREDENTIAL", "azure-ai"},
    {"AZURE_OPENAI_API_KEY", "azure-openai"},
    {"AZURE_OPENAI_KEY", "azure-openai"},
    {"BASETEN_API_KEY", "baseten"},
    {"CEREBRAS_API_KEY", "cerebras"},
    {"CLARIFAI_PAT", "clarifai"},
    {"CLAUDE_API_KEY", "anthropic"},
    {"CLAUDE_CODE_OAUTH_TOKEN", "anthropic"},
    {"CODESTRAL_API_KEY", "mistral"},
    {"COHERE_API_KEY", "cohere"},
    {"CO_API_KEY", "cohere"},
    {"DASHSCOPE_API_KEY", "alibaba"},
    {"DATABRICKS_TOKEN", "databricks"},
    {"DEEPGRAM_API_KEY", "deepgram"},
    {"DEEPINFRA_API_KEY", "deepinfra"},
    {"DEEPINFRA_API_TOKEN", "deepinfra"},
    {"DEEPSEEK_API_KEY", "deepseek"},
    {"DIFY_API_KEY", "dify"},
    {"E2B_API_KEY", "e2b"},
    {"ELEVENLABS_API_KEY", "elevenlabs"},
    {"ELEVEN_API_KEY", "elevenlabs"},
    {"FAL_KEY", "fal"},
    {"FIRECRAWL_API_KEY", "firecrawl"},
    {"FIREWORKS_AI_API_KEY", "fireworks"},
    {"FIREWORKS_API_KEY", "fireworks"},
    {"FRIENDLI_TOKEN", "friendli"},
    {"GEMINI_API_KEY", "google"},
    {"GOOGLE_AI_API_KEY", "google"},
    {"GOOGLE_API_KEY", "google"},
    {"GOOGLE_GENERATIVE_AI_API_KEY", "google"},
    {"GROK_API_KEY", "xai"},
    {"GROQ_API_KEY", "groq"},
    {"HELICONE_API_KEY", "helicone"},
    {"HF_API_KEY", "huggingface"},
    {"HF_API_TOKEN", "huggingface"},
    {"HF_TOKEN", "huggingface"},
    {"HUGGINGFACEHUB_API_TOKEN", "huggingface"},
    {"HUGGINGFACE_API_KEY", "huggingface"},
    {"HUGGINGFACE_API_TOKEN", "huggingface"},
    {"HUGGINGFACE_TOKEN", "huggingface"},
    {"HUGGING_FACE_HUB_TOKEN", "huggingface"},
    {"HYPERBOLIC_API_KEY", "hyperbolic"},
    {"JINA_API_KEY", "jina"},
    {"LAMBDA_API_KEY", "lambda"},
    {"LANGCHAIN_API_KEY", "langsmith"},
    {"LANGFUSE_SECRET_KEY", "langfuse"},
    {"LANGSMITH_API_KEY", "langsmith"},
    {"LITELLM_API_KEY", "litellm"},
    {"LITELLM_MASTER_KEY", "litellm"},
    {"LLAMA_CLOUD_API_KEY", "llamaindex"},
    {"MINIMAX_API_KEY", "minimax"},
    {"MISTRAL_API_KEY", "mistral"},
    {"MOONSHOT_API_KEY", "moonshot"},
    {"NEBIUS_API_KEY", "nebius"},
    {"NGC_API_KEY", "nvidia"},
    {"NOMIC_API_KEY", "nomic"},
    {"NOVITA_API_KEY", "novita"},
    {"NVIDIA_API_KEY", "nvidia"},
    {"OCTOAI_TOKEN", "octoai"},
    {"OLLAMA_API_KEY", "ollama"},
    {"OPENAI_ADMIN_KEY", "openai"},
    {"OPENAI_API_KEY", "openai"},
    {"OPENAI_KEY", "openai"},
    {"OPENROUTER_API_KEY", "openrouter"},
    {"PERPLEXITYAI_API_KEY", "perplexity"},
    {"PERPLEXITY_API_KEY", "perplexity"},
    {"PINECONE_API_KEY", "pinecone"},
    {"PORTKEY_API_KEY", "portkey"},
    {"PPLX_API_KEY", "perplexity"},
    {"PREDIBASE_API_TOKEN", "predibase"},
    {"QDRANT_API_KEY", "qdrant"},
    {"REPLICATE_API_KEY", "replicate"},
    {"REPLICATE_API_TOKEN", "replicate"},
    {"RUNPOD_API_KEY", "runpod"},
    {"RUNWAYML_API_SECRET", "runway"},
    {"SAMBANOVA_API_KEY", "sambanova"},
    {"SILICONFLOW_API_KEY", "siliconflow"},
    {"STABILITY_API_KEY", "stability"},
    {"TAVILY_API_KEY", "tavily"},
    {"TOGETHERAI_API_KEY", "together"},
    {"TOGETHER_API_KEY", "together"},
    {"UPSTAGE_API_KEY", "upstage"},
    {"VOYAGE_API_KEY", "voyage"},
    {"WANDB_API_KEY", "wandb"},
    {"WATSONX_APIKEY", "watsonx"},
    {"WEAVIATE_API_KEY", "weaviate"},
    {"WRITER_API_KEY", "writer"},
    {"XAI_API_KEY", "xai"},
    {"ZHIPUAI_API_KEY", "zhipu"},
}};
static_assert(std::ranges::is_sorted(kVariables, {}, &Variable::name));

// Whether a name may be one of them: most names of a text are not, and are asked.
constexpr bool may_be_variable(std::string_view name) {
  constexpr std::string_view kLast = "YNTLKyntlk";
  return !name.empty() && kLast.find(name.back()) != kLast.npos && name.find('_') != name.npos;
}
static_assert(std::ranges::all_of(kVariables, [](const Variable& variable) {
  return may_be_variable(variable.name);
}));

// What front-end builds put in front of a variable to hand it to the browser.
constexpr std::array<std::string_view, 4> kPublished{"VITE_", "NEXT_PUBLIC_", "REACT_APP_",
                                                     "EXPO_PUBLIC_"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

bool in_alphabet(Alphabet alphabet, char c) {
  switch (alphabet) {
    case alphanumeric:
      return is_alphanumeric(c);
    case dashed:
      return is_alphanumeric(c) || c == '-' || c == '_';
    case hex:
      return is_hex(c);
    case base32:
      return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
  }
  return false;
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  std::string low(text);
  std::ranges::transform(low, low.begin(), lower);
  return std::ranges::any_of(words, [&](auto word) { return low.contains(word); });
}

bool is_placeholder(std::string_view tail) {
  constexpr std::size_t kLongestRun = 12, kFewest = 8;
  if (contains_any(tail, {"xxxx", "your", "example", "placeholder", "changeme", "replace", "insert",
                          "redacted", "dummy", "fake", "sample", "secret", "123456789", "abcdefgh",
                          "00000"})) {
    return true;
  }
  std::bitset<256> seen;
  bool digit = false, small = false, large = false;
  std::size_t run = 0, longest = 0;
  for (const char c : tail) {
    seen.set(static_cast<unsigned char>(c));
    digit = digit || (c >= '0' && c <= '9');
    small = small || (c >= 'a' && c <= 'z');
    large = large || (c >= 'A' && c <= 'Z');
    run = c == '-' || c == '_' ? 0 : run + 1;
    longest = std::max(longest, run);
  }
  if (!digit && !(small && large)) return true;
  return seen.count() < kFewest || (longest < kLongestRun && tail.size() > kLongestRun);
}

std::optional<ShapedKey> shaped_key_at(std::string_view text, std::size_t at) {
  for (const SecretShape& shape : kShapes) {
    if (text[at] != shape.prefix[0] || !text.substr(at).starts_with(shape.prefix)) continue;
    const std::size_t begin = at + shape.prefix.size();
    std::size_t end = begin;
    while (end < text.size() && end - begin <= shape.most && in_alphabet(shape.alphabet, text[end]))
      ++end;
    const std::string_view tail = text.substr(begin, end - begin);
    if (tail.size() < shape.least || tail.size() > shape.most) continue;
    if (end < text.size() && in_alphabet(dashed, text[end])) continue;
    if (is_placeholder(tail)) continue;
    // OpenAI's own keys carry their name in base64.
    const bool openai = shape.prefix == "sk-" && tail.contains("T3BlbkFJ");
    return ShapedKey{end, shape.prefix.size(), openai ? "openai" : shape.provider};
  }
  return std::nullopt;
}

std::string_view credential_provider(std::string_view variable) {
  constexpr std::size_t kLongest = 64;
  if (variable.size() > kLongest || !may_be_variable(variable)) return {};
  std::string upper(variable);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  });
  std::string_view name = upper;
  for (const std::string_view front : kPublished) {
    if (name.starts_with(front)) name.remove_prefix(front.size());
  }
  const auto found = std::ranges::lower_bound(kVariables, name, {}, &Variable::name);
  if (found == kVariables.end() || found->name != name) return {};
  return found->provider;
}

}  // namespace bartizan::text
