#include "base/hash.h"
#include "store/store.h"

namespace bartizan::store {
namespace {

// Each part with its length, so that no two keys are written alike.
void put(std::string& out, std::string_view part) {
  out += std::to_string(part.size());
  out += ':';
  out += part;
}

std::string text_of(const base::Limits& limits) {
  std::string out;
  // A limit that is added to the struct does not compile here until it is part of the key.
  const auto& [memory, steps, nesting, members, decoded, ratio, ratio_floor, held, json_header,
               json_depth, name, tensors, spans, evidence, findings_per_rule, facts, text,
               payload_probe, operand_decode_depth, operand_decode_bytes] = limits;
  for (const std::uint64_t limit : {memory,
                                    steps,
                                    std::uint64_t{nesting},
                                    members,
                                    decoded,
                                    ratio,
                                    ratio_floor,
                                    held,
                                    json_header,
                                    std::uint64_t{json_depth},
                                    std::uint64_t{name},
                                    tensors,
                                    spans,
                                    std::uint64_t{evidence},
                                    std::uint64_t{findings_per_rule},
                                    std::uint64_t{facts},
                                    text,
                                    payload_probe,
                                    std::uint64_t{operand_decode_depth},
                                    operand_decode_bytes}) {
    out += std::to_string(limit) + ' ';
  }
  return out;
}

}  // namespace

std::string digest(const CacheKey& key) {
  std::string all;
  put(all, key.sha256);
  put(all, key.engine);
  put(all, key.catalog);
  put(all, text_of(key.limits));
  put(all, record::name(key.depth));
  put(all, key.loader_profile);
  return base::hex(base::sha256(all));
}

}  // namespace bartizan::store
