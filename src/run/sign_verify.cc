// Verifies: a signature, the statement under it, and the bytes that it is about.
#include <algorithm>
#include <filesystem>
#include <map>

#include "run/foreign.h"
#include "run/import_inventory.h"
#include "run/model_hash.h"
#include "run/sign.h"
#include "run/sign_parts.h"
#include "run/tensors.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;
namespace sign = assure::sign;
namespace signature = assure::signature;
using sign::Difference;
using sign::Happened;
using sign::Verification;
using signing::base_name;
using signing::below;
using signing::last_part;
using signing::read_rows;

// Whether whoever signs such a statement stands up for the file. A verdict (a summary of a gate, a
// test's result, a list of vulnerabilities) is signed just as well where it is a bad one.
bool stands_up(std::string_view predicate_type) {
  return predicate_type.starts_with(signature::kProvenance) ||
         std::ranges::find(signature::kDocuments, predicate_type) != signature::kDocuments.end();
}

// One verification, step by step. Each step that fails ends it.
class Verifier {
 public:
  Verifier(const std::string& path, const VerifyOptions& options) : path_(path), options_(options) {
    out_.path = path;
  }
  Verification run();

 private:
  bool unread(std::string problem);
  bool read_bundle();
  bool check_signature();
  bool read_statement();
  void compare_model();
  void hash_model(const std::vector<sign::ModelFile>& files, const sign::Comparison& comparison);
  void name_tensors();
  void note_covered();
  void not_compared() {
    sign::warn(out_.checks, "files-skipped", "nobody looked whether the files are those");
  }
  void compare_file();
  void judge();

  const std::string& path_;
  const VerifyOptions& options_;
  Verification out_;
  std::optional<ForeignReader> reader_;
  signature::Bundle bundle_;
  signature::Statement statement_;
  std::string message_;
  bool anchored_ = false;
};

bool Verifier::unread(std::string problem) {
  out_.standing = sign::Standing::unread;
  out_.problem = std::move(problem);
  return false;
}

bool Verifier::read_bundle() {
  auto whole = read_whole(out_.signature, kMostSignature);
  if (!whole) return unread("the signature " + out_.signature + ": " + whole.error());
  out_.signature_sha256 = whole->sha256;
  auto reader = ForeignReader::start(options_.limits, options_.cancelled);
  if (!reader) return unread(reader.error().what);
  reader_.emplace(std::move(*reader));
  auto rows = read_rows(*reader_, "signature", last_part(out_.signature), whole->bytes);
  if (!rows) return unread("the signature " + rows.error());
  auto read = sign::bundle_from_rows(*rows);
  if (!read.bundle) {
    sign::refuse(out_.checks, "bundle-form", "the signature " + read.problem);
    return false;
  }
  bundle_ = std::move(*read.bundle);
  return true;
}

bool Verifier::check_signature() {
  if (bundle_.message) {
    auto whole = read_whole(path_, kMostMessage);
    if (!whole) return unread(path_ + ": " + whole.error());
    message_ = std::move(whole->bytes);
    out_.name = base_name(path_);
    out_.digest = whole->sha256;
    out_.bytes = message_.size();
    out_.covered = {{out_.name, out_.digest}};
  }
  auto vouched = sign::verify_signature(bundle_, message_, options_.trust, out_.checks);
  anchored_ = vouched.anchored;
  out_.signer = std::move(vouched.signer);
  // What the payload of a signature that fails says, nobody has signed.
  return std::ranges::all_of(out_.checks, [](const sign::Check& one) {
    return one.outcome != sign::Outcome::failed || one.id == "trust-anchor";
  });
}

bool Verifier::read_statement() {
  auto rows = read_rows(*reader_, "statement", "payload", bundle_.envelope->payload);
  if (!rows) return unread("the statement " + rows.error());
  auto read = sign::statement_from_rows(*rows);
  if (!read.statement) {
    sign::refuse(out_.checks, "statement-form", "the statement " + read.problem);
    return false;
  }
  statement_ = std::move(*read.statement);
  sign::pass(out_.checks, "statement-form", "an in-toto statement, read to its end");
  out_.predicate_type = statement_.predicate_type;
  out_.provenance = statement_.provenance;
  if (statement_.subjects.size() == 1) {
    out_.name = statement_.subjects.front().name;
    out_.digest = statement_.subjects.front().digest("sha256");
  }
  return true;
}

void Verifier::hash_model(const std::vector<sign::ModelFile>& files,
                          const sign::Comparison& comparison) {
  const signature::ModelPredicate& model = *statement_.model;
  const bool whole = model.serialization.method == signature::Method::files;
  std::vector<HashPart> parts;
  parts.reserve(comparison.to_hash.size());
  for (const std::size_t index : comparison.to_hash) {
    const signature::Resource& one = model.resources[index];
    parts.push_back({model_path(path_, one.path), one.start, one.end, whole});
  }
  const auto hashed = hash_parts(parts, {model.serialization.hash_type, options_.jobs,
                                         options_.on_progress, options_.cancelled});
  if (options_.cancelled && options_.cancelled()) {
    unread("interrupted");
    return;
  }
  std::map<std::string_view, const sign::ModelFile*> by_path;
  for (const sign::ModelFile& file : files) by_path.emplace(file.path, &file);
  for (std::size_t i = 0; i < hashed.size(); ++i) {
    const signature::Resource& one = model.resources[comparison.to_hash[i]];
    const auto file = by_path.find(one.path);
    out_.bytes += whole && file != by_path.end() ? file->second->size : one.end - one.start;
    if (hashed[i].digest == one.digest) continue;
    if (!hashed[i].problem.empty()) {
      out_.differences.push_back(
          {Happened::unread, one.path, one.start, one.end, 1, {}, hashed[i].problem});
    } else {
      out_.differences.push_back(
          {Happened::changed,
           one.path,
           one.start,
           one.end,
           1,
           {},
           signature::to_hex(hashed[i].digest) + " instead of " + signature::to_hex(one.digest)});
    }
  }
}

void Verifier::note_covered() {
  const signature::Serialization& how = statement_.model->serialization;
  const bool whole = how.method == signature::Method::files &&
                     (how.hash_type.empty() || how.hash_type == "sha256");
  for (const signature::Resource& one : statement_.model->resources) {
    if (!out_.covered.empty() && out_.covered.back().path == one.path) continue;
    out_.covered.push_back({one.path, whole ? signature::to_hex(one.digest) : std::string()});
  }
}

// Which tensors lie in a part that differs. The file's own header says so: of a file whose header
// is what changed, the answer is the new one's.
void Verifier::name_tensors() {
  constexpr std::size_t kMostFiles = 16;
  if (statement_.model->serialization.method != signature::Method::shards) return;
  std::map<std::string, std::vector<TensorRange>> read;
  for (Difference& one : out_.differences) {
    if (one.happened != Happened::changed || !one.path.ends_with(".safetensors")) continue;
    auto at = read.find(one.path);
    if (at == read.end()) {
      if (read.size() >= kMostFiles) continue;
      const std::string file = model_path(path_, one.path);
      at = read.emplace(one.path, tensors_of(file, options_.limits, options_.cancelled)).first;
    }
    one.tensors = tensors_in(at->second, one.start, one.end);
  }
}

void Verifier::compare_model() {
  sign::check_model_statement(statement_, out_.checks);
  if (statement_.model) {
    out_.serialization = statement_.model->serialization;
    out_.resources = statement_.model->resources.size();
    if (statement_.model->legacy) {
      out_.digest = signature::to_hex(sign::root_of(statement_.model->resources));
    }
  }
  const bool sound = std::ranges::all_of(out_.checks, [](const sign::Check& one) {
    return one.outcome != sign::Outcome::failed || one.id == "trust-anchor";
  });
  if (!sound) return;
  if (!options_.check_files) return not_compared();
  note_covered();
  const auto files = list_model(path_);
  if (!files) {
    unread(path_ + " " + files.error());
    return;
  }
  sign::CompareOptions how;
  how.allow_links = options_.allow_links || statement_.model->serialization.allow_symlinks;
  if (const auto own = below(path_, out_.signature)) how.not_signed.push_back(*own);
  auto comparison = sign::compare(*statement_.model, *files, how);
  out_.differences = std::move(comparison.differences);
  hash_model(*files, comparison);
  if (out_.standing == sign::Standing::unread) return;
  name_tensors();
  std::ranges::stable_sort(out_.differences, [](const Difference& a, const Difference& b) {
    if (a.happened != b.happened) return a.happened < b.happened;
    return a.path != b.path ? a.path < b.path : a.start < b.start;
  });
  sign::judge_differences(out_.differences, out_.resources,
                          {options_.ignore_unsigned, options_.strict}, out_.checks);
}

// Any other statement is about files by their digests.
void Verifier::compare_file() {
  if (stands_up(out_.predicate_type) || out_.predicate_type == options_.predicate_type) {
    sign::pass(out_.checks, "predicate-type", "the statement is a " + out_.predicate_type);
  } else {
    sign::refuse(out_.checks, "predicate-type",
                 "the statement is a " + out_.predicate_type +
                     ", which may say anything about the file (--predicate-type URI accepts it)");
    return;
  }
  if (!options_.check_files) return not_compared();
  const HashPart part{path_, 0, 0, true};
  const auto hashed =
      hash_parts(std::span(&part, 1), {"sha256", 1, options_.on_progress, options_.cancelled});
  if (!hashed.front().problem.empty()) {
    unread(path_ + " " + hashed.front().problem);
    return;
  }
  std::error_code error;
  out_.bytes = fs::file_size(path_, error);
  const std::string digest = signature::to_hex(hashed.front().digest);
  for (const signature::Subject& subject : statement_.subjects) {
    if (subject.digest("sha256") != digest) continue;
    out_.name = subject.name;
    out_.digest = digest;
    out_.covered = {{subject.name, digest}};
    return sign::pass(out_.checks, "subject-digest", "the statement is about this file");
  }
  const bool other = std::ranges::none_of(statement_.subjects, [](const signature::Subject& one) {
    return !one.digest("sha256").empty();
  });
  sign::refuse(out_.checks, "subject-digest",
               other ? "the statement names its subjects by no SHA-256"
                     : "the statement is about other bytes than this file's");
}

void Verifier::judge() {
  if (out_.standing == sign::Standing::unread) return;
  const auto failed = [&](const sign::Check& one) {
    return one.outcome == sign::Outcome::failed && (anchored_ || one.id != "trust-anchor");
  };
  if (std::ranges::any_of(out_.checks, failed)) {
    out_.standing = sign::Standing::refused;
  } else if (!anchored_) {
    out_.standing = sign::Standing::unvouched;
  } else if (sign::all_good(out_.checks)) {
    out_.standing = sign::Standing::verified;
  } else {
    out_.standing = sign::Standing::refused;
  }
}

Verification Verifier::run() {
  out_.signature = options_.signature.empty() ? find_signature(path_) : options_.signature;
  if (out_.signature.empty()) return std::move(out_);
  out_.standing = sign::Standing::refused;
  if (read_bundle() && check_signature()) {
    if (!bundle_.envelope) {
      sign::pass(out_.checks, "subject-digest", "the signature is over this file");
    } else if (read_statement()) {
      std::error_code error;
      const bool folder = fs::is_directory(path_, error);
      const bool of_model = statement_.model.has_value();
      if (folder || of_model) {
        compare_model();
      } else {
        compare_file();
      }
    }
  }
  judge();
  return std::move(out_);
}

}  // namespace

Verification verify_model(const std::string& path, const VerifyOptions& options) {
  return Verifier(path, options).run();
}

std::string find_signature(const std::string& path) {
  std::error_code error;
  std::vector<std::string> places;
  std::string bare = path;
  while (bare.size() > 1 && bare.ends_with('/')) bare.pop_back();
  if (fs::is_directory(path, error)) {
    places = {bare + "/model.sig", bare + ".sig"};
  } else {
    places = {bare + ".sig", bare + ".sigstore.json", bare + ".dsse.json",
              (fs::path(bare).parent_path() / "model.sig").string()};
  }
  for (const std::string& place : places) {
    if (place != path && fs::exists(place, error)) return place;
  }
  return {};
}

}  // namespace bartizan::run
