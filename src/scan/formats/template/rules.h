// Rules of chat templates; texts in catalogs/rules/template.toml.
#pragma once

#include <array>

#include "scan/sink.h"

namespace bartizan::scan::templates {

// Not parsed to its end: what stands behind the error was not judged.
inline constexpr RuleId kNotUnderstood{"BZ-TPL-001"};
// An attribute that leads out of the sandbox: dunder names, frames, code objects.
inline constexpr RuleId kSandboxEscape{"BZ-TPL-002"};
// An attribute that begins with one underscore.
inline constexpr RuleId kPrivateAttribute{"BZ-TPL-003"};
// An attribute, filter or key whose name is put together when the template runs.
inline constexpr RuleId kComputedName{"BZ-TPL-004"};
// include, import, from, extends.
inline constexpr RuleId kImport{"BZ-TPL-005"};
// A call of something that is not known to be harmless.
inline constexpr RuleId kUnknownCall{"BZ-TPL-006"};
// A filter or test that no template engine for chat knows.
inline constexpr RuleId kUnknownFilter{"BZ-TPL-007"};
// Python's str.format, which reads attributes, with a format that does or that is not known.
inline constexpr RuleId kFormatAccess{"BZ-TPL-008"};
// Work or memory without a useful bound.
inline constexpr RuleId kUnboundedWork{"BZ-TPL-009"};
// Characters that are written out and cannot be seen.
inline constexpr RuleId kInvisibleText{"BZ-TPL-010"};
// Words that tell the model to disobey, hide or lie.
inline constexpr RuleId kInjectedInstruction{"BZ-TPL-011"};
// A web address that is given data of the conversation.
inline constexpr RuleId kExfiltration{"BZ-TPL-012"};
// Commands, credentials' paths or finished tool calls in what is written out.
inline constexpr RuleId kForgedCommand{"BZ-TPL-013"};
// A long encoded blob in what is written out.
inline constexpr RuleId kEncodedBlob{"BZ-TPL-014"};
// Prose that appears only when somebody uses certain words.
inline constexpr RuleId kKeywordTrigger{"BZ-TPL-015"};
// Behaviour that depends on the date.
inline constexpr RuleId kDateTrigger{"BZ-TPL-016"};
// Words of the conversation that are replaced by others.
inline constexpr RuleId kRewrittenContent{"BZ-TPL-017"};
// Objects of the engine or of web frameworks, where escapes begin.
inline constexpr RuleId kEngineObject{"BZ-TPL-018"};

inline constexpr std::array kRules{
    kNotUnderstood,       kSandboxEscape,    kPrivateAttribute, kComputedName,  kImport,
    kUnknownCall,         kUnknownFilter,    kFormatAccess,     kUnboundedWork, kInvisibleText,
    kInjectedInstruction, kExfiltration,     kForgedCommand,    kEncodedBlob,   kKeywordTrigger,
    kDateTrigger,         kRewrittenContent, kEngineObject};

}  // namespace bartizan::scan::templates
