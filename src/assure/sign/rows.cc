#include "assure/sign/rows.h"

#include <charconv>
#include <utility>

#include "assure/parse/signature/hex.h"
#include "assure/parse/signature/parse.h"
#include "assure/parse/signature/resource.h"

namespace bartizan::assure::sign {
namespace {

using record::Row;
using signature::Bundle;

// Payloads of more than this sign more files than any model has.
constexpr std::size_t kMostPayload = 256 * 1024 * 1024;

// An empty field is 0: what was not written.
bool read_number(std::string_view text, std::uint64_t& number) {
  number = 0;
  if (text.empty()) return true;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
  return error == std::errc() && end == text.end();
}

std::string of_note(const record::Note& note) {
  return note.message + (note.line > 1 ? " (line " + std::to_string(note.line) + ")" : "");
}

class BundleRows {
 public:
  bool row(const Row& row);
  bool complete() const {
    const bool signs = bundle_.envelope.has_value() != bundle_.message.has_value();
    const bool bare = any_ && bundle_.media_type.empty() && materials_ == 0;
    return any_ && signs && (bare || materials_ == 1);
  }
  Bundle take() { return std::move(bundle_); }

 private:
  bool log(const Row& row);
  bool proof(const Row& row);

  Bundle bundle_;
  bool any_ = false;
  std::size_t materials_ = 0;
};

bool BundleRows::log(const Row& row) {
  const std::vector<std::string>& f = row.fields;
  signature::LogEntry entry;
  if (f.size() != 7 || bundle_.log_entries.size() >= signature::kMostParts) return false;
  if (!read_number(f[0], entry.log_index) || !read_number(f[4], entry.integrated_time))
    return false;
  entry.log_id = f[1];
  entry.kind = f[2];
  entry.version = f[3];
  entry.promise = f[5];
  entry.body = f[6];
  bundle_.log_entries.push_back(std::move(entry));
  return true;
}

bool BundleRows::proof(const Row& row) {
  const std::vector<std::string>& f = row.fields;
  if (f.size() < 4 || f.size() > 4 + signature::kMostParts || bundle_.log_entries.empty()) {
    return false;
  }
  signature::LogEntry& entry = bundle_.log_entries.back();
  if (entry.proof) return false;
  signature::InclusionProof proof;
  if (!read_number(f[0], proof.log_index) || !read_number(f[1], proof.tree_size)) return false;
  proof.root_hash = f[2];
  proof.checkpoint = f[3];
  proof.hashes.assign(f.begin() + 4, f.end());
  entry.proof = std::move(proof);
  return true;
}

bool BundleRows::row(const Row& row) {
  const std::vector<std::string>& f = row.fields;
  const auto has = [&](std::string_view kind, std::size_t fields) {
    return row.kind == kind && f.size() == fields;
  };
  if (has("bundle", 1)) {
    bundle_.media_type = f[0];
    return !std::exchange(any_, true);
  }
  if (!any_) return false;
  if (has("key", 2)) {
    bundle_.key_hint = f[0];
    bundle_.raw_key = f[1];
    return ++materials_ == 1;
  }
  if (has("chain", 1)) {
    if (bundle_.chain.empty() && ++materials_ != 1) return false;
    bundle_.chain.push_back(f[0]);
    return !f[0].empty() && bundle_.chain.size() <= signature::kMostParts;
  }
  if (has("certificate", 1)) {
    bundle_.certificate = f[0];
    return !f[0].empty() && ++materials_ == 1;
  }
  if (row.kind == "log") return log(row);
  if (row.kind == "proof") return proof(row);
  if (has("timestamp", 1)) {
    bundle_.timestamps.push_back(f[0]);
    return !f[0].empty() && bundle_.timestamps.size() <= signature::kMostParts;
  }
  if (has("envelope", 1) && !bundle_.envelope) {
    bundle_.envelope.emplace().payload_type = f[0];
    return true;
  }
  if (has("payload", 1) && bundle_.envelope && bundle_.envelope->signatures.empty()) {
    std::string& payload = bundle_.envelope->payload;
    if (f[0].size() > kMostPayload - payload.size()) return false;
    payload += f[0];
    return true;
  }
  if (has("sig", 2) && bundle_.envelope) {
    bundle_.envelope->signatures.push_back({f[0], f[1]});
    return !f[0].empty() && bundle_.envelope->signatures.size() <= signature::kMostParts;
  }
  if (has("message", 3) && !bundle_.message) {
    bundle_.message = signature::MessageSignature{f[0], f[1], f[2]};
    return true;
  }
  if (has("unknown", 1)) {
    constexpr std::size_t kMostUnknown = 10'000;
    bundle_.unknown.push_back(f[0]);
    return bundle_.unknown.size() <= kMostUnknown;
  }
  return false;
}

class StatementRows {
 public:
  bool row(const Row& row);
  bool complete() const { return any_ && !made_.subjects.empty(); }
  signature::Statement take() { return std::move(made_); }

 private:
  bool serialization(const Row& row);
  bool resource(const Row& row);

  signature::Statement made_;
  bool any_ = false;
  std::vector<signature::Subject>* open_ = nullptr;  // what digest rows belong to
};

bool StatementRows::serialization(const Row& row) {
  const std::vector<std::string>& f = row.fields;
  if (f.size() != 4 || made_.model || made_.predicate_type != signature::kModelPredicate) {
    return false;
  }
  signature::Serialization& how = made_.model.emplace().serialization;
  how.method = f[0] == "shards" ? signature::Method::shards : signature::Method::files;
  how.hash_type = f[1];
  how.allow_symlinks = f[3] == "links";
  if (!read_number(f[2], how.shard_size)) return false;
  return (f[0] == "shards" && how.shard_size > 0) || (f[0] == "files" && how.shard_size == 0);
}

bool StatementRows::resource(const Row& row) {
  if (row.fields.size() != 3 || !made_.model) return false;
  signature::ModelPredicate& model = *made_.model;
  signature::Resource made;
  made.name = row.fields[0];
  made.algorithm = row.fields[1];
  made.digest = row.fields[2];
  if (signature::split_resource(made, model.serialization.method) != nullptr) return false;
  model.resources.push_back(std::move(made));
  return model.resources.size() <= signature::kMostResources;
}

bool StatementRows::row(const Row& row) {
  const std::vector<std::string>& f = row.fields;
  const auto has = [&](std::string_view kind, std::size_t fields) {
    return row.kind == kind && f.size() == fields;
  };
  if (has("statement", 2)) {
    made_.type = f[0];
    made_.predicate_type = f[1];
    return !std::exchange(any_, true) && !f[1].empty() &&
           (f[0] == signature::kStatementV1 || f[0] == signature::kStatementV01);
  }
  if (!any_) return false;
  if (has("subject", 1)) {
    open_ = &made_.subjects;
    open_->push_back({f[0], {}});
    return open_->size() <= signature::kMostResources;
  }
  if (has("digest", 2) && open_ != nullptr) {
    constexpr std::size_t kMostDigests = 32;
    auto& digests = open_->back().digests;
    const auto bytes = signature::from_hex(f[1]);
    if (!bytes || signature::to_hex(*bytes) != f[1] || digests.size() >= kMostDigests) return false;
    digests.emplace_back(f[0], f[1]);
    return true;
  }
  if (row.kind == "serialization") return serialization(row);
  if (has("ignore", 1) && made_.model) {
    made_.model->serialization.ignore_paths.push_back(f[0]);
    return !f[0].empty();
  }
  if (has("legacy", 0) && !made_.model && made_.predicate_type == signature::kModelPredicateV02) {
    made_.model.emplace().legacy = true;
    made_.model->serialization.hash_type = "sha256";
    return true;
  }
  if (row.kind == "resource") return resource(row);
  if (has("provenance", 5) && !made_.provenance) {
    made_.provenance = signature::Provenance{f[0], f[1], f[2], f[3], f[4], {}};
    return true;
  }
  if (has("material", 1) && made_.provenance) {
    open_ = &made_.provenance->materials;
    open_->push_back({f[0], {}});
    return open_->size() <= signature::kMostResources;
  }
  if (has("unknown", 1)) {
    constexpr std::size_t kMostUnknown = 10'000;
    made_.unknown.push_back(f[0]);
    return made_.unknown.size() <= kMostUnknown;
  }
  return false;
}

constexpr const char* kDistrust = "was not read: its worker's report makes no sense";

// All rows of one file, or why they are not believed.
template <typename Reader, typename Read>
Read read_all(std::span<const Row> rows) {
  Reader reader;
  for (const Row& row : rows) {
    record::Note note;
    if (record::read_note(row, note)) {
      if (note.level == record::NoteLevel::error) return {std::nullopt, of_note(note)};
    } else if (!reader.row(row)) {
      return {std::nullopt, kDistrust};
    }
  }
  if (!reader.complete()) return {std::nullopt, kDistrust};
  return {reader.take(), {}};
}

}  // namespace

BundleRead bundle_from_rows(std::span<const Row> rows) {
  return read_all<BundleRows, BundleRead>(rows);
}

StatementRead statement_from_rows(std::span<const Row> rows) {
  return read_all<StatementRows, StatementRead>(rows);
}

}  // namespace bartizan::assure::sign
