#include <algorithm>
#include <array>

#include "assure/parse/feed/names.h"
#include "assure/parse/feed/put.h"
#include "assure/parse/feed/records.h"
#include "assure/parse/feed/shared.h"
#include "text/lines.h"

namespace bartizan::assure::feed {
namespace {

using std::string_view;
using text::Node;

template <typename Each>
void each(const Node& owner, string_view key, const Each& visit) {
  const Node* array = owner.find(key);
  if (array == nullptr || !array->is_array()) return;
  for (const Node& one : array->items) visit(one);
}

bool is_nobody(string_view text) {
  const std::string word = lower(text);
  return word.empty() || word == "n/a" || word == "unknown" || word == "unspecified";
}

// A registry's package where it is named, else vendor and product.
bool read_product(const Node& node, record::Affected& out) {
  const std::string vendor = one_line(node.string("vendor"), kMostWord);
  std::string product = one_line(node.string("product"), kMostWord);
  const string_view package = text::trim(node.string("packageName"));
  out.type = type_of_registry(node.string("collectionURL"));
  if (!out.type.empty() && !package.empty()) {
    out.name = canonical_name(out.type, package);
    return true;
  }
  if (product.empty() || is_nobody(product)) product = one_line(package, kMostWord);
  if (is_nobody(product)) return false;
  out.type = "cve";
  out.name = lower(vendor.empty() ? "n/a" : vendor) + ":" + lower(product);
  return true;
}

void read_affected(const Node& container, std::vector<record::Affected>& all, bool adds) {
  const std::size_t own = adds ? all.size() : 0;
  each(container, "affected", [&](const Node& node) {
    record::Affected one;
    if (!read_product(node, one)) return;
    // What another body says is added where the assigner does not name the product.
    const auto front = std::span(all).first(adds ? own : 0);
    if (std::ranges::any_of(front, [&](const record::Affected& known) {
          return known.type == one.type && known.name == one.name;
        })) {
      return;
    }
    read_cve_versions(node, one);
    all.push_back(std::move(one));
  });
}

void read_metrics(const Node& container, record::Advisory& out) {
  each(container, "metrics", [&](const Node& metric) {
    for (const char* key : {"cvssV4_0", "cvssV3_1", "cvssV3_0", "cvssV2_0"}) {
      const Node* cvss = metric.find(key);
      if (cvss == nullptr || !cvss->is_object()) continue;
      add_unique(out.severities, one_line(cvss->string("vectorString"), kMostWord),
                 kMostSeverities);
      if (out.cvss == 0) out.cvss = score_of(cvss->find("baseScore"));
      if (out.severity_word.empty()) {
        out.severity_word = severity_word(cvss->string("baseSeverity"));
      }
    }
  });
}

void read_weaknesses(const Node& container, record::Advisory& out) {
  each(container, "problemTypes", [&](const Node& type) {
    each(type, "descriptions", [&](const Node& one) {
      const string_view id = one.string("cweId");
      add_cwe(out.cwes, id.empty() ? one.string("description") : id);
    });
  });
}

void read_links(const Node& container, record::Advisory& out) {
  each(container, "references", [&](const Node& one) {
    const string_view url = one.string("url");
    if (is_link(url)) add_unique(out.urls, std::string(url), kMostLinks);
  });
}

std::string description_of(const Node& container, string_view key) {
  std::string_view any;
  const Node* array = container.find(key);
  if (array == nullptr || !array->is_array()) return {};
  for (const Node& one : array->items) {
    if (any.empty()) any = one.string("value");
    if (one.string("lang").starts_with("en")) {
      any = one.string("value");
      break;
    }
  }
  return one_line(any, record::kMostSummary);
}

// A GitHub advisory's id in `source`, which is what joins the record with OSV's.
void read_source(const Node& container, record::Advisory& out) {
  const Node* source = container.find("source");
  const Node* advisory = source == nullptr ? nullptr : source->find("advisory");
  if (advisory == nullptr) return;
  const auto add = [&](string_view id) {
    id = text::trim(id);
    if (id.starts_with("GHSA-") && is_id(id)) {
      add_unique(out.aliases, std::string(id), kMostNames);
    }
  };
  add(advisory->text);
  for (const Node& one : advisory->items) add(one.text);
}

bool is_kev_link(string_view url, string_view cve) {
  constexpr string_view kPage = "known-exploited-vulnerabilities-catalog";
  if (!url.starts_with("https://www.cisa.gov/") && !url.starts_with("http://www.cisa.gov/")) {
    return false;
  }
  if (!url.contains(kPage)) return false;
  // One that is about another record says nothing about this one.
  const std::size_t named = url.find("CVE-");
  return named == url.npos || url.substr(named, cve.size()) == cve;
}

// In the catalogue, as CISA writes it into the record: a metric, or only a link.
void read_kev(const Node& container, string_view cve, std::optional<record::KevEntry>& entry) {
  const auto known = [&](base::Millis added) {
    if (!entry) entry.emplace();
    if (added != 0 && (entry->added == 0 || added < entry->added)) entry->added = added;
  };
  each(container, "metrics", [&](const Node& metric) {
    const Node* other = metric.find("other");
    if (other == nullptr || other->string("type") != "kev") return;
    const Node* content = other->find("content");
    known(content == nullptr ? 0 : read_time(content->string("dateAdded")));
  });
  each(container, "references", [&](const Node& one) {
    if (is_kev_link(one.string("url"), cve)) known(0);
  });
  if (!entry || entry->added != 0) return;
  each(container, "timeline", [&](const Node& one) {
    if (one.string("value").ends_with("added to CISA KEV")) known(read_time(one.string("time")));
  });
}

// Keys and values differ in case from year to year.
void read_ssvc(const Node& container, std::optional<record::SsvcPoints>& points) {
  each(container, "metrics", [&](const Node& metric) {
    const Node* other = metric.find("other");
    if (other == nullptr || lower(other->string("type")) != "ssvc") return;
    const Node* content = other->find("content");
    if (content == nullptr) return;
    record::SsvcPoints read;
    each(*content, "options", [&](const Node& option) {
      for (const Node& member : option.items) {
        const std::string key = lower(member.key);
        const std::string value = one_line(lower(member.text), kMostWord);
        if (key == "exploitation") {
          read.exploitation = value == "poc" ? "public poc" : value;
        } else if (key == "automatable") {
          read.automatable = value;
        } else if (key == "technical impact") {
          read.technical_impact = value;
        }
      }
    });
    read.version = one_line(content->string("version"), kMostWord);
    read.at = read_time(content->string("timestamp"));
    if (read.exploitation.empty() && read.automatable.empty() && read.technical_impact.empty()) {
      return;
    }
    if (!points || read.at >= points->at) points = std::move(read);
  });
}

}  // namespace

Taken take_cve(const Node& object, record::RowSink& rows) {
  const Node* about = object.find("cveMetadata");
  const Node* containers = object.find("containers");
  if (about == nullptr || containers == nullptr) return {0, "it has no cveMetadata or containers"};
  record::Advisory a;
  a.id = about->string("cveId");
  if (!is_cve(a.id)) return {0, "its id is missing or is none"};
  a.published = read_time(about->string("datePublished"));
  a.modified = read_time(about->string("dateUpdated"));
  if (a.modified == 0) a.modified = a.published;
  if (about->string("state") == "REJECTED") {
    a.withdrawn = read_time(about->string("dateRejected"));
    if (a.withdrawn == 0) a.withdrawn = std::max<base::Millis>(a.modified, 1);
  }
  std::optional<record::KevEntry> kev;
  std::optional<record::SsvcPoints> ssvc;
  if (const Node* cna = containers->find("cna"); cna != nullptr && cna->is_object()) {
    a.summary = one_line(cna->string("title"), record::kMostSummary);
    if (a.summary.empty()) a.summary = description_of(*cna, "descriptions");
    if (a.summary.empty()) a.summary = description_of(*cna, "rejectedReasons");
    read_affected(*cna, a.affected, false);
    read_metrics(*cna, a);
    read_weaknesses(*cna, a);
    read_links(*cna, a);
    read_source(*cna, a);
    read_kev(*cna, a.id, kev);
  }
  each(*containers, "adp", [&](const Node& adp) {
    read_affected(adp, a.affected, true);
    read_metrics(adp, a);
    read_weaknesses(adp, a);
    read_kev(adp, a.id, kev);
    read_ssvc(adp, ssvc);
  });
  if (std::string why = why_refused(a); !why.empty()) return {0, std::move(why)};
  put_advisory(rows, a, record::FeedKind::cve);
  if (kev) {
    kev->cve = a.id;
    put_kev(rows, *kev, false);
  }
  if (ssvc) {
    ssvc->cve = a.id;
    put_ssvc(rows, *ssvc);
  }
  return {1, {}};
}

}  // namespace bartizan::assure::feed
