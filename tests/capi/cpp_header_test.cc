// The C++ header says what the C functions say.
#include "tests/e2e/program.h"

#include <blockfold/verify.hpp>
#include <doctest/doctest.h>

#include <thread>
#include <vector>

using namespace blockfold;

namespace {

const std::string kFrozen = BLOCKFOLD_SOURCE_DIR "/tests/data/certificates/";

struct Pair {
  std::string certificate = e2e::read(kFrozen + "implication.bfc");
  std::string theory = e2e::read(kFrozen + "implication.mm");
};

} // namespace

TEST_CASE("C++: a valid certificate") {
  const Pair pair;
  VerifyOptions options;
  options.theory_name = "my.mm";
  const Verdict verdict = verify(pair.certificate, pair.theory, options);
  CHECK(verdict);
  CHECK(verdict.status() == BF_VALID);
  CHECK(verdict.code().empty());
  CHECK(verdict.message().empty());
  CHECK(verdict.text().starts_with("VALID: certificate for my.mm\n"));
  CHECK(verdict.text(true).size() > verdict.text().size());
  CHECK(verdict.json().find("\"status\": \"valid\"") != std::string_view::npos);
}

TEST_CASE("C++: errors and garbage") {
  Pair pair;
  pair.certificate.back() ^= 1;
  const Verdict changed = verify(pair.certificate, pair.theory);
  CHECK_FALSE(changed);
  CHECK(changed.code() == "ipa.mismatch");
  CHECK(changed.text() == "error[ipa.mismatch]: " + std::string(changed.message()) + "\n");
  CHECK(changed.errors() == changed.text());
  CHECK(verify("", "").code() == "cert.magic");
  CHECK(verify({}, {}).code() == "cert.magic");
  CHECK_THROWS_AS(Verdict(nullptr), std::bad_alloc);
}

TEST_CASE("C++: included files, lists and policies") {
  const Pair pair;
  VerifyOptions options;
  options.files = {{"a.mm", pair.theory}};
  CHECK(verify(pair.certificate, "$[ a.mm $]", options));
  CHECK(verify(pair.certificate, "$[ b.mm $]", options).status() == BF_UNREADABLE);
  options.allowed_axioms = "wi,ax-*";
  CHECK(verify(pair.certificate, pair.theory, options));
  options.allowed_axioms = "";
  CHECK(verify(pair.certificate, pair.theory, options).code() == "verify.axioms");
  options.allowed_axioms.reset();
  options.policy = {"strict", "policy 1\n"};
  const Verdict refused = verify(pair.certificate, pair.theory, options);
  CHECK(refused.status() == BF_REFUSED);
  CHECK(refused.message().find("'strict'") != std::string_view::npos);
}

TEST_CASE("C++: verdicts move, and threads do not meet") {
  const Pair pair;
  std::vector<Verdict> verdicts;
  for (int i = 0; i < 4; ++i)
    verdicts.push_back(verify(i % 2 == 0 ? pair.certificate : pair.theory, pair.theory));
  std::vector<std::thread> threads;
  std::vector<int> statuses(8);
  for (std::size_t i = 0; i < statuses.size(); ++i)
    threads.emplace_back([&, i] { statuses[i] = verify(pair.certificate, pair.theory).status(); });
  for (std::thread& thread : threads)
    thread.join();
  CHECK(statuses == std::vector<int>(8, BF_VALID));
  CHECK(verdicts[2].valid());
  CHECK(verdicts[3].code() == "cert.magic");
}
