#pragma once

#include "tests/soundness/harness.h"

#include <doctest/doctest.h>

namespace blockfold::soundness {

inline std::string joined(const Names& names) {
  std::string out;
  for (const std::string& name : names)
    out += name + "; ";
  return out;
}

/// The verdict, and that the named constraints and no others are what the lie amounts to.
inline void check_rejected(const Outcome& outcome, const std::string& code, const Names& unmet,
                           const Names& broken = {}) {
  CHECK(outcome.code == code);
  CHECK(joined(outcome.unmet) == joined(unmet));
  CHECK(joined(outcome.broken) == joined(broken));
}

/// Accepted, with nothing wrong that the prover knows of.
inline void check_accepted(const Outcome& outcome) {
  check_rejected(outcome, "", {});
}

} // namespace blockfold::soundness
