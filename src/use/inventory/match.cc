#include "use/inventory/match.h"

#include <algorithm>

#include "use/inventory/words.h"

namespace bartizan::use {
namespace {

// A header longer than any question is a banner or a cell of data, and a table wider than any form
// is headed within these columns: matching costs the product of both.
constexpr std::size_t kLongestHeader = 600;
constexpr std::size_t kHeaderColumns = 512;
constexpr std::size_t kWhole = 1'000'000;

// How well a header names the field; 0: not at all.
std::size_t fit(const SchemaField& field, const std::string& squeezed,
                const std::string& as_words) {
  for (const std::string& header : field.squeezed) {
    if (header == squeezed) return kWhole;
  }
  std::size_t best = 0;
  for (const auto& parts : field.words) {
    std::size_t length = 0;
    for (const std::string& part : parts) {
      if (!contains_words(as_words, part)) {
        length = 0;
        break;
      }
      length += part.size();
    }
    best = std::max(best, length);
  }
  return best;
}

// The headers of one record in the forms that they are compared in.
struct Prepared {
  std::vector<std::string> squeezed, as_words;
  std::size_t columns = 0;  // that are not blank, all of them
  std::size_t all = 0;
};

Prepared prepare(std::span<const std::string> headers) {
  Prepared prepared;
  prepared.all = headers.size();
  for (const std::string& header : headers) {
    if (trim_blank(header).empty()) {
      if (prepared.squeezed.size() < kHeaderColumns) {
        prepared.squeezed.emplace_back();
        prepared.as_words.emplace_back();
      }
      continue;
    }
    ++prepared.columns;
    if (prepared.squeezed.size() >= kHeaderColumns) continue;
    const bool banner = header.size() > kLongestHeader;
    prepared.squeezed.push_back(banner ? std::string() : squeeze(header));
    prepared.as_words.push_back(banner ? std::string() : words(header));
  }
  return prepared;
}

HeaderMatch match_prepared(const Schema& schema, const Prepared& headers) {
  const auto& [squeezed, as_words, columns, all] = headers;
  HeaderMatch match;
  match.schema = &schema;
  match.field_of.resize(all);
  match.columns = columns;
  struct Claim {
    std::size_t column = 0, fit = 0;
  };
  std::vector<Claim> claims(schema.fields.size());
  // Each column goes to the field that it names best, each field to the column that names it best.
  std::vector<std::size_t> chosen(squeezed.size(), schema.fields.size());
  for (std::size_t column = 0; column < squeezed.size(); ++column) {
    if (squeezed[column].empty()) continue;
    std::size_t best = 0;
    for (std::size_t i = 0; i < schema.fields.size(); ++i) {
      const SchemaField& field = schema.fields[i];
      if (!field.after.empty()) {
        const std::size_t before = column == 0 ? schema.fields.size() : chosen[column - 1];
        if (before == schema.fields.size() || schema.fields[before].id != field.after) continue;
      }
      const std::size_t n = fit(field, squeezed[column], as_words[column]);
      if (n > best) {
        best = n;
        chosen[column] = i;
      }
    }
    if (best == 0) continue;
    Claim& claim = claims[chosen[column]];
    if (claim.fit < best) claim = {column, best};
  }
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (claims[i].fit == 0) continue;
    match.field_of[claims[i].column] = &schema.fields[i];
    ++match.matched;
  }
  if (match.columns > 0 && !schema.fields.empty()) {
    match.score =
        0.75 * static_cast<double>(match.matched) / static_cast<double>(match.columns) +
        0.25 * static_cast<double>(match.matched) / static_cast<double>(schema.fields.size());
  }
  return match;
}

}  // namespace

HeaderMatch match_headers(const Schema& schema, std::span<const std::string> headers) {
  return match_prepared(schema, prepare(headers));
}

HeaderMatch find_header(std::span<const Schema> schemas,
                        std::span<const std::vector<std::string>> records,
                        std::vector<HeaderMatch>* others) {
  std::vector<HeaderMatch> best(schemas.size());
  for (std::size_t record = 0; record < std::min(records.size(), kHeaderWithin); ++record) {
    const Prepared headers = prepare(records[record]);
    if (headers.columns < 2) continue;
    for (std::size_t i = 0; i < schemas.size(); ++i) {
      HeaderMatch match = match_prepared(schemas[i], headers);
      match.record = record;
      const bool has_key = std::any_of(match.field_of.begin(), match.field_of.end(),
                                       [](const SchemaField* f) { return f != nullptr && f->key; });
      if (has_key && match.matched >= 2 && match.score > best[i].score) best[i] = std::move(match);
    }
  }
  HeaderMatch winner;
  for (const HeaderMatch& match : best) {
    if (match.schema != nullptr && match.score > winner.score) winner = match;
  }
  if (others != nullptr) {
    for (HeaderMatch& match : best) {
      if (match.schema != nullptr && match.schema != winner.schema) {
        others->push_back(std::move(match));
      }
    }
  }
  return winner;
}

}  // namespace bartizan::use
