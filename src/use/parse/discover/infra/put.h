// Put: what variables, keys, images and install commands of configuration say, as detections.
//
// What it is: the rules that every reader below infra/ and agents/ shares, so that a Dockerfile's
// ENV, a compose file's environment and an .env file mean the same. Names are docs/discovery.md's;
// which names mean what is data (lists discovery-env-models, discovery-images,
// discovery-pypi-packages ...). A value of a variable never becomes evidence; it may be a key. What
// it is not: a parser. Pure but for the report it is given.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "use/parse/discover/reader.h"

namespace bartizan::use::infra {

// Where something was found. The views must outlive the call.
struct Spot {
  std::string_view signal;  // "dockerfile", "compose" ...
  std::uint32_t line = 0;
  std::string_view evidence;
  Certainty certainty = Certainty::high;
};

void put(SourceText& source, ComponentKind kind, std::string_view name, std::string_view provider,
         const Spot& spot, std::vector<Attribute> attributes = {});
Attribute attribute(std::string_view key, std::string_view value);

// How sure the place is that its value is a model: at `any` place of that name, or only where the
// value itself looks like one.
enum class Place : std::uint8_t { model, maybe };
// `hint` as in model_id.h. False when the value is no model.
bool put_model(SourceText& source, std::string_view raw, std::string_view hint, Place place,
               const Spot& spot, std::vector<Attribute> attributes = {});
// org/name, "squad": only names that look like one of a hub.
bool put_dataset(SourceText& source, std::string_view raw, Place place, const Spot& spot);
void put_endpoints(SourceText& source, std::string_view text, const Spot& spot);
// Models and data sets that a URL of a hub fetches.
void put_hub_urls(SourceText& source, std::string_view text, const Spot& spot);

// `uses:` of a GitHub workflow, where the action calls a model or runs an agent.
void put_action(SourceText& source, std::string_view uses, const Spot& spot);

// A container image as a file names it, with registry, tag and digest.
void put_image(SourceText& source, std::string_view image, const Spot& spot);
// A requirement of pip ("vllm[audio]>=0.5") or npm ("@scope/pkg@^1") where it is AI.
void put_pypi(SourceText& source, std::string_view requirement, const Spot& spot);
void put_npm(SourceText& source, std::string_view requirement, const Spot& spot);

// NAME=value of an environment, and uses of a variable ($NAME). A default is less certain than a
// setting.
void put_variable(SourceText& source, std::string_view name, std::string_view value, Spot spot);
void put_variable_use(SourceText& source, std::string_view text, const Spot& spot);
// A key of a configuration file with a literal value. `strict`: the file may be about anything.
void put_setting(SourceText& source, std::string_view key, std::string_view value, bool strict,
                 const Spot& spot);

// Keys of AI services that stand in the text, whatever is before them: `key:<provider>`, never the
// key.
void put_secrets(SourceText& source, std::string_view signal);
// Whether a provider of text/secrets.h serves AI, and nothing else.
bool serves_ai(std::string_view provider, const scan::Catalog& catalog);
// Keys that only the name before them tells, of whatever file: `key:generic`.
void put_bare_keys(SourceText& source, std::string_view signal);

// The service whose key a variable of that name holds, empty for others; "generic" where the name
// leaves it open (LLM_API_KEY).
std::string_view credential_of(std::string_view variable, const scan::Catalog& catalog);
// "modelName", "MODEL-NAME" and "model_name" as "model_name".
std::string snake(std::string_view name);
// What "${NAME:-default}" falls back to; the text itself when it is no expansion; empty when it is
// one without default.
std::string_view fallback(std::string_view value);
bool has_expansion(std::string_view value);

}  // namespace bartizan::use::infra
