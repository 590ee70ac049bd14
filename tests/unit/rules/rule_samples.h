#pragma once

/// Rules that several tests build their rule files on.
namespace blockfold::rules {

/// From state to state by what two tables say, and the end. Goes with
/// `linear relation state(order t: u32, x: i64, y: i16)`, `table small = range(5)` and
/// `table parity = xor(3)`.
inline constexpr const char* kWalkAndStop = R"(
rule walk(t: u32, x: i64, y: i16, hop: u3) {
  consume state(t, x, y)
  lookup small(hop + 1)
  lookup parity(hop, 1, hop + 1)
  require hop == 2 * (hop - 1)
  let next: u32 = t + 1
  let w: i16 = y - hop
  emit state(next, x, w)
}
public rule stop(x: i64, y: i16, hidden t: u32) {
  consume state(t, x, y)
}
)";

} // namespace blockfold::rules
