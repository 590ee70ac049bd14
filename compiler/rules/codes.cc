#include "compiler/rules/codes.h"

#include <cstddef>

namespace blockfold::rules {
namespace {

constexpr CodeInfo kCodes[] = {
#define BF_CODE(name, id, severity, summary, next_step, explanation, wrong, right)                 \
  {id, Severity::severity, summary, next_step, explanation, wrong, right},
#include "compiler/rules/codes.def"
#undef BF_CODE
};

} // namespace

const CodeInfo& info(Code code) {
  return kCodes[static_cast<std::size_t>(code)];
}

llvm::ArrayRef<CodeInfo> all_codes() {
  return kCodes;
}

} // namespace blockfold::rules
