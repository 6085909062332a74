#include "run/inspect.h"

#include <algorithm>

#include "run/judge.h"
#include "run/reader.h"
#include "run/worker.h"

namespace bartizan::run {

std::expected<Inspection, std::string> inspect(const std::string& path, const base::Limits& limits,
                                               const std::string& allow_table,
                                               const std::function<bool()>& cancelled) {
  std::string error;
  const auto file =
      path == "-" ? io::InputFile::from_stdin(error) : io::InputFile::open(path, error);
  if (!file) return std::unexpected(error);
  auto zygote = sandbox::Zygote::start(worker_data(allow_table));
  if (!zygote || !zygote->ready()) return std::unexpected("no worker process could be started");
  Inspection inspection;
  ReadOptions options;
  options.limits = limits;
  options.cancelled = cancelled;
  options.listing = &inspection.listing;
  options.allow_table = allow_table;
  FileReader reader(std::move(*zygote), options);
  auto artifact = reader.read(*file);
  if (!artifact) return std::unexpected("interrupted");
  inspection.artifact = std::move(*artifact);
  inspection.artifact.root = path;
  inspection.artifact.path = ".";
  judge(inspection.artifact, scan::Catalog::embedded());
  return inspection;
}

bool keep_member(Inspection& inspection, const std::string& name) {
  record::Artifact& artifact = inspection.artifact;
  std::vector<bool> kept(artifact.members.size(), false);
  bool any = false;
  for (std::uint32_t i = 1; i < artifact.members.size(); ++i) {
    std::string slashes, marks;
    for (const std::string& part : artifact.location(i)) {
      slashes += (slashes.empty() ? "" : "/") + part;
      marks += (marks.empty() ? "" : "!") + part;
    }
    kept[i] = kept[artifact.members[i].parent] || artifact.members[i].name == name ||
              slashes == name || marks == name;
    any |= kept[i];
  }
  const auto dropped = [&](const auto& item) { return !kept[item.member]; };
  std::erase_if(artifact.findings, dropped);
  std::erase_if(artifact.facts, dropped);
  std::erase_if(inspection.listing, dropped);
  // Members keep their numbers; those that were not asked for lose what they hold.
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!kept[i]) artifact.members[i].spans.clear();
  }
  return any;
}

}  // namespace bartizan::run
