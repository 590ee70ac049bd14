#pragma once

#include "compiler/driver/verify.h"
#include "compiler/policy/judge.h"
#include "compiler/support/diagnostic.h"
#include "runtime/base/result.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

/// What a policy makes of what theorems rest on, in the words of the programs, the C library and
/// the browser.
namespace blockfold::tools {

/// A policy under the name it is shown by.
struct PolicyFile {
  std::string path;
  policy::Policy policy;
};

/// Policies are written by people.
inline constexpr std::size_t kMaxPolicyBytes = std::size_t{1} << 26;

/// Reads the text of a policy. Nothing, and diagnostics, if it is none; see invalid_policy.
std::optional<PolicyFile> parse_policy_file(llvm::StringRef text, llvm::StringRef path,
                                            DiagnosticSink& sink);
/// `policy.invalid`
Error invalid_policy(llvm::StringRef path);

/// What a policy, if there is one, makes of a theory or program. Refers to both.
struct PolicyVerdict {
  const PolicyFile* file = nullptr; ///< null: nobody asked
  std::vector<policy::Objection> objections;

  bool accepted() const { return objections.empty(); }
  /// `verify.policy`, naming what is not accepted.
  Error error() const;
};
PolicyVerdict judge(const std::optional<PolicyFile>& file, llvm::ArrayRef<policy::Ground> grounds,
                    bool syntax_hoisted);
PolicyVerdict judge(const std::optional<PolicyFile>& file, const ir::Theory& theory,
                    bool syntax_hoisted);
/// All rules count, but public ones only if the statement lists blocks of theirs.
PolicyVerdict judge(const std::optional<PolicyFile>& file, const ir::BlockProgram& program,
                    const driver::VerifiedExecution& verified);

/// Each objection with its reason and the statement it is about.
void render_text(const PolicyVerdict& verdict, llvm::raw_ostream& out);
/// An object with file, accepted and objections.
nlohmann::ordered_json to_json(const PolicyVerdict& verdict);

} // namespace blockfold::tools
