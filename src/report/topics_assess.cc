#include "report/topics_assess.h"

#include <array>

namespace bartizan::report {
namespace {

constexpr std::array kTopics{
    Topic{"assessments", "how you stand", "requirements answered by evidence",
          "bartizan assess FRAMEWORK --system PATH judges each requirement by checks over what was "
          "read: scans, discovery, the inventory, BOMs, weaknesses, signatures, the gate.\n"
          "- met: all of it is shown\n"
          "- partly: some of it is shown, or only declared\n"
          "- unmet: something shows the opposite\n"
          "- unknown: nobody looked, or too long ago\n"
          "- not-applicable: the system has nothing that it asks about\n"
          "bartizan assess alone lists the frameworks; --explain REQUIREMENT shows the evidence. "
          "docs/assessments.md leads from nothing to a first answer."},
    Topic{"met", "how you stand", "all checks hold, or a standing answer says so",
          "It lasts as long as its evidence: a changed byte or a date that passed takes it back, "
          "and the next assessment says so first."},
    Topic{"partly", "how you stand", "some of it is shown",
          "Some checks hold and others do not, or all hold and do not prove it alone: because the "
          "requirement asks for people, because the inventory only declares it, or because its "
          "wording was not checked against its source. An answer can raise it: bartizan answer "
          "add."},
    Topic{"unmet", "how you stand", "something shows the opposite",
          "A check says no. No answer outweighs it: mend what it names, then assess again. What to "
          "do is in the row, and bartizan action add writes down who does it by when."},
    Topic{"unknown", "how you stand", "nobody looked, or too long ago",
          "What was not examined is never taken for granted. The row names the command that looks; "
          "what no command can see, a person answers: bartizan answer add."},
    Topic{"evidence", "how you stand", "what answers stand on",
          "What was examined, the SHA-256 of its bytes, by whom, when, until when that counts, and "
          "what came out. Readings of bytes count for seven days, what people declare for a year. "
          "Its id is a hash: other bytes or another outcome make other evidence."},
    Topic{"answers", "how you stand", "what only people know",
          "bartizan answer add keeps a status with name, reason, an end within a year and, if there "
          "is one, a document. It falls when the evidence that stood beside it changes."},
    Topic{"posture", "how you stand", "raised for a time when it matters",
          "bartizan posture raise --for 7d --reason TEXT makes the gate stricter, evidence older "
          "sooner and clocks shorter until its end; then it is as before by itself. posture lower "
          "ends it earlier. Both are kept with name and reason."},
    Topic{"readiness", "how you stand", "what was made ready before anything happens",
          "Critical assets, what they depend on, exercises, restore tests, ways to stop a system: "
          "bartizan readiness record KIND. Each is due again; what is overdue is a finding."},
};

}  // namespace

std::span<const Topic> assess_topics() { return kTopics; }

}  // namespace bartizan::report
