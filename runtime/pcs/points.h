#pragma once

#include <string_view>

#include "runtime/curve/g1.h"
#include "runtime/hash/transcript.h"

namespace blockfold {

/// Absorbs a point as the 32 bytes of its compressed form.
inline void absorb_point(Transcript& transcript, std::string_view label, const G1Affine& point) {
  const CompressedG1 bytes = compress(point);
  transcript.absorb_bytes(label, bytes);
}

} // namespace blockfold
