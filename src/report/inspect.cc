// The structure of one artifact: what every byte is, what it contains, what it says about itself.
#include <algorithm>
#include <array>
#include <map>

#include "base/escape.h"
#include "base/json_write.h"
#include "report/api.h"
#include "report/json.h"
#include "report/paint.h"
#include "report/text.h"
#include "report/words.h"

namespace bartizan::report {
namespace {

using base::Span;
using base::SpanLabel;
using record::Artifact;
using record::Member;

constexpr std::size_t kSpans = 40;
constexpr std::size_t kMembers = 60;
constexpr std::size_t kFacts = 40;  // of one kind
constexpr std::size_t kListing = 200;
constexpr std::size_t kFindings = 20;

struct Shade {
  char letter;
  Ink ink;
  int rank;  // of two labels in one cell of the bar, the higher one is shown
};

Shade shade(SpanLabel label) {
  switch (label) {
    case SpanLabel::header:
      return {'h', Ink::plain, 5};
    case SpanLabel::directory:
      return {'d', Ink::plain, 4};
    case SpanLabel::metadata:
      return {'m', Ink::plain, 4};
    case SpanLabel::code:
      return {'C', Ink::warn, 7};
    case SpanLabel::text:
      return {'t', Ink::plain, 4};
    case SpanLabel::payload:
      return {'.', Ink::dim, 1};
    case SpanLabel::member:
      return {'M', Ink::bold, 3};
    case SpanLabel::padding:
      return {'_', Ink::dim, 0};
    case SpanLabel::trailing:
      return {'!', Ink::bad, 8};
    case SpanLabel::gap:
      return {'?', Ink::bad, 9};
    case SpanLabel::overlap:
      return {'x', Ink::bad, 9};
  }
  return {' ', Ink::plain, -1};
}

class Inspect {
 public:
  Inspect(const Artifact& artifact, std::span<const ListingLine> listing,
          const scan::Catalog& catalog, const InspectOptions& options)
      : artifact_(artifact),
        listing_(listing),
        options_(options),
        paint_(options.style),
        words_(catalog, false, options.style.people) {}

  std::string text() {
    head();
    findings();
    if (!artifact_.members.empty()) {
      spans(artifact_.members.front(), words_.path(artifact_));
      members();
    }
    facts();
    listing();
    return std::move(out_);
  }

 private:
  void section(std::string_view name, std::string_view rest = {}) {
    out_ += '\n' + paint_.in(Ink::bold, name);
    if (!rest.empty()) out_ += paint_.in(Ink::dim, "  " + std::string(rest));
    out_ += '\n';
  }
  void line(std::string_view label, std::string_view text) {
    if (!text.empty()) out_ += paint_.fact(2, label, 14, text);
  }
  void folded(std::size_t shown, std::size_t all) {
    if (shown < all) {
      out_ += paint_.in(Ink::dim, "  … and " + words_.number(all - shown) + " more (--all)") + '\n';
    }
  }
  std::size_t most(std::size_t all, std::size_t limit) const {
    return options_.all || all <= limit + 1 ? all : limit;
  }

  std::string how_far() const {
    const record::Coverage& coverage = artifact_.coverage;
    if (coverage.bytes_read == 0 && artifact_.verdict == record::Verdict::not_a_model) {
      return std::string("its beginning, which is no model's") +
             (artifact_.sha256 ? "; the rest for its hash alone" : "");
    }
    return std::string(record::name(coverage.state)) + " at depth " +
           std::string(record::name(coverage.depth)) + ", " +
           count_of(coverage.bytes_read, "byte", paint_.people());
  }

  void head() {
    out_ +=
        paint_.mark(artifact_.verdict) + "  " + paint_.in(Ink::bold, words_.path(artifact_)) + '\n';
    std::string formats;
    if (!artifact_.members.empty()) {
      for (const std::string& id : artifact_.members.front().formats) {
        formats += (formats.empty() ? "" : ", also ") + words_.format(id);
      }
    }
    line("format", formats.empty() ? "unrecognised" : formats);
    line("size", size(artifact_.size) + " (" + words_.number(artifact_.size) + " bytes)");
    line("sha256", artifact_.sha256.value_or(""));
    line("read", how_far());
    const auto& gaps = artifact_.coverage.gaps;
    const std::size_t n = most(gaps.size(), kFindings);
    for (std::size_t i = 0; i < n; ++i) {
      const std::string place = words_.gap(artifact_, gaps[i]);
      line("unread", one_line(gaps[i].reason) + (place.empty() ? "" : ": " + place));
    }
    folded(n, gaps.size());
  }

  void findings() {
    if (artifact_.findings.empty()) return;
    section("findings", "bartizan scan says what to do about them");
    const auto sorted = worst_first(artifact_);
    const std::size_t n = most(sorted.size(), kFindings);
    for (std::size_t i = 0; i < n; ++i) {
      const Phrases now = words_.phrases(artifact_, *sorted[i]);
      out_ += paint_.fact(2, one_line(sorted[i]->rule), 14,
                          now.title + (now.place.empty() ? "" : " · " + now.place));
    }
    folded(n, sorted.size());
  }

  // One character per cell, the most telling label of its bytes.
  std::string bar(const Member& member, std::size_t cells) const {
    std::vector<Shade> row(cells, Shade{' ', Ink::plain, -1});
    for (const Span& span : member.spans) {
      const auto cell = [&](std::uint64_t at) {
        const auto fraction = static_cast<double>(at) / static_cast<double>(member.size);
        return std::min(cells - 1, static_cast<std::size_t>(fraction * static_cast<double>(cells)));
      };
      const Shade mine = shade(span.label);
      const std::size_t last = cell(span.range.end() - 1);
      for (std::size_t i = cell(span.range.offset); i <= last; ++i) {
        if (mine.rank > row[i].rank) row[i] = mine;
      }
    }
    std::string out;
    for (std::size_t i = 0; i < cells;) {
      std::size_t end = i;
      while (end < cells && row[end].letter == row[i].letter) ++end;
      out += paint_.in(row[i].ink, std::string(end - i, row[i].letter));
      i = end;
    }
    return out;
  }

  void spans(const Member& member, std::string_view name) {
    if (member.spans.empty() || member.size == 0) return;
    section("bytes", name);
    const std::size_t columns =
        paint_.columns() == 0 ? 80 : std::min<std::size_t>(paint_.columns(), 100);
    out_ += "  [" + bar(member, columns > 24 ? columns - 6 : 18) + "]\n";
    std::map<SpanLabel, std::uint64_t> totals;
    for (const Span& span : member.spans) totals[span.label] += span.range.length;
    std::string legend;
    for (const auto& [label, bytes] : totals) {
      legend += (legend.empty() ? "" : "   ") + std::string(1, shade(label).letter) + " " +
                base::name(label) + " " + size(bytes);
    }
    out_ += paint_.fact(2, "", 2, legend);
    out_ += paint_.in(Ink::dim,
                      "  " + pad("offset", 16) + pad("length", 16) + pad("what", 12) + "read") +
            '\n';
    const std::size_t n = most(member.spans.size(), kSpans);
    for (std::size_t i = 0; i < n; ++i) {
      const Span& span = member.spans[i];
      out_ += "  " + pad(words_.number(span.range.offset), 16) +
              pad(words_.number(span.range.length), 16) +
              paint_.in(shade(span.label).ink, pad(base::name(span.label), 12)) +
              (span.read ? "yes" : "no") + '\n';
    }
    folded(n, member.spans.size());
  }

  void members() {
    const std::size_t all = artifact_.members.size();
    if (all < 2) return;
    section("members", count_of(all - 1, "member", paint_.people()));
    // Members come in the order of the walk, which is that of a tree written depth first.
    const std::size_t n = most(all - 1, kMembers) + 1;
    for (std::uint32_t id = 1; id < n; ++id) {
      const Member& member = artifact_.members[id];
      std::size_t depth = 0;
      for (std::uint32_t at = id; at != 0 && depth < 64; ++depth) {
        const std::uint32_t parent = artifact_.members[at].parent;
        if (parent >= at) break;
        at = parent;
      }
      std::string name(2 * depth, ' ');
      name += member.name.empty() ? "(unnamed)" : one_line(member.name);
      std::string what;
      for (const std::string& format : member.formats) {
        what += (what.empty() ? "" : ", also ") + words_.format(format);
      }
      if (member.file_range)
        what += (what.empty() ? "" : " · ") + ("at " + words_.number(member.file_range->offset));
      out_ += pad(paint_.plain(name), 48) + "  " + pad(size(member.size), 12) +
              paint_.in(Ink::dim, what) + '\n';
    }
    folded(n, all);
    if (!options_.all) return;
    for (std::uint32_t id = 1; id < all; ++id) {
      spans(artifact_.members[id], words_.member(artifact_, id));
    }
  }

  void facts() {
    std::map<std::string, std::vector<const record::Fact*>> kinds;
    for (const record::Fact& fact : artifact_.facts) kinds[fact.kind].push_back(&fact);
    for (const auto& [kind, facts] : kinds) {
      section(one_line(kind), words_.number(facts.size()));
      const std::size_t n = most(facts.size(), kFacts);
      std::size_t column = 0;
      for (std::size_t i = 0; i < n; ++i) column = std::max(column, width(one_line(facts[i]->key)));
      column = std::min<std::size_t>(column + 4, 50);
      for (std::size_t i = 0; i < n; ++i) {
        const std::string key = one_line(facts[i]->key);
        const std::string value = shorten(one_line(facts[i]->value), 400);
        out_ += value.empty() ? "  " + key + '\n' : paint_.fact(2, key, column, value);
      }
      folded(n, facts.size());
    }
  }

  void listing() {
    const std::size_t n = most(listing_.size(), kListing);
    std::optional<std::uint32_t> member;
    for (std::size_t i = 0; i < n; ++i) {
      const ListingLine& row = listing_[i];
      if (member != row.member) {
        const std::string name = words_.member(artifact_, row.member);
        section("listing", name.empty() ? words_.path(artifact_) : name);
        member = row.member;
      }
      out_ += paint_.in(Ink::dim, pad("  " + words_.number(row.range.offset), 14));
      // Some parsers start their lines with the offset, for opcodes that stand alone as evidence.
      std::string_view text = row.text;
      const std::string own = std::to_string(row.range.offset) + ": ";
      if (text.starts_with(own)) text.remove_prefix(own.size());
      out_ += paint_.plain(shorten(one_line(text), 1000)) + '\n';
    }
    folded(n, listing_.size());
  }

  const Artifact& artifact_;
  std::span<const ListingLine> listing_;
  const InspectOptions& options_;
  Paint paint_;
  Words words_;
  std::string out_;
};

}  // namespace

std::string inspect(const Artifact& artifact, std::span<const ListingLine> listing,
                    const scan::Catalog& catalog, const InspectOptions& options) {
  return Inspect(artifact, listing, catalog, options).text();
}

std::string inspect_json(const Artifact& artifact, std::span<const ListingLine> listing,
                         const scan::Catalog& catalog, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.inspect/1").key("artifact");
  record::ArtifactParts parts = report_parts(catalog);
  parts.spans = parts.facts = true;
  record::write(out, artifact, parts);
  out.key("listing").begin_array();
  for (const ListingLine& row : listing) {
    out.begin_object().field("member", row.member).key("range");
    record::write(out, row.range);
    out.field("text", base::encode_text(row.text)).end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
