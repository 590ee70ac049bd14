// blockfold-verify must be free of provers: what it links is what must be trusted.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

#include <cstdio>

using namespace blockfold::e2e;

namespace {

std::string symbols(const std::string& program) {
  const Outcome outcome = shell("nm -C '" + binary(program).string() + "'");
  REQUIRE(outcome.exit == 0);
  return outcome.out;
}

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("blockfold-verify has no prover, no ANTLR and no TBB in it") {
  const std::string all = symbols("blockfold");
  const std::string verifier = symbols("blockfold-verify");
  // The same search finds them where they are, so that it cannot fail silently.
  for (const char* part :
       {"blockfold::fold::", "blockfold::witness::", "tbb::", "antlr4::", "blockfold::verify::"}) {
    INFO(part);
    CHECK(contains(all, part));
  }
  CHECK(contains(verifier, "blockfold::verify::verify"));
  for (const char* part :
       {"blockfold::fold::", "blockfold::witness::", "blockfold::passes::", "blockfold::kernels::",
        "blockfold::stark::", "ProofChecker", "tbb::", "antlr"}) {
    INFO(part);
    CHECK_FALSE(contains(verifier, part));
  }
  const Outcome libraries = shell("ldd '" + binary("blockfold-verify").string() + "'");
  CHECK_FALSE(contains(libraries.out, "tbb"));
  CHECK_FALSE(contains(libraries.out, "antlr"));
}

TEST_CASE("programs have no path of the machine that built them") {
#ifdef __SANITIZE_ADDRESS__
  std::puts("skipped: sanitizers write the names of files into programs");
#else
  for (const char* program : {"blockfold", "blockfold-verify"}) {
    const std::string bytes = read(binary(program).string());
    INFO(program);
    CHECK(contains(bytes, "compiler/")); // names of files are there, from the root of the sources
    CHECK_FALSE(contains(bytes, BLOCKFOLD_SOURCE_DIR));
  }
#endif
}
