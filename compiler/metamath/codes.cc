#include "compiler/metamath/codes.h"

#include <cstddef>

namespace blockfold::mm {
namespace {

constexpr CodeInfo kCodes[] = {
#define MM_CODE(name, id, severity, summary, next_step)                                            \
  {id, Severity::severity, summary, next_step},
#include "compiler/metamath/codes.def"
#undef MM_CODE
};

/// The hundreds of an identifier such as "MM0206".
llvm::StringRef group(const CodeInfo& code) {
  return llvm::StringRef(code.id).substr(2, 2);
}

} // namespace

const CodeInfo& info(Code code) {
  return kCodes[static_cast<std::size_t>(code)];
}

llvm::ArrayRef<CodeInfo> all_codes() {
  return kCodes;
}

bool is_syntax_error(const CodeInfo& code) {
  return group(code) == "00" || group(code) == "01";
}

bool is_unreadable_input(const CodeInfo& code) {
  return group(code) == "09";
}

} // namespace blockfold::mm
