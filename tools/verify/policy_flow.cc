#include "tools/verify/policy_flow.h"

#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/theory_file.h"

namespace blockfold::tools {

Option policy_option() {
  return {"policy", "FILE",
          "fail (exit 4) unless the policy in FILE accepts each axiom and assumed\n"
          "theorem, or each rule of an execution; 'blockfold axioms --policy-template'\n"
          "writes one"};
}

bool read_policy(const Arguments& arguments, std::optional<PolicyFile>& file, int* exit) {
  if (!arguments.has("policy"))
    return true;
  const bool json = arguments.json();
  const llvm::StringRef path = arguments.value("policy");
  auto buffer = read_file(path, kMaxPolicyBytes);
  if (!buffer) {
    *exit = fail(ExitStatus::Unreadable, buffer.error(), json);
    return false;
  }
  DiagnosticSink sink;
  file = parse_policy_file((*buffer)->getBuffer(), path, sink);
  if (!file) {
    *exit = fail_with_diagnostics(ExitStatus::Usage, invalid_policy(path), sink, json);
    return false;
  }
  return true;
}

} // namespace blockfold::tools
