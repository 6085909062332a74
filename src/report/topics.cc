#include "report/topics.h"

#include <algorithm>
#include <array>
#include <vector>

#include "report/topics_assess.h"
#include "report/topics_trust.h"

namespace bartizan::report {
namespace {

constexpr std::array kTopics{
    Topic{"verdicts", "words of a result", "what bartizan says about a file",
          "A verdict is computed from what a file can do when a loader opens it, never from its "
          "name. From worst to best:\n"
          "- malicious: it runs, opens or connects to something when it is loaded\n"
          "- suspicious: nobody can vouch for what it does; a person has to look\n"
          "- incomplete: a part could not be read, so nothing is promised\n"
          "- clean: every byte is accounted for, and nothing was found\n"
          "- not-a-model: positively another type of file; counted, never judged\n"
          "A file has the worst verdict of anything inside it. A name can make a verdict worse and "
          "never better."},
    Topic{"malicious", "words of a result",
          "the file does harm when it is loaded, as far as bytes can show it",
          "A finding names the call, the loader that triggers it and the byte where it stands. Do "
          "not load the file, also not to look at it: use bartizan inspect.\n"
          "The gate always fails. Neither a suppression nor a baseline hides it; only a waiver "
          "does, with an approver, the file's hash and an end within thirty days."},
    Topic{
        "suspicious", "words of a result", "nothing proves harm, and nobody can vouch for it",
        "Typical: a class that is in no list of known constructors, bytes that no structure "
        "describes, a file that two loaders read differently. Look at the finding; then accept it "
        "with owner, reason and expiry, add your own class to the allow-list, or replace the "
        "file.\n"
        "The gate fails by default; --fail-on malicious lets it pass."},
    Topic{"incomplete", "words of a result", "something was not read, so nothing is promised",
          "The row says why: truncated, encrypted, a limit, a format this version does not read "
          "yet. What was found before that point stands.\n"
          "The exit code is 3 unless something worse happened; --allow-incomplete REASON accepts "
          "it and puts the reason into the report."},
    Topic{"clean", "words of a result", "every byte is accounted for, and nothing was found",
          "It is a statement about what the known loaders do with these bytes. It says nothing "
          "about how well the model works, what it was trained on, or whether its weights were "
          "tampered with.\n"
          "How strong it is depends on the depth: bartizan explain depths."},
    Topic{"not-a-model", "words of a result", "another type of file, recognised by its bytes",
          "Text, images, source and the like that no loader accepts and whose name does not claim "
          "a model. They are counted and never change the exit code. --all lists them."},
    Topic{"coverage", "words of a result", "how much of a file was read, relative to the depth",
          "- complete: everything the depth asks for\n"
          "- partial: some parts were not read; each has a place and a reason\n"
          "- refused: nothing useful could be read (of verify: bartizan explain signature)\n"
          "Only a file with complete coverage can be clean."},
    Topic{"severity", "words of a result", "how bad it is if the finding is true",
          "info, low, medium, high, critical. It says nothing about how sure the finding is: that "
          "is its confidence. The verdict follows from the rule, not from the severity."},
    Topic{"confidence", "words of a result", "how sure a finding is",
          "- high: the bytes show it, every loader of the format does it\n"
          "- medium: a harmless explanation exists; the rule's page names it\n"
          "- low: a hint worth a look"},
    Topic{"depths", "how much is read", "structure, content, full",
          "- structure: headers, directories and code; tensor payloads stay unread, nothing is "
          "hashed. Never evidence, never cached; the gate of the scan that asked for it passes on "
          "it.\n"
          "- content (default): every byte is hashed, and read or probed\n"
          "- full: also checksums, statistics of low bits, and every member decoded"},
    Topic{"structure", "how much is read", "kilobytes instead of gigabytes",
          "Reads headers, directories and members that hold code. Good for a first look at a large "
          "repository; scan at content before you rely on it."},
    Topic{"content", "how much is read", "every byte, once; the default",
          "The file is hashed while the parsers read it. Results count as evidence and are reused "
          "for the same bytes."},
    Topic{"full", "how much is read", "content, and everything that takes longer",
          "Checksums are compared, compressed members decoded to their end, low bits of weights "
          "counted."},
    Topic{"discovery", "which AI there is",
          "what a tree, a machine or an organisation really holds",
          "bartizan discover PATH reads source code, manifests, configurations and models, offline "
          "and executing nothing; --host reads the places where this machine keeps models and "
          "agents' settings.\n"
          "- every component stands with file, line and how sure it is: high, medium, low\n"
          "- keys of services are named by their variable, their values are never shown\n"
          "- what was found is kept: ask later with bartizan find 'litellm<1.83.7'\n"
          "- what could not be read is listed, and the exit code is 3\n"
          "docs/discovery.md says what counts and what it is called."},
    Topic{
        "inventory", "which AI there is", "what people declared, by the forms they used",
        "- bartizan inventory import takes in CSV and XLSX; every cell is kept as it stood, and "
        "inventory undo takes an import back\n"
        "- bartizan inventory lint says what is missing by the form's own rules; each has a page: "
        "bartizan explain BZ-INV-001\n"
        "- bartizan inventory add declares a use case, also from a repository's "
        ".bartizan/system.toml\n"
        "- bartizan inventory review asks whether a use case is high-impact and keeps every "
        "reason; it is help with a decision, no legal advice\n"
        "- bartizan inventory export writes it again, with --public for everybody\n"
        "docs/inventory.md has forms, rules and deadlines."},
    Topic{"reconciliation", "which AI there is", "what was declared against what was found",
          "bartizan reconcile compares the inventory with what discover found:\n"
          "- shadow: found, and nobody declared it\n"
          "- ghost: declared as in use, and not found in what was read\n"
          "- drift: what runs is not what was declared\n"
          "bartizan reconcile assign SYSTEM --use-case ID says which use case a found system is. "
          "Only what was read can be found: a ghost may run where nobody looked."},
    Topic{
        "bom", "which AI there is", "AI bills of materials",
        "- bartizan bom create writes CycloneDX 1.7 (or 1.6, or SPDX 3.0.1) of a folder, a system "
        "or everything that was found\n"
        "- every statement says where it comes from: observed in bytes, derived from them, "
        "declared by somebody, or unknown\n"
        "- bartizan bom validate, score, diff, merge and convert work on anybody's\n"
        "- bartizan bom import keeps a supplier's BOM, so that bartizan find sees it\n"
        "docs/bom.md says what becomes what."},
    Topic{"exit-codes", "running it", "what the exit code means",
          "- 0: passed, or done\n"
          "- 1: the gate failed: scan found something malicious or suspicious; inventory lint, "
          "reconcile, vuln or bom diff, asked with --gate, have something to fix or differ; gate "
          "found what its policy forbids; verify found a signature that does not hold; bom "
          "validate found the document not valid\n"
          "- 2: the command line or the configuration is wrong, or what it names is not there\n"
          "- 3: not everything could be read, nothing was found, read or declared yet, feeds are "
          "stale or missing, a rule of the gate is undecided, questions of a review are left, "
          "or the run was interrupted\n"
          "- 4: an error of bartizan itself, or what it found or was told could not be kept: no "
          "room, no right to write\n"
          "1 wins over 4, and 4 over 3. What you ask for with --gate fails; what you only look at does not."},
    Topic{
        "config", "running it", "where the configuration stands",
        "- /etc/bartizan/config.toml, then $XDG_CONFIG_HOME/bartizan/config.toml\n- --config FILE "
        "replaces both; it may not lie inside what is scanned\nIt sets limits, defaults and "
        "exceptions. Nothing inside a scanned tree configures the scan; docs/configuration.md."},
    Topic{"exceptions", "running it", "accepting what you have looked at",
          "- suppression: one rule in one file (by SHA-256), or one class in one role\n"
          "- baseline: the findings of a day, so that only new ones fail the gate\n"
          "- waiver: the only one that covers malicious; names an approver and ends within thirty "
          "days\n"
          "Each has an owner, a reason and an end; ended ones stop counting and are named in the "
          "report. They come from your configuration, never from the scanned tree."},
    Topic{"reports", "running it", "forms of output",
          "- terminal: for people\n- json, jsonl: for programs; versioned, with schemas\n- sarif: "
          "for code scanning services\n- junit: for CI systems\n- html: one page for everybody\n"
          "The same facts in the same words stand in all of them; docs/reports.md is the "
          "contract."},
};

}  // namespace

std::span<const Topic> all_topics() {
  static const std::vector<Topic> all = [] {
    std::vector<Topic> topics(kTopics.begin(), kTopics.end());
    // In front of what belongs to no room.
    auto at = std::find_if(topics.begin(), topics.end(),
                           [](const Topic& t) { return t.group == "running it"; });
    at = topics.insert(at, assess_topics().begin(), assess_topics().end());
    topics.insert(at, trust_topics().begin(), trust_topics().end());
    return topics;
  }();
  return all;
}

}  // namespace bartizan::report
