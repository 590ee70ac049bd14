#include "compiler/ir/codes.h"

#include <cstddef>

namespace blockfold::ir {
namespace {

constexpr CodeInfo kCodes[] = {
#define IR_CODE(name, id, severity, summary, next_step)                                            \
  {id, Severity::severity, summary, next_step},
#include "compiler/ir/codes.def"
#undef IR_CODE
};

} // namespace

const CodeInfo& info(Code code) {
  return kCodes[static_cast<std::size_t>(code)];
}

llvm::ArrayRef<CodeInfo> all_codes() {
  return kCodes;
}

} // namespace blockfold::ir
