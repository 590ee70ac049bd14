#pragma once

#include "compiler/support/names.h"

#include <llvm/ADT/StringRef.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Which axioms someone accepts. A policy is a white list: what it does not name is refused. This
/// module is part of what is trusted when a policy is enforced; docs/auditing.md specifies the
/// format.
namespace blockfold::policy {

/// SHA-256 of a statement's text, see statement_text.h.
using Digest = std::array<std::uint8_t, 32>;

/// One word of a rule: a label, which is itself before it is a pattern, or a glob.
struct Pattern {
  std::string text;
  std::optional<Glob> glob; ///< none for a plain label
  std::uint32_t line;       ///< of the policy file
  /// The label's statement must have this digest.
  std::optional<Digest> pinned = {};

  bool matches(llvm::StringRef label) const {
    return label == text || (glob && glob->matches(label));
  }
};

/// What condenses a block program; `blockfold verify` prints it.
using ProgramDigest = std::array<std::uint8_t, 32>;

struct Policy {
  std::vector<Pattern> allow;
  std::vector<Pattern> deny;
  std::vector<Pattern> assume;        ///< theorems that may be used without proof
  std::vector<std::string> typecodes; ///< axioms that begin with such a symbol are allowed
  bool hoisted_syntax = false;
  std::vector<ProgramDigest> programs; ///< executions of these need no rule allowed
};

} // namespace blockfold::policy
