// Any bytes through the scanner: tokens are disjoint pieces of the text, in order, with nothing but
// white space, comments and reported errors between them.
#include "compiler/metamath/scanner.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/input.h"

using namespace blockfold;
using namespace blockfold::mm;

namespace {

struct Scan {
  std::size_t words = 0, keywords = 0, reports = 0;
};

Scan scan(const SourceFile& file, bool keywords_only) {
  Scan found;
  const llvm::StringRef text = file.text();
  const auto within = [&](llvm::StringRef piece) {
    return piece.begin() >= text.begin() && piece.end() <= text.end();
  };
  auto report = [&](Code code, llvm::StringRef piece, const std::string& message) {
    FUZZ_CHECK(within(piece) && !piece.empty() && !message.empty());
    static_cast<void>(info(code));
    ++found.reports;
  };
  Scanner scanner(file, report);
  const char* before = text.begin();
  while (true) {
    const Token token = keywords_only ? scanner.next_keyword() : scanner.next();
    if (token.kind == TokenKind::End)
      break;
    const llvm::StringRef piece = token.text;
    FUZZ_CHECK(within(piece) && piece.begin() >= before && !piece.empty());
    FUZZ_CHECK(piece.end() == text.begin() + scanner.offset());
    FUZZ_CHECK(piece.begin() == text.begin() || is_white_space(piece.begin()[-1]) ||
               found.reports != 0);
    FUZZ_CHECK(llvm::none_of(piece, is_white_space));
    FUZZ_CHECK((token.kind == TokenKind::Word) == !piece.contains('$'));
    FUZZ_CHECK(!keywords_only || token.kind != TokenKind::Word);
    before = piece.end();
    ++(token.kind == TokenKind::Word ? found.words : found.keywords);
  }
  FUZZ_CHECK(scanner.offset() == text.size());
  FUZZ_CHECK(scanner.next().kind == TokenKind::End);
  return found;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = SourceFile::from_text(fuzz::as_text(data, size), "text");
  const Scan all = scan(*file, false), keywords = scan(*file, true);
  FUZZ_CHECK(all.keywords == keywords.keywords);
  FUZZ_CHECK((all.reports == 0) == (keywords.reports == 0));
  return 0;
}
