// Any bytes as a $t comment and as the look of one symbol: what a page takes from them is short and
// harmless.
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/input.h"
#include "tools/report/typesetting.h"
#include "tools/report/unicode.h"

using namespace blockfold;
using namespace blockfold::report;

namespace {

void check(const Glyph& glyph) {
  FUZZ_CHECK(!glyph.runs.empty());
  std::size_t bytes = 0;
  for (const Run& run : glyph.runs) {
    FUZZ_CHECK(!run.text.empty());
    FUZZ_CHECK(harmless_text(run.text) == run.text);
    bytes += run.text.size();
  }
  FUZZ_CHECK(bytes <= 64);
  FUZZ_CHECK(glyph.runs.front().text.front() != ' ' && glyph.runs.back().text.back() != ' ');
  FUZZ_CHECK(!appearance(glyph).empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const llvm::StringRef text = fuzz::as_text(data, size);
  if (const auto glyph = read_glyph(text))
    check(*glyph);
  const Typesetting typesetting = Typesetting::read(text);
  for (const char* symbol : {"a", "ph", "->", ""})
    if (const Glyph* glyph = typesetting.find(symbol))
      check(*glyph);
  FUZZ_CHECK(typesetting_comment(text).size() <= size);
  const std::string harmless = harmless_text(text);
  FUZZ_CHECK(harmless_text(harmless) == harmless);
  return 0;
}
