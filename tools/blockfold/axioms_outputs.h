#pragma once

#include "runtime/base/result.h"
#include "tools/common/arguments.h"
#include "tools/verify/policy_verdict.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string>

/// What `blockfold axioms` writes and prints, whatever it is asked about.
namespace blockfold::tools {

/// One thing goes to standard output, and no input is overwritten.
Status check_axioms_outputs(const Arguments& arguments);
/// How far the picture goes. Errors: `usage.depth`, `usage.value`
Result<std::uint32_t> picture_depth(const Arguments& arguments);

/// What was found, in each of the forms that can be asked for.
struct AxiomsOutputs {
  std::function<std::string()> picture, policy_template;
  std::function<void()> print_text; ///< on standard output
  std::function<nlohmann::ordered_json()> to_json;
};
/// Writes the files that are asked for, prints the rest, and what a policy makes of it. Returns the
/// exit status.
int write_axioms(const Arguments& arguments, const AxiomsOutputs& outputs,
                 const PolicyVerdict& verdict);

} // namespace blockfold::tools
