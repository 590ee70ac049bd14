#include "compiler/policy/codes.h"

#include <cstddef>

namespace blockfold::policy {
namespace {

constexpr CodeInfo kCodes[] = {
#ifdef BLOCKFOLD_NO_EXAMPLES // they are for `blockfold explain`
#define POLICY_CODE(name, id, severity, summary, next_step, explanation, wrong, right)             \
  {id, Severity::severity, summary, next_step, explanation},
#else
#define POLICY_CODE(name, id, severity, summary, next_step, explanation, wrong, right)             \
  {id, Severity::severity, summary, next_step, explanation, wrong, right},
#endif
#include "compiler/policy/codes.def"
#undef POLICY_CODE
};

} // namespace

const CodeInfo& info(Code code) {
  return kCodes[static_cast<std::size_t>(code)];
}

llvm::ArrayRef<CodeInfo> all_codes() {
  return kCodes;
}

} // namespace blockfold::policy
