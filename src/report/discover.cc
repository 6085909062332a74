#include "report/discover.h"

#include <algorithm>
#include <map>

#include "base/escape.h"
#include "base/json_write.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

// Kinds as headings, in the order in which a reader wants them.
struct Heading {
  record::ComponentKind kind;
  const char* title;
  const char* one;
};
using enum record::ComponentKind;
constexpr Heading kHeadings[] = {
    {model, "Models", "model"},
    {agent, "Agents", "agent"},
    {mcp_server, "MCP servers", "MCP server"},
    {tool, "Tools", "tool"},
    {skill, "Skills", "skill"},
    {endpoint, "Endpoints", "endpoint"},
    {runtime, "Runtimes", "runtime"},
    {resource, "Infrastructure", "resource"},
    {credential, "Credentials", "credential"},
    {vector_store, "Vector stores", "vector store"},
    {dataset, "Data sets", "data set"},
    {prompt, "Prompts", "prompt"},
    {package, "Packages", "package"},
};
// How many places of a component, and components of a kind, a terminal shows unasked.
constexpr std::size_t kPlaces = 3;
constexpr std::size_t kRows = 25;
constexpr std::size_t kNameColumns = 44;

std::string place(const record::Occurrence& where) {
  return one_line(where.path) + (where.line != 0 ? ":" + std::to_string(where.line) : "");
}

std::string headline(const record::Component& component) {
  std::string out = one_line(component.name);
  if (!component.version.empty()) out += " " + one_line(component.version);
  return out;
}

// What a reader must know besides the name: the publisher, and what is risky.
std::string remarks(const record::Component& component) {
  std::string out = one_line(component.provider);
  const auto add = [&](std::string_view text) {
    if (!out.empty()) out += ", ";
    out += text;
  };
  if (component.attribute("trust-remote-code") == "true") add("runs remote code");
  if (component.attribute("unpinned") == "true") add("unpinned");
  if (const auto url = component.attribute("base-url"); !url.empty()) add("at " + one_line(url));
  if (const auto verdict = component.attribute("verdict");
      !verdict.empty() && verdict != "clean") {
    add(verdict);
  }
  if (const auto transport = component.attribute("transport"); !transport.empty()) add(transport);
  return out;
}

void write_component(std::string& out, const Paint& paint, const record::Component& component,
                     const DiscoveryOptions& options) {
  const std::string name = headline(component);
  std::string line = "  " + (paint.people() ? pad(name, kNameColumns) : name);
  if (const std::string text = remarks(component); !text.empty()) {
    line += "  " + paint.in(Ink::dim, text);
  }
  out += line + "\n";
  const std::size_t places = component.occurrences.size();
  const std::size_t shown = options.all ? places : std::min(places, kPlaces);
  for (std::size_t i = 0; i < shown; ++i) {
    const record::Occurrence& where = component.occurrences[i];
    out += "    " + place(where);
    if (where.certainty != record::Certainty::high) {
      out += paint.in(Ink::dim, " (" + std::string(record::name(where.certainty)) + ")");
    }
    if (options.verbose) out += paint.in(Ink::dim, "  " + one_line(where.evidence));
    out += "\n";
  }
  if (shown < places) {
    out += paint.in(Ink::dim, "    and " + number(places - shown, paint.people()) +
                                  " more (--all lists them)\n");
  }
}

std::string summary(const DiscoveryView& view, const Paint& paint) {
  std::map<record::ComponentKind, std::uint64_t> counts;
  for (const record::Component& component : view.discovery.components) ++counts[component.kind];
  std::string out;
  for (const Heading& heading : kHeadings) {
    if (counts[heading.kind] == 0) continue;
    out += (out.empty() ? "" : paint.plain(" · ")) +
           count_of(counts[heading.kind], heading.one, paint.people());
  }
  return out.empty() ? "no AI found" : out;
}

void write_json(base::JsonWriter& out, const record::Attribute& attribute) {
  out.begin_object()
      .field("key", attribute.key)
      .field("value", base::encode_text(attribute.value))
      .field("provenance", record::name(attribute.provenance));
  if (!attribute.source.empty()) out.field("source", base::escape_name(attribute.source));
  out.end_object();
}

void write_json(base::JsonWriter& out, const use::Found& found) {
  const record::Detection& d = found.detection;
  out.begin_object()
      .field("path", base::escape_name(found.path))
      .field("line", d.line)
      .field("kind", record::name(d.kind))
      .field("name", base::encode_text(d.name))
      .field("version", base::encode_text(d.version))
      .field("provider", base::encode_text(d.provider))
      .field("signal", d.signal)
      .field("certainty", record::name(d.certainty))
      .field("evidence", base::encode_text(d.evidence));
  out.key("attributes").begin_array();
  for (const record::Attribute& attribute : d.attributes) write_json(out, attribute);
  out.end_array().end_object();
}

void write_json(base::JsonWriter& out, const record::Component& component) {
  out.begin_object()
      .field("id", component.id)
      .field("kind", record::name(component.kind))
      .field("name", base::encode_text(component.name))
      .field("version", base::encode_text(component.version))
      .field("provider", base::encode_text(component.provider))
      .field("provenance", record::name(component.provenance));
  const std::string purl = record::purl_of(component.kind, component.provider, component.name,
                                           component.version);
  if (!purl.empty()) out.field("purl", purl);
  out.key("attributes").begin_array();
  for (const record::Attribute& attribute : component.attributes) write_json(out, attribute);
  out.end_array().key("where").begin_array();
  for (const record::Occurrence& where : component.occurrences) {
    out.begin_object()
        .field("path", base::escape_name(where.path))
        .field("line", where.line)
        .field("signal", where.signal)
        .field("certainty", record::name(where.certainty))
        .end_object();
  }
  out.end_array().end_object();
}

}  // namespace

std::string discovery(const DiscoveryView& view, const DiscoveryOptions& options) {
  const Paint paint(options.style);
  std::string out;
  for (const Heading& heading : kHeadings) {
    if (options.quiet) break;  // only what could not be read, and the sums
    std::vector<const record::Component*> rows;
    for (const record::Component& component : view.discovery.components) {
      if (component.kind == heading.kind) rows.push_back(&component);
    }
    if (rows.empty()) continue;
    out += paint.in(Ink::bold, std::string(heading.title) + " (" +
                                   number(rows.size(), paint.people()) + ")") +
           "\n";
    const std::size_t shown = options.all || !paint.people() ? rows.size()
                                                             : std::min(rows.size(), kRows);
    for (std::size_t i = 0; i < shown; ++i) write_component(out, paint, *rows[i], options);
    if (shown < rows.size()) {
      out += paint.in(Ink::dim, "  and " + number(rows.size() - shown, true) +
                                    " more (--all lists them)\n");
    }
    out += "\n";
  }
  for (const use::FileNote& note : view.discovery.notes) {
    if (note.note.level == record::NoteLevel::info && !options.verbose) continue;
    out += paint.in(Ink::unsure, "? ") + one_line(note.path) +
           (note.note.line != 0 ? ":" + std::to_string(note.note.line) : "") + "  " +
           one_line(note.note.message) + "\n";
  }
  if (options.verbose || options.all) {
    for (const record::Excluded& path : view.excluded) {
      out += paint.in(Ink::dim, paint.plain("· ") + one_line(path.path) + "  " +
                                    one_line(path.reason) + "\n");
    }
  }
  out += paint.in(Ink::bold, summary(view, paint)) + "\n";
  out += "read " + count_of(view.files, "file", paint.people()) + ", " + size(view.bytes) +
         paint.plain(" · ") + number(view.unread, paint.people()) + " could not be read" +
         paint.plain(" · ") + number(view.excluded.size(), paint.people()) + " skipped" +
         (view.interrupted ? ", interrupted" : "") +
         paint.plain(" · ") + "exit " + std::to_string(view.exit_code) + "\n";
  return out;
}

std::string discovery_json(const DiscoveryView& view, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.discover/1");
  if (!options.reproducible) {
    out.key("run")
        .begin_object()
        .field("tool_version", view.run.tool_version)
        .field("catalog", view.run.catalog_hash)
        .field("catalog_version", view.run.catalog_version)
        .field("catalog_date", view.run.catalog_date)
        .field("catalog_installed", view.run.catalog_installed)
        .field("catalog_weakens", view.run.catalog_weakens)
        .field("started", view.run.started)
        .field("ended", view.run.ended)
        .field("isolation", view.run.isolation)
        .field("jobs", view.run.jobs)
        .end_object();
  }
  out.key("roots").begin_array();
  for (const std::string& root : view.run.roots) out.value(base::escape_name(root));
  out.end_array().key("detections").begin_array();
  for (const use::Found& found : view.discovery.detections) write_json(out, found);
  out.end_array().key("components").begin_array();
  for (const record::Component& component : view.discovery.components) write_json(out, component);
  out.end_array().key("systems").begin_array();
  for (const use::Project& project : view.discovery.projects) {
    out.begin_object()
        .field("path", base::escape_name(project.path))
        .field("name", base::escape_name(project.name))
        .field("declared_in", base::escape_name(project.declared))
        .field("owner", base::encode_text(project.owner));
    out.key("components").begin_array();
    for (const std::string& id : project.components) out.value(id);
    out.end_array().end_object();
  }
  out.end_array().key("notes").begin_array();
  for (const use::FileNote& note : view.discovery.notes) {
    out.begin_object()
        .field("path", base::escape_name(note.path))
        .field("line", note.note.line)
        .field("column", note.note.column)
        .field("code", note.note.code)
        .field("message", base::encode_text(note.note.message))
        .end_object();
  }
  out.end_array().key("excluded").begin_array();
  for (const record::Excluded& path : view.excluded) {
    out.begin_object()
        .field("path", base::escape_name(path.path))
        .field("reason", base::escape_name(path.reason))
        .end_object();
  }
  out.end_array()
      .key("summary")
      .begin_object()
      .field("files", view.files)
      .field("bytes", view.bytes)
      .field("unread", view.unread)
      .field("excluded", view.excluded.size())
      .field("detections", view.discovery.detections.size())
      .field("components", view.discovery.components.size())
      .field("systems", view.discovery.projects.size())
      .field("software", view.discovery.software_components.size())
      .field("interrupted", view.interrupted)
      .field("exit_code", view.exit_code)
      .end_object()
      .end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
