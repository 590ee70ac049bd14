#pragma once

#include "runtime/base/result.h"
#include "tools/common/arguments.h"

#include <string>

/// The files that `blockfold axioms` writes, whatever it is asked about.
namespace blockfold::tools {

/// Whether one of them goes to standard output, so that nothing else may.
bool prints_file(const Arguments& arguments);
/// One thing goes to standard output, and no input is overwritten.
Status check_axioms_outputs(const Arguments& arguments);
Status write_text(llvm::StringRef path, const std::string& text);

} // namespace blockfold::tools
