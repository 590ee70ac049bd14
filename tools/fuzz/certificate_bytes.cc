// Any bytes as a certificate: what is read, is written again as the same bytes, and so are its
// layout and its points.
#include "compiler/layout/layout.h"
#include "runtime/cert/certificate.h"
#include "runtime/curve/g1.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/samples.h"
#include "tools/fuzz/seeds.h"

#include <algorithm>

using namespace blockfold;

namespace {

void check_points(const std::vector<cert::EncodedPoint>& points) {
  for (std::size_t i = 0; i < std::min<std::size_t>(points.size(), 2); ++i) // square roots are slow
    if (const auto point = decompress(points[i])) {
      FUZZ_CHECK(point->is_valid());
      FUZZ_CHECK(compress(*point) == points[i]);
    }
}

} // namespace

std::vector<Bytes> fuzz::seeds() {
  std::vector<Bytes> out;
  for (const Sample& sample : samples())
    for (const std::uint32_t segments : {1U, 3U})
      out.push_back(prove(sample, segments).bytes);
  return out;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto read = cert::read_certificate(bytes);
  if (!read)
    return 0;
  FUZZ_CHECK(std::ranges::equal(cert::write_certificate(*read), bytes));
  if (const auto layout = layout::decode(read->layout))
    FUZZ_CHECK(layout::encode(*layout) == read->layout);
  for (const cert::KindProof& kind : read->proof.kinds)
    for (const auto& points : kind.commitments)
      check_points(points);
  return 0;
}
