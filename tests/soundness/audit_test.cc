// Searches for under-constrained wires and for idle constraints (tools/audit), and whether those
// searches would find a hole if there was one.
#include "tests/soundness/samples.h"

namespace blockfold::soundness {
namespace {
TEST_CASE("audit placeholder") {
  CHECK(sample(1, true).run().accepted());
}
} // namespace
} // namespace blockfold::soundness
