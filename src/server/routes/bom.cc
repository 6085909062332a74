// BOM: what a system is made of, how it is known, and a component wherever it is used.
#include "run/bom.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "assure/api.h"
#include "base/escape.h"
#include "base/json_write.h"
#include "server/routes/answer.h"
#include "server/routes/assessed.h"
#include "server/routes/download.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

namespace bom = assure::bom;

// More are a document to download rather than a page to read.
constexpr std::size_t kMostElements = 5000;

void write_name(base::JsonWriter& out, std::string_view key, std::string_view text) {
  out.key(key);
  text.empty() ? out.null() : out.value(base::escape_name(text));
}

// In seconds, because SPDX's DateTime is no finer.
std::string timestamp(const Call& call) {
  return base::format_utc(call.context.now()).substr(0, 19) + "Z";
}

std::expected<bom::Bom, Response> bom_of(const Call& call, const run::SystemRef& system) {
  run::BomSubject subject;
  subject.name = system.name;
  auto made = run::bom_of_store(call.context.store, system.id, subject, timestamp(call));
  if (!made)
    return std::unexpected(problem(409, "Nothing is known of its parts: it was not read."));
  return std::move(*made);
}

std::string_view hash_of(const bom::Component& component) {
  return component.attribute("hash:SHA-256");
}

void write_element(base::JsonWriter& out, const bom::Component& component, bool is_subject) {
  out.begin_object().field("id", base::escape_name(component.id));
  out.field("kind", is_subject ? "system" : record::name(component.kind));
  out.field("name", base::escape_name(component.name));
  write_name(out, "version", component.version);
  write_name(out, "provider", component.provider);
  out.field("provenance", record::name(component.provenance));
  write_name(out, "licence", component.attribute("licence"));
  write_name(out, "hash", hash_of(component));
  out.key("attributes").begin_array();
  for (const record::Attribute& a : component.attributes) {
    out.begin_object().field("key", base::escape_name(a.key));
    out.field("value", base::escape_name(a.value));
    out.field("provenance", record::name(a.provenance));
    write_name(out, "source", a.source);
    out.end_object();
  }
  out.end_array().end_object();
}

// The subject, then models and data before libraries.
std::vector<const bom::Component*> in_order(const bom::Bom& document) {
  using enum record::ComponentKind;
  constexpr std::array kFirst{model, dataset, agent, tool, mcp_server, skill, prompt, endpoint};
  std::vector<const bom::Component*> elements;
  for (const bom::Component& component : document.components) elements.push_back(&component);
  std::ranges::stable_sort(elements, {}, [&](const bom::Component* one) {
    const auto rank = std::ranges::find(kFirst, one->kind) - kFirst.begin();
    return std::pair(one->id != document.metadata.subject, rank);
  });
  return elements;
}

void write_score(base::JsonWriter& out, const bom::Bom& document) {
  const bom::Score score = bom::score(document, bom::Standard::g7_2026);
  const std::size_t of = score.elements.size() - score.count(bom::State::not_applicable);
  out.key("score").begin_object();
  out.field("standard", bom::name(score.standard)).field("title", bom::title(score.standard));
  out.field("of", of).field("have", score.count(bom::State::met));
  out.key("missing").begin_array();
  for (const bom::ScoredElement& element : score.elements) {
    if (element.state == bom::State::met || element.state == bom::State::not_applicable) continue;
    out.begin_object().field("id", element.id).field("label", element.label);
    out.field("group", element.group).field("state", bom::name(element.state));
    out.field("have", element.have).field("of", element.of);
    write_name(out, "remedy", element.fill);
    out.end_object();
  }
  out.end_array().end_object();
}

Response show_bom(const Call& call) {
  const auto system = system_called(call, call.path("id"), "path");
  if (!system) return system.error();
  base::JsonWriter out;
  out.begin_object();
  if (!system->found) {
    // Declared, and nobody read it: that is no failure, and no score either.
    out.key("elements").begin_array().end_array().key("relations").begin_array().end_array();
    out.key("score").null().field("left_out", 0);
  } else {
    const auto document = bom_of(call, *system);
    if (!document) return document.error();
    const auto elements = in_order(*document);
    const std::size_t shown = std::min(elements.size(), kMostElements);
    std::set<std::string_view> ids;
    out.key("elements").begin_array();
    for (const bom::Component* one : std::span(elements).first(shown)) {
      ids.insert(one->id);
      write_element(out, *one, one->id == document->metadata.subject);
    }
    out.end_array().key("relations").begin_array();
    for (const bom::Relation& relation : document->relations) {
      if (!ids.contains(relation.from) || !ids.contains(relation.to)) continue;
      out.begin_object().field("from", base::escape_name(relation.from));
      out.field("kind", relation.kind).field("to", base::escape_name(relation.to));
      out.field("provenance", record::name(relation.provenance)).end_object();
    }
    out.end_array();
    write_score(out, *document);
    out.field("left_out", elements.size() - shown);
  }
  time_field(out, "read", system->read);
  time_field(out, "as_of", call.context.now());
  out.end_object();
  return json(out);
}

Response export_bom(const Call& call) {
  const auto system = system_called(call, call.path("id"), "path");
  if (!system) return system.error();
  if (!system->found) return problem(409, "Nothing is known of its parts: it was not read.");
  const auto document = bom_of(call, *system);
  if (!document) return document.error();
  const std::string_view wanted = call.text_or("format", "cyclonedx-1.7");
  const auto format = bom::format(wanted);
  if (!format) return internal_problem();
  bom::Written written = bom::write(*document, *format);
  const bool spdx = *format == bom::Format::spdx_3_0_1;
  const std::string name =
      (system->name.empty() ? system->id : system->name) + (spdx ? ".spdx.json" : ".cdx.json");
  // As IANA lists them; SPDX 3 is JSON-LD.
  return download(std::move(written.text),
                  spdx ? "application/ld+json" : "application/vnd.cyclonedx+json", name);
}

Response list_components(const Call& call) {
  store::ComponentQuery query;
  query.text = base::unescape_name(std::string(call.text_or("q", "")));
  query.licence = call.text_or("licence", "");
  query.kind = record::component_kind(call.text_or("kind", ""));
  query.limit = call.limit();
  query.cursor = call.text_or("cursor", "");
  const auto page = call.context.store.estate().components(query);
  if (!page && page.error().code == base::Code::invalid) {
    return problem(400, "That is no cursor of this list.",
                   {{"query", "cursor", "must be `next` of an earlier answer"}});
  }
  if (!page) return internal_problem();
  List list(call);
  std::optional<std::uint64_t> total;
  if (query.cursor.empty() && page->next.empty()) total = page->rows.size();
  list.set_page(total, page->next);
  for (const store::ComponentRow& row : page->rows) {
    base::JsonWriter& out = list.item();
    out.field("id", row.component.id).field("kind", record::name(row.component.kind));
    out.field("name", base::escape_name(row.component.name));
    write_name(out, "version", row.component.version);
    write_name(out, "provider", row.component.provider);
    out.field("provenance", record::name(row.component.provenance));
    write_name(out, "licence", row.component.attribute("licence"));
    out.field("place", base::escape_name(row.place));
    out.key("systems").begin_array();
    for (const store::ComponentRow::In& in : row.in) {
      out.begin_object().field("id", in.system).field("name", base::escape_name(in.name));
      out.end_object();
    }
    out.end_array().field("more_systems", row.more_in);
    list.end_item();
  }
  return list.finish();
}

constexpr std::string_view kKinds =
    "package|model|dataset|agent|tool|mcp-server|skill|prompt|endpoint|vector-store|credential|"
    "runtime|resource";
constexpr std::string_view kProvenances = "observed|derived|declared|unknown";
constexpr std::array kInFields{Field{.name = "id", .required = true},
                               Field{.name = "name", .required = true}};
constexpr Schema kIn{.name = "NamedSystem", .fields = kInFields};
constexpr std::array kComponentFields{
    Field{.name = "id", .required = true},
    Field{.name = "kind", .type = Type::word, .words = kKinds, .required = true},
    Field{.name = "name", .required = true},
    Field{.name = "version", .required = true, .nullable = true},
    Field{.name = "provider", .required = true, .nullable = true},
    Field{.name = "provenance", .type = Type::word, .words = kProvenances, .required = true},
    Field{.name = "licence", .required = true, .nullable = true},
    Field{.name = "place", .summary = "where it was found", .required = true},
    Field{.name = "systems",
          .type = Type::list,
          .summary = "at most 20 of that place",
          .required = true,
          .schema = &kIn},
    Field{.name = "more_systems", .type = Type::boolean, .required = true}};
constexpr Schema kComponent{.name = "Component",
                            .summary = "A part of systems, as it stands at one place",
                            .fields = kComponentFields};
constexpr std::array kComponentQuery{
    Field{.name = "kind", .type = Type::word, .words = kKinds},
    Field{.name = "licence", .summary = "as a file says it", .least = 1, .most = 200}};
constexpr std::array kAttributeFields{
    Field{.name = "key", .required = true}, Field{.name = "value", .required = true},
    Field{.name = "provenance", .type = Type::word, .words = kProvenances, .required = true},
    Field{.name = "source", .required = true, .nullable = true}};
constexpr Schema kAttribute{.name = "ElementAttribute", .fields = kAttributeFields};
constexpr std::array kElementFields{
    Field{.name = "id", .required = true},
    Field{.name = "kind", .summary = "system, or a component's", .required = true},
    Field{.name = "name", .required = true},
    Field{.name = "version", .required = true, .nullable = true},
    Field{.name = "provider", .required = true, .nullable = true},
    Field{.name = "provenance", .type = Type::word, .words = kProvenances, .required = true},
    Field{.name = "licence", .required = true, .nullable = true},
    Field{.name = "hash", .summary = "SHA-256", .required = true, .nullable = true},
    Field{.name = "attributes", .type = Type::list, .required = true, .schema = &kAttribute}};
constexpr Schema kElement{.name = "BomElement", .fields = kElementFields};
constexpr std::array kRelationFields{
    Field{.name = "from", .required = true}, Field{.name = "kind", .required = true},
    Field{.name = "to", .required = true},
    Field{.name = "provenance", .type = Type::word, .words = kProvenances, .required = true}};
constexpr Schema kRelation{.name = "BomRelation", .fields = kRelationFields};
constexpr std::array kMissingFields{Field{.name = "id", .required = true},
                                    Field{.name = "label", .required = true},
                                    Field{.name = "group", .required = true},
                                    Field{.name = "state", .required = true},
                                    Field{.name = "have", .type = Type::integer, .required = true},
                                    Field{.name = "of", .type = Type::integer, .required = true},
                                    Field{.name = "remedy", .required = true, .nullable = true}};
constexpr Schema kMissingElement{.name = "MissingElement", .fields = kMissingFields};
constexpr std::array kScoreFields{
    Field{.name = "standard", .required = true}, Field{.name = "title", .required = true},
    Field{.name = "of", .type = Type::integer, .required = true},
    Field{.name = "have", .type = Type::integer, .required = true},
    Field{.name = "missing", .type = Type::list, .required = true, .schema = &kMissingElement}};
constexpr Schema kScore{.name = "BomScore", .fields = kScoreFields};
constexpr std::array kBomFields{
    Field{.name = "elements", .type = Type::list, .required = true, .schema = &kElement},
    Field{.name = "relations", .type = Type::list, .required = true, .schema = &kRelation},
    Field{.name = "score",
          .type = Type::object,
          .summary = "null where nothing was read",
          .required = true,
          .nullable = true,
          .schema = &kScore},
    Field{.name = "left_out",
          .type = Type::integer,
          .summary = "elements that only the export has",
          .required = true},
    Field{.name = "read", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "as_of", .type = Type::time, .required = true, .nullable = true}};
constexpr Schema kBom{.name = "SystemBom",
                      .summary = "What a system is made of, and where each statement comes from",
                      .fields = kBomFields};
constexpr std::array kExportQuery{Field{.name = "format",
                                        .type = Type::word,
                                        .summary = "cyclonedx-1.7 without it",
                                        .words = "cyclonedx-1.7|cyclonedx-1.6|spdx-3.0.1"}};
constexpr std::array kRefusals{404U, 409U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/systems/{id}/bom",
          .room = "BOM",
          .id = "show_bom",
          .summary = "What a system is made of, its lineage, and what its BOM lacks.",
          .answer = &kBom,
          .refusals = kRefusals,
          .handler = show_bom},
    Route{.pattern = "/api/v1/systems/{id}/bom/export",
          .room = "BOM",
          .id = "export_bom",
          .summary = "The BOM of a system as CycloneDX or SPDX, to download.",
          .query = kExportQuery,
          .content_type = "application/octet-stream",
          .refusals = kRefusals,
          .handler = export_bom},
    Route{.pattern = "/api/v1/components",
          .room = "BOM",
          .id = "list_components",
          .summary = "Components wherever they are used, by name; ?q= is a part of it, and "
                     "names that begin with it come first.",
          .query = kComponentQuery,
          .is_list = true,
          .answer = &kComponent,
          .handler = list_components}};

}  // namespace

std::span<const Route> bom_routes() { return kRoutes; }

}  // namespace bartizan::server
