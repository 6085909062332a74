#include "scan/walk.h"

#include "scan/format.h"
#include "scan/identify.h"
#include "scan/rules.h"

namespace bartizan::scan {
namespace {

bool is_document(const Format& format) {
  return format.kind == Kind::document || format.kind == Kind::native;
}

// TensorFlow Lite keeps its metadata in a ZIP archive behind the model, by its documentation: what
// the archive makes of the bytes before it is the archive's business.
bool may_share_a_file(const Format& first, const Format& second) {
  return first.kind == Kind::container && second.kind == Kind::recognised;
}

void parse_as(Artifact& artifact, const Format& format, bool primary) {
  Job& job = artifact.job();
  job.sink.format(artifact.id(), format.id, false);
  base::SpanMap spans(artifact.budget());
  if (format.kind == Kind::recognised && format.parse == nullptr) {
    artifact.refused("format-not-analysed");
    if (primary) job.sink.spans(artifact.id(), spans.tile(artifact.size(), [](auto...) {}));
  }
  if (format.parse == nullptr) return;
  artifact.begin_format(spans);
  format.parse(artifact);
  artifact.end_format();
  const auto tile = spans.tile(artifact.size(), [&](Range range, base::SpanLabel flaw) {
    // What could not be read is a gap in coverage already; saying it twice is noise.
    if (flaw == base::SpanLabel::gap && artifact.has_gap()) return;
    artifact.finding(flaw == base::SpanLabel::gap ? kUnaccountedBytes : kOverlappingBytes, range,
                     format.title);
  });
  if (primary) job.sink.spans(artifact.id(), tile);
}

}  // namespace

void analyse_artifact(Artifact& artifact, const Format* expected) {
  if (artifact.size() == 0) {
    artifact.refused("empty");
    return;
  }
  const Identity identity = identify(artifact);
  if (identity.claims.empty() && expected == nullptr) {
    artifact.refused(identity.readable ? "unrecognised" : "unreadable");
    return;
  }
  // A loader does not ask what else a file could be: every claim is read, not only the strongest.
  const Format* first_model = nullptr;
  bool primary = true;
  if (expected != nullptr) {
    parse_as(artifact, *expected, true);
    first_model = expected;
    primary = false;
  }
  for (const Format* format : identity.claims.span()) {
    if (expected != nullptr && (format->id == expected->id || !identity.certain)) continue;
    parse_as(artifact, *format, primary);
    primary = false;
    if (is_document(*format)) continue;
    if (first_model == nullptr) {
      first_model = format;
    } else if (!may_share_a_file(*first_model, *format)) {
      artifact.finding(kPolyglot, {0, artifact.size()}, format->title,
                       {{"first", first_model->title}, {"second", format->title}});
    }
  }
}

void analyse(Job& job, base::Source& file) {
  Artifact artifact(job, file);
  job.sink.member({0, 0, {}, file.size(), 0});
  analyse_artifact(artifact);
  if (job.budget.exhausted()) {
    const char* kind = base::name(job.budget.first_hit());
    artifact.finding(kLimitHit, {0, file.size()}, kind);
    artifact.partial("limit", {0, file.size()});
  }
}

}  // namespace bartizan::scan
