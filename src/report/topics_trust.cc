#include "report/topics_trust.h"

#include <array>

namespace bartizan::report {
namespace {

constexpr std::array kTopics{
    Topic{"feeds", "what must be fixed, and who vouches", "where weaknesses come from",
          "bartizan feeds update SOURCE reads files, folders or addresses: OSV, GitHub and PyPA "
          "advisories, CVE records with SSVC, CISA's KEV, EPSS, AVID. Nothing else of bartizan "
          "opens the network.\n- each feed is shown with its source, date and age: bartizan feeds "
          "list\n- one that is too old is stale: what stands on it is said, and the exit code is "
          "3; fetch a newer file where the old one came from, then feeds update "
          "it\ndocs/vulnerabilities.md lists the addresses of the publishers."},
    Topic{
        "vuln", "what must be fixed, and who vouches", "which weaknesses your AI has",
        "bartizan vuln PATH matches what discover finds, or a BOM, with the feeds, by each "
        "ecosystem's own version rules.\n- possible: the version is not known, or only a product's "
        "name fits; somebody has to look\n- malicious: the package itself was published to do "
        "harm\n- excused: a VEX statement says not affected or fixed\n- overdue: the clock of the "
        "weakness has run out (bartizan explain clock)\n- stale: a feed that this stands on is "
        "old\nNo advisory is no proof: it says that nobody published one that fits."},
    Topic{"clock", "what must be fixed, and who vouches", "what must be fixed by when",
          "Each weakness of a system has a clock: CISA BOD 26-04's table decides from four things "
          "(in KEV, publicly exposed, automatable, technical impact) between 3, 14 and 60 days and "
          "the next upgrade; some ask for a forensic investigation first.\n- it starts with the "
          "earlier of KEV's listing and the first detection here\n- overdue: the date is past and "
          "the weakness is still there\n- bartizan clock lists them, overdue first; clock show "
          "says why; clock mark says what was done\n- exposure is asked once for each system: "
          "bartizan exposure set"},
    Topic{
        "exposure", "what must be fixed, and who vouches", "whether a system can be reached",
        "Can somebody on the internet reach the system? No file says so; its owner does: bartizan "
        "exposure set --system ID --exposed yes|no --by NAME. Nobody's word means exposed, because "
        "that is the safe guess. A changed answer decides the system's clocks anew."},
    Topic{"vex", "what must be fixed, and who vouches", "saying that a weakness does not apply",
          "A VEX statement says of one product and one weakness: not_affected (with a "
          "justification), affected, fixed or under_investigation.\n- bartizan vex import reads "
          "OpenVEX and CycloneDX; vex add writes your own; vex export gives both\n- it never "
          "excuses a malicious package\ndocs/vulnerabilities.md has the justifications."},
    Topic{"gate", "what must be fixed, and who vouches", "what policy forbids",
          "bartizan gate PATH judges models, packages, BOMs, weaknesses, signatures and licences "
          "by a policy: a preset (default, strict, observe) or your gate.toml.\n- failed (exit 1): "
          "a rule that stops found something\n- warned: a rule that only warns found something; "
          "the exit code stays\n- undecided (exit 3): something that a rule needs is not known; "
          "the gate never passes on what it did not see\n- bartizan gate --explain RULE shows each "
          "fact a rule looked at\ndocs/gate.md is the language of policies."},
    Topic{"signature", "what must be fixed, and who vouches", "who vouches for a model",
          "bartizan sign MODEL --key NAME signs every file of a model (OpenSSF Model Signing); "
          "bartizan verify MODEL checks the bytes and who signed.\n- verified: the bytes are those "
          "that were signed, by somebody you named\n- unvouched: the bytes are those that were "
          "signed, by a key that nobody here vouches for: name it with --key, or in [trust] of the "
          "policy\n- refused: one of the checks failed; its name says which (files-unchanged: a "
          "byte of a signed file differs)\n- unsigned: there is no signature\n- checksums and "
          "Hugging Face hashes are weaker: they say that bytes arrived whole, not from "
          "whom\ndocs/signing.md has every check."},
    Topic{"undecided", "what must be fixed, and who vouches", "a word of the gate",
          "Something that a rule needs is not known: a file that was not wholly read, a feed that "
          "is stale, a revision that nobody names. The gate ends with 3 and names what is missing; "
          "undecided never passes (bartizan explain gate)."},
};

}  // namespace

std::span<const Topic> trust_topics() { return kTopics; }

}  // namespace bartizan::report
