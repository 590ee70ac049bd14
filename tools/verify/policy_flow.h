#pragma once

#include "tools/common/arguments.h"
#include "tools/verify/policy_verdict.h"

#include <optional>

/// --policy: the file that says which axioms someone accepts.
namespace blockfold::tools {

Option policy_option();

/// Reads the file if the option is given. False after an error, which has been printed and is in
/// `*exit`: Usage for a file that is no policy, Unreadable for one that cannot be read.
bool read_policy(const Arguments& arguments, std::optional<PolicyFile>& file, int* exit);

} // namespace blockfold::tools
