// Any bytes: the parsers end and their rows are believed, nothing is vouched for without a trusted
// key, a bundle that was read is written and read back to the same, and a statement that holds
// together names each file once, below the model's folder.
#include <set>
#include <string_view>

#include "assure/parse/signature/resource.h"
#include "assure/sign/dsse.h"
#include "assure/sign/model.h"
#include "assure/sign/read_test.h"
#include "assure/sign/signature.h"

namespace {

using namespace bartizan::assure;

constexpr std::string_view kDistrust = "was not read: its worker's report makes no sense";

void check_statement(std::string_view text) {
  const sign::StatementRead read = sign::read_statement(text);
  BZ_CHECK(read.problem != kDistrust);
  BZ_CHECK(read.statement.has_value() == read.problem.empty());
  if (!read.statement || !read.statement->model) return;
  std::vector<sign::Check> checks;
  sign::check_model_statement(*read.statement, checks);
  std::set<std::string_view> names;
  for (const signature::Resource& one : read.statement->model->resources) {
    BZ_CHECK(signature::wrong_with_path(one.path) == nullptr);
    const bool fresh = names.insert(one.name).second;
    if (!fresh) BZ_CHECK(!sign::all_good(checks));
  }
  if (!sign::all_good(checks) || read.statement->model->legacy) return;
  // What holds together is written to what holds together, with the same root.
  const std::string again =
      sign::model_statement(read.statement->subjects.front().name, *read.statement->model);
  const sign::StatementRead second = sign::read_statement(again);
  BZ_CHECK(second.statement && second.statement->model);
  BZ_CHECK(second.statement->model->resources.size() == names.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_statement(text);
  const sign::BundleRead read = sign::read_bundle(text);
  BZ_CHECK(read.problem != kDistrust);
  BZ_CHECK(read.bundle.has_value() == read.problem.empty());
  if (!read.bundle) return 0;
  static const sign::PrivateKey key = *sign::PrivateKey::generate(sign::Curve::p256);
  sign::Trust trust;
  std::vector<sign::Check> checks;
  BZ_CHECK(!sign::verify_signature(*read.bundle, text, trust, checks).anchored);
  BZ_CHECK(!sign::all_good(checks));
  // No input is signed by a key that was made just now.
  trust.keys.push_back({key.public_key(), "fuzz", 0});
  checks.clear();
  sign::verify_signature(*read.bundle, text, trust, checks);
  BZ_CHECK(!sign::all_good(checks));
  if (!read.bundle->envelope) return 0;
  check_statement(read.bundle->envelope->payload);
  const sign::BundleRead bare = sign::read_bundle(sign::envelope_json(*read.bundle->envelope));
  BZ_CHECK(bare.bundle && bare.bundle->envelope);
  BZ_CHECK(bare.bundle->envelope->payload == read.bundle->envelope->payload);
  BZ_CHECK(bare.bundle->envelope->signatures.size() == read.bundle->envelope->signatures.size());
  return 0;
}
