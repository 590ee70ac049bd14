#pragma once

#include "runtime/base/bytes.h"

#include <vector>

namespace blockfold::fuzz {

/// Valid inputs that a target makes when it starts, in today's formats; defined by targets that
/// link `seeded_mutator.cc`, which starts from them now and then.
std::vector<Bytes> seeds();

} // namespace blockfold::fuzz
