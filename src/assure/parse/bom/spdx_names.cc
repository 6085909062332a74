#include "assure/parse/bom/spdx_names.h"

#include <array>
#include <span>

namespace bartizan::assure::bom {
namespace {

struct Pair {
  std::string_view ours;
  std::string_view theirs;
};

constexpr std::array kHashes{Pair{"MD5", "md5"},
                             Pair{"SHA-1", "sha1"},
                             Pair{"SHA-256", "sha256"},
                             Pair{"SHA-384", "sha384"},
                             Pair{"SHA-512", "sha512"},
                             Pair{"SHA3-256", "sha3_256"},
                             Pair{"SHA3-384", "sha3_384"},
                             Pair{"SHA3-512", "sha3_512"},
                             Pair{"BLAKE2b-256", "blake2b256"},
                             Pair{"BLAKE2b-384", "blake2b384"},
                             Pair{"BLAKE2b-512", "blake2b512"},
                             Pair{"BLAKE3", "blake3"},
                             Pair{"SHA-224", "sha224"},
                             Pair{"SHA3-224", "sha3_224"},
                             Pair{"MD2", "md2"},
                             Pair{"MD4", "md4"},
                             Pair{"MD6", "md6"},
                             Pair{"ADLER-32", "adler32"}};

constexpr std::array kReferences{
    Pair{"vcs", "vcs"},
    Pair{"issue-tracker", "issueTracker"},
    Pair{"website", "altWebPage"},
    Pair{"advisories", "securityAdvisory"},
    Pair{"mailing-list", "mailingList"},
    Pair{"social", "socialMedia"},
    Pair{"chat", "chat"},
    Pair{"documentation", "documentation"},
    Pair{"support", "support"},
    Pair{"source-distribution", "sourceArtifact"},
    Pair{"distribution", "binaryArtifact"},
    Pair{"license", "license"},
    Pair{"build-meta", "buildMeta"},
    Pair{"build-system", "buildSystem"},
    Pair{"release-notes", "releaseNotes"},
    Pair{"attestation", "secureSoftwareAttestation"},
    Pair{"threat-model", "securityThreatModel"},
    Pair{"adversary-model", "securityAdversaryModel"},
    Pair{"risk-assessment", "riskAssessment"},
    Pair{"vulnerability-assertion", "vulnerabilityDisclosureReport"},
    Pair{"exploitability-statement", "vulnerabilityExploitabilityAssessment"},
    Pair{"pentest-report", "securityPenTestReport"},
    Pair{"static-analysis-report", "staticAnalysisReport"},
    Pair{"dynamic-analysis-report", "dynamicAnalysisReport"},
    Pair{"runtime-analysis-report", "runtimeAnalysisReport"},
    Pair{"component-analysis-report", "componentAnalysisReport"},
    Pair{"certification-report", "certificationReport"},
    Pair{"quality-metrics", "qualityAssessmentReport"},
    Pair{"security-contact", "securityPolicy"},
    Pair{"rfc-9116", "securityPolicy"}};

// "descendantOf": the from element comes from the to element.
constexpr std::array kRelations{
    Pair{"contains", "contains"},         Pair{"depends-on", "dependsOn"},
    Pair{"trained-on", "trainedOn"},      Pair{"tested-on", "testedOn"},
    Pair{"derived-from", "descendantOf"}, Pair{"uses", "usesTool"}};

constexpr std::array kPurposes{
    Pair{"library", "library"},     Pair{"machine-learning-model", "model"},
    Pair{"data", "data"},           Pair{"application", "application"},
    Pair{"framework", "framework"}, Pair{"container", "container"},
    Pair{"platform", "platform"},   Pair{"operating-system", "operatingSystem"},
    Pair{"device", "device"},       Pair{"device-driver", "deviceDriver"},
    Pair{"firmware", "firmware"},   Pair{"file", "file"}};

std::string_view to_theirs(std::span<const Pair> pairs, std::string_view ours) {
  for (const Pair& pair : pairs) {
    if (pair.ours == ours) return pair.theirs;
  }
  return {};
}

std::string_view to_ours(std::span<const Pair> pairs, std::string_view theirs) {
  for (const Pair& pair : pairs) {
    if (pair.theirs == theirs) return pair.ours;
  }
  return {};
}

}  // namespace

std::string_view spdx_hash(std::string_view name) { return to_theirs(kHashes, name); }
std::string_view cyclonedx_hash(std::string_view name) { return to_ours(kHashes, name); }
std::string_view spdx_reference(std::string_view name) { return to_theirs(kReferences, name); }
std::string_view cyclonedx_reference(std::string_view name) { return to_ours(kReferences, name); }
std::string_view spdx_relation(std::string_view kind) { return to_theirs(kRelations, kind); }
std::string_view relation_of(std::string_view spdx) { return to_ours(kRelations, spdx); }
std::string_view spdx_purpose(std::string_view type) { return to_theirs(kPurposes, type); }
std::string_view type_of_purpose(std::string_view purpose) { return to_ours(kPurposes, purpose); }

}  // namespace bartizan::assure::bom
