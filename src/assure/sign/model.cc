#include "assure/sign/model.h"

#include <algorithm>
#include <map>

#include "assure/parse/signature/hex.h"
#include "base/hash.h"
#include "base/json_write.h"

namespace bartizan::assure::sign {
namespace {

using signature::Method;
using signature::ModelPredicate;
using signature::Resource;
using signature::Statement;

std::string times(std::size_t n, std::string_view noun) {
  return std::to_string(n) + " " + std::string(noun) + (n == 1 ? "" : "s");
}

// As pathlib sorts: part by part, so that "sub/b" stands before "sub.x".
bool before_by_parts(std::string_view a, std::string_view b) {
  return std::ranges::lexicographical_compare(a, b, [](char x, char y) {
    const auto rank = [](char c) { return c == '/' ? -1 : int{static_cast<unsigned char>(c)}; };
    return rank(x) < rank(y);
  });
}

bool sorted(const std::vector<Resource>& all, bool (*before)(std::string_view, std::string_view)) {
  return std::ranges::is_sorted(all, [&](const Resource& a, const Resource& b) {
    if (a.path != b.path) return before(a.path, b.path);
    return a.start < b.start;
  });
}

std::size_t digest_size(std::string_view hash) {
  return hash == "blake2b" ? 64 : hash == "sha256" ? 32 : 0;
}

// A sentence about what does not hold together, or nothing.
std::string wrong_with(const ModelPredicate& model) {
  if (model.resources.empty()) return "the statement names no file";
  std::vector<const Resource*> order;
  order.reserve(model.resources.size());
  for (const Resource& one : model.resources) order.push_back(&one);
  std::ranges::sort(order, [](const Resource* a, const Resource* b) {
    return a->path != b->path ? a->path < b->path : a->start < b->start;
  });
  const bool shards = model.serialization.method == Method::shards;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Resource& one = *order[i];
    const Resource* last = i > 0 && order[i - 1]->path == one.path ? order[i - 1] : nullptr;
    if (!shards) {
      if (last != nullptr) return "the statement names " + one.path + " twice";
      continue;
    }
    const std::uint64_t size = model.serialization.shard_size;
    const std::uint64_t expected = last == nullptr ? 0 : last->end;
    if (one.start != expected) {
      return "the shards of " + one.path + (one.start < expected ? " overlap" : " leave a gap") +
             " at byte " + std::to_string(std::min(one.start, expected));
    }
    if (one.start % size != 0 || one.end - one.start > size) {
      return "the shard " + one.name + " is not of the size that the statement says";
    }
  }
  return {};
}

}  // namespace

std::string root_of(std::span<const Resource> resources) {
  base::Sha256 hash;
  for (const Resource& one : resources) hash.update(std::as_bytes(std::span(one.digest)));
  const base::Digest digest = hash.finish();
  return {digest.begin(), digest.end()};
}

std::string model_statement(std::string_view name, const ModelPredicate& model) {
  std::vector<Resource> resources = model.resources;
  std::ranges::sort(resources, {}, &Resource::name);
  base::JsonWriter out;
  out.begin_object().field("_type", signature::kStatementV1);
  out.key("subject").begin_array().begin_object().field("name", name);
  out.key("digest")
      .begin_object()
      .field("sha256", signature::to_hex(root_of(resources)))
      .end_object();
  out.end_object().end_array().field("predicateType", signature::kModelPredicate);
  out.key("predicate").begin_object();
  const signature::Serialization& how = model.serialization;
  out.key("serialization")
      .begin_object()
      .field("method", how.method == Method::files ? "files" : "shards")
      .field("hash_type", how.hash_type);
  if (how.method == Method::shards) out.field("shard_size", how.shard_size);
  out.field("allow_symlinks", how.allow_symlinks).key("ignore_paths").begin_array();
  for (const std::string& path : how.ignore_paths) out.value(path);
  out.end_array().end_object().key("resources").begin_array();
  for (const Resource& one : resources) {
    out.begin_object()
        .field("name", one.name)
        .field("algorithm", one.algorithm)
        .field("digest", signature::to_hex(one.digest))
        .end_object();
  }
  return out.end_array().end_object().end_object().take();
}

std::string file_statement(std::string_view name, std::string_view sha256_hex,
                           std::string_view predicate_type, std::string_view predicate) {
  base::JsonWriter out;
  out.begin_object().field("_type", signature::kStatementV1);
  out.key("subject").begin_array().begin_object().field("name", name);
  out.key("digest").begin_object().field("sha256", sha256_hex).end_object();
  out.end_object().end_array().field("predicateType", predicate_type);
  return out.key("predicate").raw(predicate).end_object().take();
}

bool names_algorithm(const signature::Serialization& how, std::string_view algorithm) {
  if (algorithm == how.hash_type) return true;
  return how.method == Method::shards &&
         algorithm == how.hash_type + "-sharded-" + std::to_string(how.shard_size);
}

void check_model_statement(const Statement& statement, std::vector<Check>& checks) {
  if (!statement.model) {
    return refuse(checks, "predicate-type",
                  "the statement is about no model: its predicate is " + statement.predicate_type);
  }
  const ModelPredicate& model = *statement.model;
  pass(checks, "predicate-type",
       model.legacy ? "the statement is a model's, of model-signing 0.2.0"
                    : "the statement is a model's (OpenSSF Model Signing v1.0)");
  for (const std::string& member : statement.unknown) {
    warn(checks, "statement-unknown", "nobody here knows the statement's member " + member);
  }
  const std::string wrong = wrong_with(model);
  if (!wrong.empty()) return refuse(checks, "resources", wrong);
  pass(checks, "resources",
       times(model.resources.size(),
             model.serialization.method == Method::files ? "file" : "shard") +
           ", each named once");
  const std::size_t size = digest_size(model.serialization.hash_type);
  if (size == 0) {
    return refuse(checks, "hash-algorithm",
                  "the hash " + model.serialization.hash_type +
                      " cannot be computed here; sha256 and blake2b can");
  }
  for (const Resource& one : model.resources) {
    if (!names_algorithm(model.serialization, one.algorithm)) {
      return refuse(checks, "hash-algorithm",
                    one.name + " is hashed with " + one.algorithm + ", and the statement says " +
                        model.serialization.hash_type);
    }
    if (one.digest.size() != size) {
      return refuse(checks, "hash-algorithm", "the digest of " + one.name + " has a wrong length");
    }
  }
  pass(checks, "hash-algorithm", "every digest is of " + model.serialization.hash_type);
  if (model.legacy) return;
  if (statement.subjects.size() != 1 || statement.subjects.front().name.empty()) {
    return refuse(checks, "subject",
                  "the statement has " + times(statement.subjects.size(), "subject") +
                      "; a model's has one, with a name");
  }
  const std::string_view root = statement.subjects.front().digest("sha256");
  if (root.empty()) return refuse(checks, "subject", "the subject has no sha256");
  pass(checks, "subject", "the statement is about one model");
  if (root != signature::to_hex(root_of(model.resources))) {
    return refuse(checks, "root-digest",
                  "the subject's digest is not that of the files that the statement names");
  }
  pass(checks, "root-digest", "the subject's digest is that of the files");
  const auto by_name = [](const Resource& a, const Resource& b) { return a.name < b.name; };
  if (!std::ranges::is_sorted(model.resources, by_name) &&
      !sorted(model.resources, [](std::string_view a, std::string_view b) { return a < b; }) &&
      !sorted(model.resources, before_by_parts)) {
    warn(checks, "resource-order", "the statement's files are not in the order of their names");
  }
}

bool lies_below(std::string_view path, std::string_view ignored) {
  while (ignored.ends_with('/')) ignored.remove_suffix(1);
  if (ignored.starts_with("./")) ignored.remove_prefix(2);
  if (ignored.empty()) return false;
  if (ignored == ".") return true;
  return path.starts_with(ignored) &&
         (path.size() == ignored.size() || path[ignored.size()] == '/');
}

std::string_view name(Happened happened) {
  constexpr std::string_view kNames[] = {"changed", "missing", "added", "ignored", "unread"};
  return kNames[static_cast<std::size_t>(happened)];
}

Comparison compare(const ModelPredicate& model, std::span<const ModelFile> files,
                   const CompareOptions& options) {
  Comparison out;
  std::map<std::string_view, const ModelFile*> there;
  for (const ModelFile& file : files) there.emplace(file.path, &file);
  std::map<std::string_view, std::uint64_t> ends;  // how far the statement speaks of a file
  const bool shards = model.serialization.method == Method::shards;
  for (std::size_t i = 0; i < model.resources.size(); ++i) {
    const Resource& one = model.resources[i];
    const bool first = ends.find(one.path) == ends.end();
    std::uint64_t& end = ends[one.path];
    end = std::max(end, one.end);
    const auto found = there.find(one.path);
    if (found == there.end()) {
      if (first) out.differences.push_back({Happened::missing, one.path, 0, 0, 1, {}, {}});
      continue;
    }
    const ModelFile& file = *found->second;
    std::string problem = file.problem;
    if (problem.empty() && file.link && !options.allow_links) {
      problem = "is a symbolic link (--allow-symlinks follows it)";
    }
    if (!problem.empty()) {
      if (first) {
        out.differences.push_back({Happened::unread, one.path, 0, 0, 1, {}, std::move(problem)});
      }
    } else if (shards && one.end > file.size) {
      out.differences.push_back({Happened::changed,
                                 one.path,
                                 one.start,
                                 one.end,
                                 1,
                                 {},
                                 "the file ends at byte " + std::to_string(file.size)});
    } else {
      out.to_hash.push_back(i);
    }
  }
  for (const auto& [path, end] : ends) {
    const auto found = there.find(path);
    if (!shards || found == there.end() || found->second->size <= end) continue;
    out.differences.push_back({Happened::changed,
                               std::string(path),
                               end,
                               found->second->size,
                               1,
                               {},
                               "bytes were added behind what was signed"});
  }
  std::vector<std::string> ignored = model.serialization.ignore_paths;
  ignored.insert(ignored.end(), kIgnoredByDefault.begin(), kIgnoredByDefault.end());
  std::map<std::string, std::uint64_t> hidden;
  for (const ModelFile& file : files) {
    if (ends.contains(file.path)) continue;
    if (std::ranges::any_of(options.not_signed,
                            [&](const std::string& path) { return path == file.path; })) {
      continue;
    }
    const auto by = std::ranges::find_if(
        ignored, [&](const std::string& path) { return lies_below(file.path, path); });
    if (by != ignored.end()) {
      ++hidden[*by];
      continue;
    }
    // A file without bytes has no shards.
    if (shards && file.size == 0 && file.problem.empty()) continue;
    out.differences.push_back({Happened::added, file.path, 0, 0, 1, {}, file.problem});
  }
  for (const auto& [path, count] : hidden) {
    out.differences.push_back({Happened::ignored, path, 0, 0, count, {}, {}});
  }
  return out;
}

void judge_differences(std::span<const Difference> differences, std::size_t resources,
                       const Judgement& how, std::vector<Check>& checks) {
  const auto list = [&](Happened happened) {
    constexpr std::size_t kShown = 5;
    std::vector<std::string> paths;
    for (const Difference& one : differences) {
      if (one.happened != happened) continue;
      if (paths.empty() || paths.back() != one.path) paths.push_back(one.path);
    }
    std::string text;
    for (std::size_t i = 0; i < paths.size() && i < kShown; ++i) {
      text += (i == 0 ? "" : ", ") + paths[i];
    }
    if (paths.size() > kShown) text += " and " + std::to_string(paths.size() - kShown) + " more";
    return std::pair(paths.size(), text);
  };
  const auto [missing, missing_names] = list(Happened::missing);
  if (missing == 0) {
    pass(checks, "files-present", "every file that was signed is there");
  } else {
    refuse(checks, "files-present",
           times(missing, "file") + " that " + (missing == 1 ? "was" : "were") +
               " signed, not there: " + missing_names);
  }
  const auto [unread, unread_names] = list(Happened::unread);
  if (unread != 0) {
    refuse(checks, "files-read", times(unread, "file") + " could not be read: " + unread_names);
  }
  const auto [changed, changed_names] = list(Happened::changed);
  if (changed != 0) {
    refuse(checks, "files-unchanged", times(changed, "file") + " changed: " + changed_names);
  } else if (unread + missing == 0) {
    pass(checks, "files-unchanged", times(resources, "digest") + " computed, all as signed");
  }
  const auto [added, added_names] = list(Happened::added);
  if (added == 0) {
    pass(checks, "files-unsigned", "there is no file beside those that were signed");
  } else {
    const std::string what = times(added, "file") + " that nobody signed: " + added_names;
    (how.ignore_unsigned && !how.strict ? warn : refuse)(checks, "files-unsigned", what);
  }
  const auto [hidden, hidden_names] = list(Happened::ignored);
  if (hidden != 0) {
    std::uint64_t files = 0;
    for (const Difference& one : differences) {
      if (one.happened == Happened::ignored) files += one.files;
    }
    (how.strict ? refuse : warn)(checks, "files-ignored",
                                 "not signed, because whoever signed left it out: " + hidden_names +
                                     " (" + times(files, "file") + ")");
  }
}

}  // namespace bartizan::assure::sign
