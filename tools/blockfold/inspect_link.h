#pragma once

#include "runtime/base/bytes.h"
#include "tools/common/arguments.h"

namespace blockfold::tools {

/// `blockfold inspect` of a linked certificate: its parts and, if their theories are given, which
/// of them prove what others take for granted. Nothing is verified. Returns the exit status.
int inspect_link(ByteView bytes, const Arguments& arguments);

} // namespace blockfold::tools
