// Any text through the scanner and reader and through the parser generated from
// grammars/Metamath.g4: they agree.
#include "tests/differential/metamath/difference.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/input.h"

using namespace blockfold;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string found = mm::difference(fuzz::as_text(data, size).str());
  if (!found.empty())
    std::fprintf(stderr, "%s\n", found.c_str());
  FUZZ_CHECK(found.empty());
  return 0;
}
