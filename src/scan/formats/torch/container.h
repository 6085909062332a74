// The PyTorch side of a ZIP archive: which layout it is, and what each member is for.
//
// What it is: layouts of torch.save, TorchScript, mobile and torch.package recognised by their
// member names, and the formats that their members are parsed as. What it is not: a ZIP reader
// (zip/parse.cc drives it) or a pickle machine. Views of names belong to the archive. One thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "scan/format.h"

namespace bartizan::scan::zip {
class Archive;
}

namespace bartizan::scan::torch {

enum class Layout : std::uint8_t {
  none,      // no PyTorch layout
  zip,       // torch.save since 1.6: <root>/data.pkl and <root>/data/<key>
  script,    // TorchScript: <root>/code/ or constants.pkl beside it
  mobile,    // lite interpreter (.ptl): <root>/bytecode.pkl
  package,   // torch.package: <root>/.data/ and Python sources
  exported,  // torch.export (.pt2): archive_format, models/, data/
};

enum class Role : std::uint8_t {
  probe,    // whatever its content says
  payload,  // raw bytes of a tensor
  pickle,   // read by the unpickler of torch
  script,   // TorchScript source
};

// How members are parsed besides raw::kTensorData; neither claims anything by itself.
extern const Format kPickle;
extern const Format kScript;

class Container {
 public:
  explicit Container(zip::Archive& archive);

  Layout layout() const { return layout_; }
  // "torch-zip" ...; empty for none.
  std::string_view format_id() const;
  Role role(std::string_view member) const;

  // Labels and probes the raw bytes of a stored member.
  void storage(std::string_view member, base::Range data);
  // A pickle names a storage.
  void named(Artifact& pickle, std::string_view key, std::int64_t elements, std::int64_t bytes_each,
             base::Range range);
  // What the layout as a whole says; to be called before the members are analysed.
  void report();

 private:
  bool has(std::string_view below_root) const;

  zip::Archive& archive_;
  std::string_view root_;  // with its slash
  Layout layout_ = Layout::none;
};

}  // namespace bartizan::scan::torch
