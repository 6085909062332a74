#include "use/parse/discover/endpoint.h"

#include <doctest/doctest.h>

namespace {

using bartizan::scan::Catalog;
using namespace bartizan::use;

std::string said(std::string_view text) {
  const auto found = endpoint_in(text, Catalog::embedded());
  return found ? found->host + " " + found->provider : "";
}

std::string all(std::string_view line) {
  std::string out;
  find_endpoints(line, Catalog::embedded(), [&](const Endpoint& found, std::size_t at) {
    if (!out.empty()) out += ", ";
    out += std::to_string(at) + " " + found.host + " " + found.provider;
  });
  return out;
}

TEST_CASE("a listed host, with or without scheme, path and port") {
  CHECK(said("https://api.openai.com/v1") == "api.openai.com openai");
  CHECK(said("HTTPS://API.OpenAI.com:443/v1") == "api.openai.com openai");
  CHECK(said("api.anthropic.com") == "api.anthropic.com anthropic");
  CHECK(said("wss://api.openai.com:8443/v1/realtime") == "api.openai.com:8443 openai");
  CHECK(said("https://user:secret@api.openai.com/v1") == "api.openai.com openai");
}

TEST_CASE("suffixes, words before a suffix, and what is filled in at run time") {
  CHECK(said("https://contoso.openai.azure.com/") == "contoso.openai.azure.com azure");
  CHECK(said("https://{resource}.openai.azure.com/") == "openai.azure.com azure");
  CHECK(said("https://${name}.services.ai.azure.com/models") == "services.ai.azure.com azure");
  CHECK(said("https://bedrock-runtime.eu-west-1.amazonaws.com") ==
        "bedrock-runtime.eu-west-1.amazonaws.com aws");
  CHECK(said("https://s3.eu-west-1.amazonaws.com") == "");
  CHECK(said("https://runtime.sagemaker.us-east-1.amazonaws.com/x") ==
        "runtime.sagemaker.us-east-1.amazonaws.com aws");
  CHECK(said("https://us-central1-aiplatform.googleapis.com/v1") ==
        "us-central1-aiplatform.googleapis.com google");
  CHECK(said("https://{region}-aiplatform.googleapis.com/v1") ==
        "aiplatform.googleapis.com google");
  CHECK(said("https://storage.googleapis.com/bucket") == "");
}

TEST_CASE("local servers by port, and by path where the port says little") {
  CHECK(said("http://localhost:11434") == "localhost:11434 ollama");
  CHECK(said("http://ollama:11434/api/generate") == "ollama:11434 ollama");
  CHECK(said("http://127.0.0.1:8000/v1") == "127.0.0.1:8000 vllm");
  CHECK(said("http://localhost:8000/static") == "");
  CHECK(said("http://localhost:1234/v1/chat") == "localhost:1234 lmstudio");
  CHECK(said("http://host.docker.internal:11434") == "host.docker.internal:11434 ollama");
  CHECK(said("http://example.com:11434") == "");
}

TEST_CASE("web sites, documentation and other text are no endpoints") {
  for (const auto* text : {"https://platform.openai.com/docs", "https://docs.anthropic.com/en/api",
                           "https://openrouter.ai/models", "https://openrouter.ai",
                           "https://huggingface.co/meta-llama", "", "://", "https://", "openai"}) {
    CHECK(said(text) == "");
  }
  CHECK(said("https://openrouter.ai/api/v1") == "openrouter.ai openrouter");
}

TEST_CASE("a line may hold several") {
  CHECK(all(R"(a = "https://api.openai.com/v1" or 'http://localhost:11434/v1')") ==
        "5 api.openai.com openai, 36 localhost:11434 ollama");
  CHECK(all("allow: [api.mistral.ai, my_api.mistral.ai, x@api.x.ai]") ==
        "8 api.mistral.ai mistral");
  CHECK(all("ports: 11434:11434") == "");
  CHECK(all("url = 'https://' + region + '-aiplatform.googleapis.com'") ==
        "29 aiplatform.googleapis.com google");
}

TEST_CASE("the host of any URL") {
  CHECK(host_of("https://llm.example.gov/v1") == "llm.example.gov");
  CHECK(host_of("http://llm.example.gov:8080/v1") == "llm.example.gov:8080");
  CHECK(host_of("https://{host}/v1") == "");
  CHECK(host_of("not a url") == "");
}

}  // namespace
