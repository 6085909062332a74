// What applies, and answers: policy, faq.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_policy() {
  CLI::App& policy = verb(
      "policy", "Say which orders, memoranda, directives and guidance hold, at any date.",
      "Examples:\n"
      "  bartizan policy\n"
      "  bartizan policy EO-14110 --as-of 2024-06-01\n"
      "  bartizan policy --since 2026-01-01\n\n"
      "The register is part of the catalogue, each entry with its source and the day it was\n"
      "checked. It is no legal advice. Entries whose check is due are named on standard error.\n\n"
      "Exit codes: 0 said, 2 usage or no such entry, 4 internal error.");
  policy.add_option("ID", policy_.policy.id, "one entry, by its id or another of its names");
  policy.add_option("--as-of", policy_.policy.as_of, "the day that is asked about (default today)")
      ->type_name("DATE");
  policy.add_option("--since", policy_.policy.since, "what changed after that day")
      ->type_name("DATE")
      ->excludes("ID");
  add_global(policy, global_, {"text", "json"});
  carries_out(policy, policy_.policy);

  CLI::App& faq = verb("faq", "Answer questions about AI security, the roadmap and this program.",
                       "Examples:\n"
                       "  bartizan faq\n"
                       "  bartizan faq what is a verdict\n"
                       "  bartizan faq deadline --format json\n\n"
                       "Without words it lists the questions.\n\n"
                       "Exit codes: 0 answered, 2 usage or nothing fits, 4 internal error.");
  faq.add_option("WORDS", policy_.faq.words, "what it is about");
  add_global(faq, global_, {"text", "json"});
  carries_out(faq, policy_.faq);
}

}  // namespace bartizan::cli
