#include "text/secrets.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/escape.h"

namespace bartizan::text {
namespace {

// Keys are put together here, so that no scanner takes this file for a leak.
std::string key(std::string_view prefix, std::size_t length, std::string_view alphabet) {
  std::string out(prefix);
  std::size_t x = 7;
  for (std::size_t i = 0; i < length; ++i) {
    x = (x * 75 + 74) % 65'537;  // ZX81's generator
    out += alphabet[x % alphabet.size()];
  }
  return out;
}
constexpr std::string_view kMixed =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::string_view kHex = "0123456789abcdef";

std::string providers(std::string_view text) {
  std::string out;
  std::size_t end = 0;
  for (const Secret& secret : find_secrets(text)) {
    CHECK(secret.offset >= end);
    CHECK(secret.length > 0);
    end = secret.offset + secret.length;
    CHECK(end <= text.size());
    out += (out.empty() ? "" : " ") + std::string(secret.provider);
  }
  return out;
}

TEST_CASE("secrets: keys are told by their prefix, alphabet and length") {
  for (const auto& [prefix, length, alphabet, provider] : {
           std::tuple("sk-proj-", 156, kMixed, "openai"),
           {"sk-proj-", 36, kMixed, "openai"},
           {"sk-svcacct-", 156, kMixed, "openai"},
           {"sk-ant-api03-", 95, kMixed, "anthropic"},
           {"sk-or-v1-", 64, kHex, "openrouter"},
           {"sk-", 48, kMixed, "openai-compatible"},
           {"sk-", 32, kHex, "openai-compatible"},
           {"hf_", 34, kMixed.substr(0, 52), "huggingface"},
           {"gsk_", 52, kMixed, "groq"},
           {"r8_", 37, kMixed, "replicate"},
           {"xai-", 80, kMixed, "xai"},
           {"AIza", 35, kMixed, "google"},
           {"pplx-", 48, kMixed, "perplexity"},
           {"fw_", 24, kMixed, "fireworks"},
           {"nvapi-", 64, kMixed, "nvidia"},
           {"lsv2_pt_", 43, kHex, "langsmith"},
           {"AKIA", 16, std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), "aws"},
           {"ghp_", 36, kMixed, "github"},
           {"github_pat_", 82, kMixed, "github"},
       }) {
    const std::string secret = key(prefix, static_cast<std::size_t>(length), alphabet);
    CAPTURE(secret);
    CHECK(providers(secret) == provider);
    CHECK(providers("x = \"" + secret + "\";") == provider);
    CHECK(providers("?key=" + secret + "&x=1") == provider);
    CHECK(providers("word" + secret) == "");
    CHECK(providers(std::string(prefix)) == "");
    CHECK(providers(secret.substr(0, secret.size() / 4)) == "");
  }
  const std::string old = key("sk-", 20, kMixed) + "T3BlbkFJ" + key("", 20, kMixed);
  CHECK(providers(old) == "openai");
  CHECK(providers(old + " " + key("hf_", 34, kMixed)) == "openai huggingface");
}

TEST_CASE("secrets: placeholders are none") {
  for (const char* text :
       {"sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "<your key>", "hf_...",
        "sk-proj-YOUR-API-KEY-GOES-HERE-PLEASE-1234567890abcdef", "AKIAIOSFODNN7EXAMPLE",
        "sk-ant-api03-your_key_here_your_key_here_your_key",
        "hf_abcdefghijklmnopqrstuvwxyzabcdefgh", "sk-00000000000000000000000000000000",
        "gsk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "risk-assessment-of-language-models-in-production-2025", "OPENAI_API_KEY=changeme",
        "OPENAI_API_KEY=${OPENAI_API_KEY}", "OPENAI_API_KEY: {{ .Values.key }}",
        "api_key = os.environ[\"OPENAI_API_KEY\"]", "OPENAI_API_KEY=sk-1234"}) {
    CAPTURE(text);
    CHECK(providers(text) == "");
  }
}

TEST_CASE("secrets: keys without a prefix are told by the variable that holds them") {
  const std::string hex = key("", 32, kHex), mixed = key("", 40, kMixed);
  CHECK(providers("AZURE_OPENAI_API_KEY=" + hex) == "azure-openai");
  CHECK(providers("export CO_API_KEY='" + mixed + "'") == "cohere");
  CHECK(providers("\"MISTRAL_API_KEY\": \"" + mixed + "\"") == "mistral");
  CHECK(providers("os.environ[\"MISTRAL_API_KEY\"] = \"" + mixed + "\"") == "mistral");
  CHECK(providers("OPENAI_API_KEY=" + key("gsk_", 52, kMixed)) == "groq");
  CHECK(providers("SESSION_ID=" + hex) == "");
  CHECK(providers("api_key=\"" + hex + "\"") == "");
  CHECK(providers("endpoint: https://x.openai.azure.com\napi_key: " + hex) == "azure-openai");
}

TEST_CASE(
    "secrets: digits behind the name of a key are one, and digits behind other names are not") {
  const std::string hex = key("", 32, kHex), longer = key("", 64, kHex), sha = key("", 40, kHex);
  const auto found = [](const std::string& text) {
    const auto all = find_bare_keys(text);
    for (const Secret& one : all) {
      CHECK(one.provider.empty());
      CHECK(mask_secrets(text).find(text.substr(one.offset, one.length)) == std::string::npos);
    }
    return all.size();
  };
  for (const std::string& text :
       {"api_key = \"" + hex + "\"", "apiKey: '" + hex + "',", "\"api-key\": \"" + longer + "\"",
        "X-API-Key: " + hex, "LLM_API_KEY=" + hex, "client(api_key=\"" + sha + "\")",
        "cfg[\"secret_key\"] = \"" + longer + "\"", "access_token: " + sha,
        "Ocp-Apim-Subscription-Key: " + hex}) {
    CAPTURE(text);
    CHECK(found(text) == 1);
  }
  for (const std::string& text :
       {"revision = \"" + sha + "\"",
        "sha256: " + longer,
        "md5=" + hex,
        "checksum: " + hex,
        "etag: \"" + hex + "\"",
        "version: " + sha,
        "commit = \"" + sha + "\"",
        "api_key_hash = \"" + longer + "\"",
        "api_version: " + hex,
        "key = \"" + hex + "\"",
        "primary_key: " + hex,
        "cache_access_key: " + hex,
        "public_api_key: " + hex,
        "token = \"" + hex + "\"",
        "hash_api_key = " + hex,
        "pad_token: " + hex,
        "api_key = \"" + hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
            hex.substr(16, 4) + "-" + hex.substr(20, 12) + "\"",
        std::string("api_key = \"0123456789abcdef0123456789abcdef\""),
        std::string("api_key = \"00000000000000000000000000000000\""),
        std::string("api_key = \"12345678901234567890123456789012\""),
        std::string("api_key = \"{{ secrets.KEY }}\""),
        "# the api key " + hex,
        "api_key == \"" + hex + "\"",
        "AZURE_OPENAI_API_KEY=" + hex}) {
    CAPTURE(text);
    CHECK(found(text) == 0);
  }
  CHECK(found("https://x.openai.azure.com\napi_key: " + hex) == 0);
}

TEST_CASE("secrets: variables of services") {
  CHECK(credential_provider("OPENAI_API_KEY") == "openai");
  CHECK(credential_provider("openai_api_key") == "openai");
  CHECK(credential_provider("NEXT_PUBLIC_OPENAI_API_KEY") == "openai");
  CHECK(credential_provider("HF_TOKEN") == "huggingface");
  CHECK(credential_provider("AI21_API_KEY") == "ai21");
  CHECK(credential_provider("ZHIPUAI_API_KEY") == "zhipu");
  CHECK(credential_provider("API_KEY") == "");
  CHECK(credential_provider("") == "");
  CHECK(credential_provider(std::string(1000, 'A')) == "");
}

TEST_CASE("secrets: masked text shows the prefix and nothing else of a key") {
  const std::string secret = key("sk-ant-", 95, kMixed);
  CHECK(mask_secrets("client = Anthropic(api_key=\"" + secret + "\")") ==
        "client = Anthropic(api_key=\"sk-ant-***\")");
  CHECK(mask_secrets("a " + secret + " b") == "a sk-ant-*** b");
  CHECK(mask_secrets("nothing here, key points: 3") == "nothing here, key points: 3");
}

TEST_CASE("secrets: values of names that hold secrets are masked") {
  for (const auto& [text, masked] : {
           std::pair("OPENAI_API_KEY=hunter2 next", "OPENAI_API_KEY=*** next"),
           {"DB_PASSWORD='a b c'", "DB_PASSWORD='***'"},
           {"password: str = \"hunter2\"", "password: str = \"***\""},
           {"{\"client_secret\": \"abc\", \"id\": 1}", "{\"client_secret\": \"***\", \"id\": 1}"},
           {"access-token: abc", "access-token: ***"},
           {"Authorization: Bearer abcdefgh.ijkl", "Authorization: Bearer ***"},
           {"-H \"authorization: bearer abcdefghij\"", "-H \"authorization: bearer ***\""},
           {"Authorization: Basic dXNlcjpwYXNzd29yZDEyMw==", "Authorization: Basic ***"},
           {"postgres://u:p4ss@db:5432/x?y", "postgres://u:***@db:5432/x?y"},
           {"http://u:p@a:b@h/", "http://u:***@h/"},
           {"u:p4ss@tcp(db:3306)/x", "u:***@tcp(db:3306)/x"},
           {"jdbc:mysql://h/x?user=u&password=%40p4ss&a=b",
            "jdbc:mysql://h/x?user=u&password=***&a=b"},
           {"jdbc:mysql://h/x?user=u&password=${PASS}", "jdbc:mysql://h/x?user=u&password=${PASS}"},
           {"%s:%s@tcp(%s)/x", "%s:%s@tcp(%s)/x"},
           {"API_KEY='not closed", "API_KEY='***"},
           {"key: b64dGhpcyBpcyBhIHRlc3Qx", "key: ***"},
       }) {
    CHECK(mask_secrets(text) == masked);
  }
}

TEST_CASE("secrets: values behind flags, in calls and in URLs are masked") {
  const std::string value = key("", 24, kMixed);
  const auto masks = [&](const std::string& front, const std::string& back) {
    CAPTURE(front);
    CHECK(mask_secrets(front + value + back) == front + "***" + back);
  };
  masks("vllm serve x --api-key ", " --port 80");
  masks("[\"serve\", \"--api-key\", \"", "\"]");
  masks("huggingface-cli login --token '", "'");
  masks("builder().apiKey(\"", "\").build()");
  masks("curl -u me:", " https://h.example");
  masks("https://", "@h.example/v1");
  masks("https://h.example/v1?code=", "&x=1");
  masks("https://h.example/f?sv=2025&sig=", "");
  masks("https://h.example/f?X-Amz-Signature=", "#end");
  for (const char* text :
       {"--api-key $OPENAI_API_KEY", "--max-new-token 12", "--pad-token <pad>",
        "git+https://git@github.com/x/y.git", "https://h.example/?code=200&key=name",
        "get_key(\"a\")", "getenv_key(\"ANTHROPIC_API_KEY\")", "https://${TOKEN}@github.com/x",
        "tar -u a:b"}) {
    CHECK(mask_secrets(text) == text);
  }
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "https://?a=b";
  CHECK(mask_secrets(many) == many);
}

TEST_CASE("secrets: a long value is hidden to its end") {
  CHECK(mask_secrets("api_secret=" + std::string(5000, 'x') + " y") == "api_secret=*** y");
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "OPENAI_API_KEY=$";
  CHECK(mask_secrets(many) == many);
}

TEST_CASE("secrets: references to secrets are shown") {
  for (const char* text :
       {"api_key=${OPENAI_API_KEY}", "api_key = os.environ[\"OPENAI_API_KEY\"]",
        "apiKey: process.env.OPENAI_API_KEY", "token: {{ .Values.token }}", "key: OPENAI_API_KEY",
        "OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}", "max_tokens: 4096",
        "if key == value:", "Bearer token", "http://host:8000/v1", "https://${U}:${P}@host/",
        "Bearer ${TOKEN_VALUE}", "tokenizer = AutoTokenizer.from_pretrained(\"x/y\")"}) {
    CHECK(mask_secrets(text) == text);
  }
}

TEST_CASE("secrets: masking never shows a key, and stays valid UTF-8") {
  const bool ok = rc::check([] {
    const std::string secret =
        key(*rc::gen::element<std::string>("sk-ant-", "gsk_", "hf_", "sk-proj-"), 52, kMixed);
    const auto noise = rc::gen::container<std::string>(
        rc::gen::oneOf(rc::gen::element(' ', '=', ':', '"', '\'', '\n', '@', '/', 'k', 'e', 'y'),
                       rc::gen::inRange<char>(32, 126)));
    const std::string front = *noise, back = *noise;
    const std::string masked = mask_secrets(front + " " + secret.substr(0, 40) + " " + back);
    RC_ASSERT(base::is_utf8(masked));
    if (providers(front + " " + secret + " " + back).empty()) return;
    RC_ASSERT_FALSE(mask_secrets(front + " " + secret + " " + back).contains(secret.substr(10)));
  });
  CHECK(ok);
}

}  // namespace
}  // namespace bartizan::text
