#pragma once

#include "compiler/support/names.h"

#include <string>

namespace blockfold::rules {

/// "; did you mean 'a' or 'b'?" for the best of the names offered, or nothing.
std::string did_you_mean(const NearMatches& near);

} // namespace blockfold::rules
