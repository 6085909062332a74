// Any bytes as a configuration: read, or refused with what is wrong; what is accepted has an owner,
// a reason and an end, and a gate that fails only on what may fail it.
#include "run/config.h"
#include "support/fuzz_file.h"
#include "text/check_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string input = text::fuzz_text(data, size);
  const std::string file = tests::fuzz_file(input);
  run::Config config;
  const auto error = run::read_config(file, false, config);
  run::Config again;
  BZ_CHECK(run::read_config(file, false, again).has_value() == error.has_value());
  if (error) {
    BZ_CHECK(!error->what.empty() && error->text().find(file) != std::string::npos);
    BZ_CHECK(error->line <= text::Lines(input).count() + 1);
    return 0;
  }
  BZ_CHECK(config.files.size() == 1);
  BZ_CHECK(config.exceptions.size() == again.exceptions.size());
  for (const record::Exception& one : config.exceptions) {
    BZ_CHECK(!one.id.empty() && !one.owner.empty() && !one.reason.empty() && one.expires > 0);
    if (one.kind == record::ExceptionKind::waiver) BZ_CHECK(!one.approver.empty());
  }
  if (config.fail_on) {
    BZ_CHECK(*config.fail_on == record::Verdict::malicious ||
             *config.fail_on == record::Verdict::suspicious);
  }
  return 0;
}
