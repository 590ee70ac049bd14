#pragma once

#include "tools/common/arguments.h"

namespace blockfold::tools {

/// `blockfold rules test FILE.blk`. Returns the exit status.
int test_rules(const Arguments& arguments, bool json);

} // namespace blockfold::tools
