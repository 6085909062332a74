// Terraform and OpenTofu: blocks of HCL, read as far as resources and literals need it.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "text/lines.h"
#include "use/parse/discover/infra/infra.h"
#include "use/parse/discover/infra/put.h"
#include "use/parse/discover/infra/shell.h"

namespace bartizan::use::infra {
namespace {

using std::string_view;

constexpr string_view kSignal = "terraform";
constexpr std::size_t kMostDepth = 64;

bool is_identifier(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

struct Block {
  std::string type;                 // "resource"; of an object the key it is the value of
  std::vector<std::string> labels;  // "aws_bedrockagent_agent", "triage"
};

class Terraform {
 public:
  explicit Terraform(SourceText& source)
      : source_(source), text_(source.text), lines_(source.text) {}

  void read() {
    if (!source_.budget.charge_steps(text_.size())) return;
    while (at_ < text_.size()) step();
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '\n') {
      ++at_;
      ++line_;
      // A key whose value stands in brackets on the next lines is still open.
      if (brackets_ == 0) reset();
    } else if (c == '#' || text_.substr(at_).starts_with("//")) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (text_.substr(at_).starts_with("/*")) {
      const std::size_t end = std::min(text_.find("*/", at_ + 2), text_.size());
      line_ += static_cast<std::uint32_t>(std::ranges::count(text_.substr(at_, end - at_), '\n'));
      at_ = std::min(end + 2, text_.size());
    } else if (text_.substr(at_).starts_with("<<")) {
      here_document();
    } else if (c == '"') {
      string();
    } else if (c == '{') {
      open();
    } else if (c == '}') {
      ++at_;
      if (!blocks_.empty()) blocks_.pop_back();
      reset();
    } else if (c == '=') {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '=' || text_[at_] == '>')) {
        ++at_;
      } else if (!words_.empty()) {
        key_ = words_.back();
        words_.clear();
        // The value is often no literal: a secret of another resource.
        if (in_environment() && !credential_of(key_, source_.report.catalog()).empty()) {
          put_variable(source_, key_, {}, spot());
          key_.clear();
        }
      }
    } else if (c == ':' && !words_.empty()) {
      ++at_;
      key_ = words_.back();
      words_.clear();
    } else if (c == '[' || c == '(') {
      ++at_;
      ++brackets_;
    } else if (c == ']' || c == ')') {
      ++at_;
      if (brackets_ > 0) --brackets_;
    } else if (is_identifier(c)) {
      const std::size_t start = at_;
      while (at_ < text_.size() && is_identifier(text_[at_])) ++at_;
      if (words_.size() < 8) words_.emplace_back(text_.substr(start, at_ - start));
      if (words_.size() == 1) first_line_ = line_;
    } else {
      ++at_;
    }
  }

  void reset() {
    words_.clear();
    key_.clear();
  }

  Spot spot() const { return {kSignal, line_, lines_.line(line_), Certainty::high}; }

  void open() {
    ++at_;
    Block block;
    if (blocks_.size() >= kMostDepth) return;
    if (!key_.empty()) {
      block.type = key_;
    } else if (!words_.empty()) {
      block.type = words_.front();
      block.labels.assign(words_.begin() + 1, words_.end());
    }
    if (blocks_.empty()) head(block);
    blocks_.push_back(std::move(block));
    reset();
  }

  // A block's first line.
  void head(Block& block) {
    const scan::Catalog& catalog = source_.report.catalog();
    constexpr string_view kList = "discovery-terraform";
    if (block.labels.empty()) return;
    const std::string& type = block.labels.front();
    if (block.type == "provider") {
      if (catalog.list(kList, "provider " + type)) {
        put(source_, ComponentKind::resource, "provider." + type, "terraform", spot());
      }
      return;
    }
    if (block.type != "resource" && block.type != "data" && block.type != "ephemeral") return;
    auto found = catalog.list(kList, type);
    for (std::size_t end = type.rfind('_'); !found && end != type.npos && end > 0;
         end = type.rfind('_', end - 1)) {
      found = catalog.list(kList, string_view(type).substr(0, end));
    }
    if (!found) return;
    std::string name = type;
    if (block.labels.size() > 1) name += "." + block.labels[1];
    put(source_, ComponentKind::resource, name, "terraform", spot(), {attribute("cloud", *found)});
  }

  void string() {
    std::string value;
    std::size_t depth = 0;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') break;  // not closed
      if (depth == 0 && c == '"') break;
      if (c == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n') {
        value += text_[++at_];
        continue;
      }
      if (c == '$' && at_ + 1 < text_.size() && text_[at_ + 1] == '{') ++depth;
      if (c == '}' && depth > 0) --depth;
      value += c;
    }
    if (at_ < text_.size() && text_[at_] == '"') ++at_;
    if (key_.empty() && brackets_ == 0) {
      if (words_.size() < 8) words_.push_back(std::move(value));
      return;
    }
    literal(value);
  }

  bool in_environment() const {
    const string_view inner = blocks_.empty() ? string_view() : string_view(blocks_.back().type);
    return inner == "variables" || inner == "env" || inner == "environment" ||
           inner == "environment_variables" || inner == "app_settings" || inner == "secrets";
  }

  // The outermost block, and the one that the value stands in.
  void literal(const std::string& value) {
    const Spot at = spot();
    const string_view inner = blocks_.empty() ? string_view() : string_view(blocks_.back().type);
    const string_view outer = blocks_.empty() ? string_view() : string_view(blocks_.front().type);
    string_view key = key_;
    Spot place = at;
    if (outer == "variable" && key == "default" && !blocks_.front().labels.empty()) {
      key = blocks_.front().labels.front();
      place.certainty = Certainty::medium;
    }
    if (key == "image" || key == "image_uri" || key == "container_image" || key == "image_name" ||
        key == "docker_image") {
      put_image(source_, value, place);
      return;
    }
    // google_cloud_run_v2_service: env { name = "X" value = "Y" }
    if (inner == "env" && (key == "name" || key == "value")) {
      if (key == "name") {
        name_ = value;
        put_variable(source_, name_, {}, place);
      } else {
        put_variable(source_, name_, value, place);
      }
      return;
    }
    // aws_lambda_function: environment { variables = { MODEL_ID = "..." } }
    if (in_environment()) {
      put_variable(source_, key, value, place);
      return;
    }
    if (value.starts_with("arn:") && value.find("foundation-model/") != std::string::npos) {
      put_model(source_, value, "amazon-bedrock", Place::model, place);
      return;
    }
    // azurerm_cognitive_deployment: model { name = "gpt-4o" }
    if (inner == "model" && key == "name") {
      put_model(source_, value, {}, Place::maybe, place);
      return;
    }
    put_setting(source_, key, value, true, place);
  }

  void here_document() {
    at_ += 2;
    if (at_ < text_.size() && text_[at_] == '-') ++at_;
    const std::size_t start = at_;
    while (at_ < text_.size() && is_identifier(text_[at_])) ++at_;
    const string_view mark = text_.substr(start, at_ - start);
    if (mark.empty()) return;
    at_ = std::min(text_.find('\n', at_), text_.size());
    const std::size_t body = std::min(at_ + 1, text_.size());
    const std::uint32_t first = line_ + 1;
    std::size_t body_end = body;
    while (at_ < text_.size()) {
      ++at_;
      ++line_;
      body_end = std::min(at_, text_.size());
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      const string_view line = text::trim(text_.substr(at_, end - at_));
      at_ = end;
      if (line == mark) break;
    }
    const string_view text = text_.substr(body, body_end - body);
    const bool script = text::trim(text).starts_with("#!");  // user_data of a machine
    if (script) Shell(source_, kSignal).run(text, first);
    std::uint32_t number = first;
    for (std::size_t i = 0; !script && i < text.size(); ++number) {
      const std::size_t end = std::min(text.find('\n', i), text.size());
      const string_view line = text.substr(i, end - i);
      if (line.find("://") != line.npos) {
        put_endpoints(source_, line, {kSignal, number, line, Certainty::medium});
      }
      i = end + 1;
    }
  }

  SourceText& source_;
  string_view text_;
  text::Lines lines_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t first_line_ = 1;
  std::size_t brackets_ = 0;
  std::vector<std::string> words_;
  std::string key_;
  std::string name_;  // of the env block that is open
  std::vector<Block> blocks_;
};

}  // namespace

bool claims_terraform(string_view path, string_view) {
  return path.ends_with(".tf") || path.ends_with(".tfvars") || path.ends_with(".tofu") ||
         path.ends_with(".hcl");
}

void read_terraform(SourceText& source) {
  put_secrets(source, kSignal);
  Terraform(source).read();
}

}  // namespace bartizan::use::infra
