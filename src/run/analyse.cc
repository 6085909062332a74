#include "run/analyse.h"

#include "run/judge.h"
#include "scan/walk.h"

namespace bartizan::run {

record::Artifact analyse_bytes(std::span<const std::byte> bytes, std::string_view path,
                               record::Depth depth, const base::Limits& limits,
                               std::vector<Collector::Line>* listing) {
  base::MemorySource source(bytes);
  return analyse_source(source, path, depth, limits, listing);
}

record::Artifact analyse_source(base::Source& source, std::string_view path, record::Depth depth,
                                const base::Limits& limits, std::vector<Collector::Line>* listing) {
  const scan::Catalog& catalog = scan::Catalog::embedded();
  base::Budget budget(limits);
  Collector collector(catalog, source.size(), depth);
  if (listing != nullptr) collector.collect_listing(*listing);
  scan::Job job{budget, catalog, collector, depth};
  scan::analyse(job, source);
  BZ_CHECK(collector.distrusted().empty());
  record::Artifact artifact = collector.take();
  artifact.root = path;
  artifact.path = path;
  judge(artifact, catalog);
  return artifact;
}

}  // namespace bartizan::run
