#include "assure/parse/catalog/table.h"

#include <string>

#include "base/reader.h"
#include "scan/catalog_check.h"

namespace bartizan::assure::catalog {

void parse(record::Foreign& file) {
  const std::uint64_t size = file.bytes.size();
  // The check reads every byte of the texts and every cell once.
  if (size < file.whole_size || size > scan::kMostTable || !file.budget.charge_memory(size) ||
      !file.budget.charge_steps(size)) {
    file.rows.row(kRow, {"it is larger than a catalogue may be"});
    return;
  }
  std::string table(size, '\0');
  if (!file.bytes.read(0, std::as_writable_bytes(std::span(table)))) {
    file.rows.row(kRow, {"it could not be read"});
    return;
  }
  file.rows.row(kRow, {scan::table_problem(base::bytes_of(table))});
}

}  // namespace bartizan::assure::catalog
