// Any bytes as a linked certificate: what is read, is written again as the same bytes.
#include "runtime/cert/link_file.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/samples.h"
#include "tools/fuzz/seeds.h"

#include <algorithm>

using namespace blockfold;

std::vector<Bytes> fuzz::seeds() {
  std::vector<Bytes> out;
  const Bytes certificate = prove(sample(0), 1).bytes;
  out.push_back(cert::write_link({{{"one.mm", {4}, certificate}}}));
  out.push_back(cert::write_link({{{"one.mm", {4, 5, 700}, Bytes(10, 1)}, {"two", {}, {}}}}));
  return out;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto read = cert::read_link(bytes);
  if (!read)
    return 0;
  FUZZ_CHECK(cert::is_link_file(bytes));
  FUZZ_CHECK(std::ranges::equal(cert::write_link(*read), bytes));
  for (const cert::LinkedCertificate& part : read->parts) {
    FUZZ_CHECK(cert::is_theory_name(part.theory));
    FUZZ_CHECK(std::ranges::adjacent_find(part.goals, std::greater_equal()) == part.goals.end());
  }
  return 0;
}
