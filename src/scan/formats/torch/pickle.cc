// Pickles inside PyTorch archives: read by torch's unpickler, with its persistent ids.
#include "scan/formats/pickle/parse.h"
#include "scan/formats/torch/container.h"

namespace bartizan::scan::torch {
namespace {

Claim claim_nothing(const Probe&) { return Claim::no; }

// The pickle of an archive and the archive it names storages of.
struct Owner {
  Artifact& pickle;
  Container* container;
};

void named(void* context, const pickle::Storage& storage) {
  const auto* owner = static_cast<const Owner*>(context);
  if (owner->container == nullptr) return;
  owner->container->named(owner->pickle, storage.key, storage.elements, storage.bytes_each,
                          storage.range);
}

void parse(Artifact& artifact) {
  Owner owner{artifact, static_cast<Container*>(artifact.context())};
  const Layout layout = owner.container == nullptr ? Layout::none : owner.container->layout();
  const pickle::Options options{
      .loader = "torch.load",
      .torch_persistent_ids = true,
      .torchscript_types = layout == Layout::script || layout == Layout::mobile,
      .on_storage = named,
      .context = &owner};
  pickle::parse_at(artifact, 0, artifact.size(), options);
}

}  // namespace

constexpr Format kPickle{"pickle", "pickle", Kind::model, claim_nothing, parse};

}  // namespace bartizan::scan::torch
