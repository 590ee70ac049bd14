#include "compiler/imp/codes.h"

#include <cstddef>

namespace blockfold::imp {
namespace {

constexpr CodeInfo kCodes[] = {
#define IM_CODE(name, id, severity, summary, next_step, explanation, wrong, right)                 \
  {id, Severity::severity, summary, next_step, explanation, wrong, right},
#include "compiler/imp/codes.def"
#undef IM_CODE
};

} // namespace

const CodeInfo& info(Code code) {
  return kCodes[static_cast<std::size_t>(code)];
}

llvm::ArrayRef<CodeInfo> all_codes() {
  return kCodes;
}

} // namespace blockfold::imp
