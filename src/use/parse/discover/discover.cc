#include "use/parse/discover/discover.h"

#include <algorithm>
#include <array>
#include <string>

#include "scan/format.h"
#include "scan/identify.h"
#include "text/decode.h"
#include "use/parse/discover/agents/agents.h"
#include "use/parse/discover/infra/infra.h"
#include "use/parse/discover/infra/put.h"
#include "use/parse/discover/keys/keys.h"
#include "use/parse/discover/languages/languages.h"
#include "use/parse/discover/manifest/readers.h"
#include "use/parse/discover/owners/owners.h"
#include "use/parse/discover/python/python.h"
#include "use/parse/discover/rows.h"
#include "use/parse/discover/script/script_reader.h"
#include "use/parse/discover/settings/settings.h"
#include "use/parse/discover/store/readers.h"

namespace bartizan::use {
namespace {

constexpr std::string_view kOtherCode = "other-code";

// A reader is one line here.
constexpr std::array kOwnReaders{
    SourceReader{"python", claims_python, read_python},
    SourceReader{"notebook", claims_notebook, read_notebook},
    kScriptReader,
    SourceReader{"owners", claims_owners, read_owners},
    SourceReader{"java", languages::claims_java, languages::read_java},
    SourceReader{"kotlin", languages::claims_kotlin, languages::read_kotlin},
    SourceReader{"go", languages::claims_go, languages::read_go},
    SourceReader{"rust", languages::claims_rust, languages::read_rust},
    SourceReader{"csharp", languages::claims_csharp, languages::read_csharp},
    SourceReader{kOtherCode, keys::claims_other_code, keys::read_other_code},
    SourceReader{"dockerfile", infra::claims_dockerfile, infra::read_dockerfile},
    SourceReader{"shell", infra::claims_shell, infra::read_shell},
    SourceReader{"env", infra::claims_env, infra::read_env},
    SourceReader{"terraform", infra::claims_terraform, infra::read_terraform},
    SourceReader{"config", infra::claims_config, infra::read_config},
    SourceReader{"ini", infra::claims_ini, infra::read_ini},
    SourceReader{"mcp", agents::claims_mcp, agents::read_mcp},
    SourceReader{"agent-file", agents::claims_agent_file, agents::read_agent_file},
    SourceReader{"card", agents::claims_card, agents::read_card},
    SourceReader{"unit", settings::claims_unit, settings::read_unit},
    SourceReader{"proxy", settings::claims_proxy, settings::read_proxy},
};

template <std::size_t A, std::size_t B>
constexpr std::array<SourceReader, A + B> joined(const std::array<SourceReader, A>& first,
                                                 const std::array<SourceReader, B>& second) {
  std::array<SourceReader, A + B> all{};
  std::ranges::copy(first, all.begin());
  std::ranges::copy(second, all.begin() + A);
  return all;
}

constexpr auto kReaders = joined(joined(kOwnReaders, manifest::kReaders), store::kReaders);

// What a reader may look at besides the name when it claims a file.
constexpr std::size_t kFront = 1024;

class NoSink final : public scan::Sink {
 public:
  void member(const scan::MemberInfo&) override {}
  void format(scan::MemberId, std::string_view, bool) override {}
  void finding(scan::MemberId, const scan::Finding&) override {}
  void fact(scan::MemberId, const scan::Fact&) override {}
  void gap(scan::MemberId, record::CoverageState, std::string_view, base::Range) override {}
  void spans(scan::MemberId, std::span<const base::Span>) override {}
};

// The format of a model or of a container that may hold one; empty for anything else. `sure`: only
// by magic or a checked structure; text that could be an old pickle is no model for that alone.
std::string_view model_format(record::Foreign& file, bool sure) {
  NoSink sink;
  scan::Job job{file.budget, scan::Catalog::embedded(), sink, record::Depth::structure};
  scan::Artifact artifact(job, file.bytes);
  const scan::Identity identity = scan::identify(artifact);
  if (sure && !identity.certain) return {};
  for (const scan::Format* format : identity.claims.span()) {
    const bool document =
        format->kind == scan::Kind::document || format->kind == scan::Kind::native;
    if (!document) return format->id;
  }
  return {};
}

bool read_all(record::Foreign& file, std::string& bytes) {
  const auto size = static_cast<std::size_t>(file.bytes.size());
  if (!file.budget.charge_memory(size)) return false;
  bytes.resize(size);
  return file.bytes.read(0, std::as_writable_bytes(std::span(bytes)));
}

}  // namespace

std::span<const SourceReader> source_readers() { return kReaders; }

bool is_claimed(std::string_view path) {
  return std::ranges::any_of(source_readers(),
                             [&](const SourceReader& reader) { return reader.claims(path, {}); });
}

bool names_packages(std::string_view path) {
  const auto claims = [&](const SourceReader& reader) { return reader.claims(path, {}); };
  if (std::ranges::any_of(manifest::kReaders, claims)) return true;
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return infra::claims_dockerfile(path, {}) ||
         (infra::claims_config(path, {}) && name.find("compose") != name.npos);
}

void parse_discover(record::Foreign& file) {
  // What a tree declares about itself is no evidence of what it does; the parser "system" reads it.
  if (file.name == ".bartizan/system.toml" || file.name.ends_with("/.bartizan/system.toml")) return;
  std::string bytes;
  if (!read_all(file, bytes)) {
    record::put_note(file.rows, {record::NoteLevel::warning, "unreadable", 0, 0,
                                 "the file could not be read into memory"});
    return;
  }
  const std::string_view front = std::string_view(bytes).substr(0, kFront);
  const bool binary = front.find('\0') != front.npos && !front.starts_with("\xFF\xFE") &&
                      !front.starts_with("\xFE\xFF");
  bool claimed = false, code = false, other = false;
  Report report(file.rows, scan::Catalog::embedded());
  std::string text;
  for (const SourceReader& reader : source_readers()) {
    if (binary || !reader.claims(file.name, front)) continue;
    if (!claimed) text = text::decode(bytes).text;
    claimed = true;
    code = code || !keys::is_document(reader.id);
    other = other || reader.id == kOtherCode;
    SourceText source{file.name, text, file.budget, report};
    reader.read(source);
  }
  if (claimed && !other) {
    SourceText source{file.name, text, file.budget, report};
    infra::put_bare_keys(source, "key-name");
  }
  keys::Look look = code ? keys::Look::all : keys::Look::none;
  if (!claimed && !binary) {
    look = keys::look_into(file.name);
    if (look != keys::Look::none) text = text::decode(bytes).text;
  }
  if (look != keys::Look::none) {
    SourceText source{file.name, text, file.budget, report};
    keys::put_keys(source, look);
  }
  if (bytes.empty()) return;
  // A model is a model under the name of a source, too.
  if (const std::string_view format = model_format(file, claimed); !format.empty()) {
    file.rows.row(kModelRow, {format});
  }
}

}  // namespace bartizan::use
