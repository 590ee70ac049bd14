#pragma once

#include "compiler/driver/verify.h"
#include "compiler/policy/judge.h"
#include "runtime/base/result.h"
#include "tools/common/arguments.h"

#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

/// --policy: the file that says which axioms someone accepts, and what it objects to.
namespace blockfold::tools {

Option policy_option();

/// A policy file as an option named it.
struct PolicyFile {
  std::string path;
  policy::Policy policy;
};
/// Reads the file if the option is given. False after an error, which has been printed and is in
/// `*exit`: Usage for a file that is no policy, Unreadable for one that cannot be read.
bool read_policy(const Arguments& arguments, std::optional<PolicyFile>& file, int* exit);

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
