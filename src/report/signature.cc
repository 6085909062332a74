#include "report/signature.h"

#include <algorithm>

#include "base/escape.h"
#include "base/json_write.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

namespace sign = assure::sign;
using sign::Difference;
using sign::Happened;
using sign::Outcome;
using sign::Standing;
using sign::Verification;

constexpr std::size_t kMostShown = 20;
constexpr std::size_t kLabel = 13;  // where a fact's text begins

struct Look {
  std::string_view mark;
  Ink ink;
};

Look look(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed:
      return {"✓", Ink::good};
    case Outcome::failed:
      return {"✗", Ink::bad};
    case Outcome::warned:
      return {"!", Ink::warn};
    case Outcome::skipped:
      break;
  }
  return {"·", Ink::dim};
}

std::string_view name_of(Outcome outcome) {
  constexpr std::string_view kNames[] = {"passed", "failed", "warned", "skipped"};
  return kNames[static_cast<std::size_t>(outcome)];
}

struct Words {
  std::string_view mark;
  Ink ink;
  std::string_view word;
};
Words words(Standing standing) {
  switch (standing) {
    case Standing::verified:
      return {"✓", Ink::good, "verified"};
    case Standing::refused:
      return {"✗", Ink::bad, "refused"};
    case Standing::unvouched:
      return {"?", Ink::unsure, "nobody vouches"};
    case Standing::absent:
      return {"?", Ink::unsure, "not signed"};
    case Standing::unread:
      break;
  }
  return {"?", Ink::unsure, "not read"};
}

std::string shown_time(base::Millis time) { return base::format_utc(time).substr(0, 19) + "Z"; }

std::string text(std::string_view raw) { return base::encode_text(raw); }

std::string who(const sign::Signer& signer) {
  std::string out;
  if (!signer.identity.empty()) out = signer.identity;
  if (!signer.issuer.empty()) {
    out += (out.empty() ? "issued by " : ", issued by ") + signer.issuer;
  }
  if (!signer.key.empty()) out += (out.empty() ? "key " : ", key ") + signer.key;
  return out;
}

std::string range_of(const Difference& one, bool people) {
  if (one.end == 0) return {};
  return ", bytes " + number(one.start, people) + " to " + number(one.end - 1, people);
}

std::string difference(const Paint& paint, const Difference& one) {
  std::string out = one_line(one.path);
  if (one.happened == Happened::changed) out += range_of(one, paint.people());
  if (one.happened == Happened::ignored) out += ", " + count_of(one.files, "file", paint.people());
  if (!one.detail.empty()) out += ": " + one_line(one.detail);
  if (!one.tensors.empty()) {
    constexpr std::size_t kMostTensors = 8;
    out += " (tensors ";
    for (std::size_t i = 0; i < one.tensors.size() && i < kMostTensors; ++i) {
      out += (i == 0 ? "" : ", ") + one_line(one.tensors[i]);
    }
    if (one.tensors.size() > kMostTensors) {
      out += " and " + number(one.tensors.size() - kMostTensors, paint.people()) + " more";
    }
    out += ")";
  }
  return out;
}

std::string_view label_of(Happened happened) {
  switch (happened) {
    case Happened::changed:
      return "changed";
    case Happened::missing:
      return "missing";
    case Happened::added:
      return "unsigned";
    case Happened::ignored:
      return "left out";
    case Happened::unread:
      break;
  }
  return "unread";
}

void write_provenance(base::JsonWriter& out, const assure::signature::Provenance& made) {
  out.key("provenance")
      .begin_object()
      .field("build_type", text(made.build_type))
      .field("builder", text(made.builder))
      .field("invocation", text(made.invocation))
      .field("started", text(made.started))
      .field("finished", text(made.finished));
  out.key("materials").begin_array();
  for (const assure::signature::Subject& one : made.materials) {
    out.begin_object().field("uri", text(one.name)).key("digests").begin_object();
    for (const auto& [algorithm, digest] : one.digests) out.field(text(algorithm), digest);
    out.end_object().end_object();
  }
  out.end_array().end_object();
}

std::string provenance(const Paint& paint, const assure::signature::Provenance& made,
                       bool verbose) {
  std::string out;
  const auto fact = [&](std::string_view label, std::string_view value) {
    if (!value.empty()) out += paint.fact(2, label, 12, one_line(value));
  };
  fact("builder", made.builder);
  fact("build", made.build_type);
  fact("started", made.started);
  fact("finished", made.finished);
  std::size_t shown = 0;
  for (const assure::signature::Subject& one : made.materials) {
    if (!verbose && ++shown > kMostShown) {
      fact("", "and " + number(made.materials.size() - kMostShown, paint.people()) +
                   " more (-v lists them)");
      break;
    }
    std::string line = one.name;
    if (!one.digests.empty()) {
      line += "  " + one.digests.front().first + ":" + one.digests.front().second;
    }
    fact("made of", line);
  }
  return out;
}

std::string verdict_line(const Verification& result, const Paint& paint) {
  const Words how = words(result.standing);
  std::string out = paint.in(how.ink, paint.plain(how.mark) + " " + std::string(how.word));
  out += "  " + one_line(result.path);
  const sign::Check* failed = sign::first_failed(result);
  if (result.standing == Standing::verified) {
    const std::string signer = who(result.signer);
    if (!signer.empty()) out += "  by " + one_line(signer);
  } else if (result.standing == Standing::unread) {
    out += "  " + one_line(result.problem);
  } else if (result.standing == Standing::absent) {
    out += "  there is no signature (--signature FILE names one)";
  } else if (failed != nullptr) {
    out += "  " + failed->id;
  }
  return out + "\n";
}

}  // namespace

std::string verification(const Verification& result, const SignatureOptions& options) {
  const Paint paint(options.style);
  std::string out;
  out += verdict_line(result, paint);
  if (options.quiet) return out;
  if (!result.signature.empty()) {
    out += paint.fact(2, "signature", kLabel, one_line(result.signature));
    const bool sure = result.standing == Standing::verified;
    const std::string signer = who(result.signer);
    if (!signer.empty()) {
      out += paint.fact(2, sure ? "by" : "claims", kLabel,
                        (sure ? "" : "signed by ") + one_line(signer));
    }
    if (result.signer.signed_at != 0) {
      out += paint.fact(
          2, "at", kLabel,
          shown_time(result.signer.signed_at) + ", by the " + one_line(result.signer.time_source));
    }
    if (!result.name.empty()) {
      out += paint.fact(
          2, "over", kLabel,
          one_line(result.name) + "  sha256:" + one_line(result.digest) +
              (result.resources > 1 ? "  " + count_of(result.resources,
                                               result.serialization &&
                                                       result.serialization->method ==
                                                           assure::signature::Method::shards
                                                   ? "shard"
                                                   : "file",
                                               paint.people())
                                    : std::string()));
    }
    if (!result.predicate_type.empty()) {
      out += paint.fact(2, "says", kLabel, one_line(result.predicate_type));
    }
    if (result.provenance) out += provenance(paint, *result.provenance, options.verbose);
  }
  std::size_t folded = 0;
  for (const sign::Check& one : result.checks) {
    if (!options.verbose && (one.outcome == Outcome::passed || one.outcome == Outcome::skipped)) {
      folded += one.outcome == Outcome::passed ? 1 : 0;
      continue;
    }
    const Look how = look(one.outcome);
    out += "  " + paint.in(how.ink, paint.plain(how.mark)) + " " + one_line(one.what) +
           paint.in(Ink::dim, "  " + one.id) + "\n";
  }
  std::size_t shown = 0;
  for (const Difference& one : result.differences) {
    if (!options.verbose && ++shown > kMostShown) {
      out += "  and " + number(result.differences.size() - kMostShown, paint.people()) +
             " more (-v lists them)\n";
      break;
    }
    out += paint.fact(2, label_of(one.happened), 12, difference(paint, one));
  }
  for (const sign::Checksum& one : result.checksums) {
    const Look how = look(one.matches ? Outcome::passed : Outcome::failed);
    out += paint.in(how.ink, paint.plain(how.mark)) + " " + one_line(one.path) + "  " +
           (one.matches          ? "as "
            : one.detail.empty() ? "not as "
                                 : one_line(one.detail) + ": ") +
           one_line(one.source) + " says" + paint.in(Ink::dim, "  checksum, nobody vouches") + "\n";
  }
  if (folded > 0) {
    out += paint.in(Ink::dim, "  " + count_of(folded, "check", paint.people()) +
                                  " passed (-v lists them)") +
           "\n";
  }
  return out;
}

std::string verification_json(const Verification& result, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.signature/1").field("path", text(result.path));
  out.field("standing", sign::name(result.standing));
  out.key("signature");
  result.signature.empty() ? out.null() : out.value(text(result.signature));
  out.key("problem");
  result.problem.empty() ? out.null() : out.value(text(result.problem));
  const sign::Check* failed = sign::first_failed(result);
  out.key("failed");
  failed == nullptr ? out.null() : out.value(failed->id);
  out.key("signer").begin_object();
  out.field("vouched", result.standing == Standing::verified)
      .field("kind", text(result.signer.kind))
      .field("key", text(result.signer.key))
      .field("identity", text(result.signer.identity))
      .field("issuer", text(result.signer.issuer));
  out.key("signed_at");
  result.signer.signed_at == 0 ? out.null() : out.value(base::format_utc(result.signer.signed_at));
  out.field("time_source", text(result.signer.time_source)).end_object();
  out.key("statement").begin_object();
  out.field("predicate_type", text(result.predicate_type))
      .field("name", text(result.name))
      .field("sha256", text(result.digest))
      .field("resources", result.resources)
      .field("bytes", result.bytes);
  if (result.serialization) {
    const bool shards = result.serialization->method == assure::signature::Method::shards;
    out.field("method", shards ? "shards" : "files")
        .field("hash", text(result.serialization->hash_type));
    if (shards) out.field("shard_size", result.serialization->shard_size);
  }
  out.end_object();
  if (result.provenance) write_provenance(out, *result.provenance);
  out.key("checks").begin_array();
  for (const sign::Check& one : result.checks) {
    out.begin_object()
        .field("id", text(one.id))
        .field("outcome", name_of(one.outcome))
        .field("what", text(one.what))
        .end_object();
  }
  out.end_array().key("differences").begin_array();
  for (const Difference& one : result.differences) {
    out.begin_object().field("happened", sign::name(one.happened)).field("path", text(one.path));
    if (one.end != 0) out.field("start", one.start).field("end", one.end);
    if (one.happened == Happened::ignored) out.field("files", one.files);
    if (!one.detail.empty()) out.field("detail", text(one.detail));
    if (!one.tensors.empty()) {
      out.key("tensors").begin_array();
      for (const std::string& tensor : one.tensors) out.value(text(tensor));
      out.end_array();
    }
    out.end_object();
  }
  out.end_array().key("checksums").begin_array();
  for (const sign::Checksum& one : result.checksums) {
    out.begin_object()
        .field("path", text(one.path))
        .field("source", text(one.source))
        .field("matches", one.matches)
        .field("evidence", "checksum, nobody vouches");
    if (!one.detail.empty()) out.field("detail", text(one.detail));
    out.end_object();
  }
  return out.end_array().end_object().take() + "\n";
}

std::string signed_file(const SignedFile& made, const SignatureOptions& options) {
  const Paint paint(options.style);
  if (options.quiet) return {};
  std::string out =
      paint.in(Ink::good, paint.plain("✓") + " signed") + "  " + one_line(made.path) + "  " +
      count_of(made.resources, made.method == "shards" ? "shard" : "file", paint.people()) + ", " +
      size(made.bytes) + "\n";
  out += paint.fact(2, "sha256", 14, made.digest);
  out += paint.fact(2, "key", 14, made.key);
  out += paint.fact(2, "says", 14, one_line(made.predicate_type));
  out += paint.fact(2, "signature", 14, one_line(made.signature));
  return out;
}

std::string signed_file_json(const SignedFile& made, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object()
      .field("schema", "bartizan.signature-made/1")
      .field("path", text(made.path))
      .field("signature", text(made.signature))
      .field("predicate_type", text(made.predicate_type))
      .field("sha256", made.digest)
      .field("key", made.key)
      .field("resources", made.resources)
      .field("bytes", made.bytes);
  return out.end_object().take() + "\n";
}

std::string keys(std::span<const ShownKey> all, const SignatureOptions& options) {
  const Paint paint(options.style);
  if (all.empty()) return options.quiet ? "" : "no keys; make one: bartizan key new --name NAME\n";
  std::string out;
  for (const ShownKey& one : all) {
    out += one_line(one.name) + "  " + one.algorithm + "  " + one.fingerprint + "\n";
    if (options.quiet) continue;
    if (!one.purpose.empty()) out += paint.fact(2, "for", 14, one_line(one.purpose));
    out += paint.fact(
        2, "since", 14,
        shown_time(one.created) +
            (one.retired != 0 ? ", retired " + shown_time(one.retired) + ": verifies, signs nothing"
                              : std::string()) +
            (one.encrypted ? ", encrypted" : ""));
  }
  return out;
}

std::string keys_json(std::span<const ShownKey> all, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.signature-keys/1").key("keys").begin_array();
  for (const ShownKey& one : all) {
    out.begin_object()
        .field("name", text(one.name))
        .field("purpose", text(one.purpose))
        .field("algorithm", one.algorithm)
        .field("fingerprint", one.fingerprint)
        .field("created", base::format_utc(one.created));
    out.key("retired");
    one.retired == 0 ? out.null() : out.value(base::format_utc(one.retired));
    out.field("encrypted", one.encrypted).end_object();
  }
  return out.end_array().end_object().take() + "\n";
}

}  // namespace bartizan::report
