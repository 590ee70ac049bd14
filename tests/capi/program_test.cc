// The C library says what the program says, byte by byte.
#include "tests/e2e/program.h"

#include <blockfold/verify.h>
#include <doctest/doctest.h>

#include <memory>

using namespace blockfold::e2e;

namespace {

using ResultPointer = std::unique_ptr<bf_result, decltype(&bf_result_free)>;

const std::string kFrozen = BLOCKFOLD_SOURCE_DIR "/tests/data/certificates/";

void compare(const std::string& certificate, const std::string& theory) {
  INFO(certificate, " ", theory);
  const std::string bytes = read(certificate), text = read(theory);
  bf_options options{};
  options.size = sizeof options;
  options.certificate_name = certificate.c_str();
  options.theory_name = theory.c_str();
  bf_result* made = nullptr;
  const bf_status status =
      bf_verify(bytes.data(), bytes.size(), text.data(), text.size(), &options, &made);
  const ResultPointer result(made, bf_result_free);

  const Outcome json = run("blockfold-verify", {certificate, theory, "--json"});
  CHECK(status == json.exit);
  CHECK(bf_result_json(made) + std::string("\n") == json.out);
  for (const bool full : {false, true}) {
    const Outcome shown = full ? run("blockfold-verify", {certificate, theory, "--full"})
                               : run("blockfold-verify", {certificate, theory});
    CHECK(bf_result_text(made, full) == shown.out + shown.err);
  }
}

} // namespace

TEST_CASE("valid certificates are shown as the program shows them") {
  for (const std::string name : {"implication", "disjoint", "hypotheses"})
    compare(kFrozen + name + ".bfc", kFrozen + name + ".mm");
}

TEST_CASE("a real certificate is shown as the program shows it") {
  const std::string theory = debian_database("hol.mm");
  if (theory.empty())
    return;
  const Folder folder;
  const std::string certificate = folder.path("hol.bfc");
  REQUIRE(call({"prove", theory, "--all", "-o", certificate}).exit == 0);
  compare(certificate, theory);
}

TEST_CASE("errors are shown as the program shows them") {
  const Folder folder;
  const std::string certificate = kFrozen + "implication.bfc", theory = kFrozen + "implication.mm";
  compare(certificate, kFrozen + "disjoint.mm");
  compare(theory, theory);
  compare(certificate, certificate);
  compare(folder.write("empty", ""), theory);
  compare(certificate, folder.write("empty.mm", ""));
  std::string bytes = read(certificate);
  bytes[bytes.size() / 2] ^= 1;
  compare(folder.write("changed.bfc", bytes), theory);
  // Several diagnostics, with bytes that are neither UTF-8 nor ASCII.
  compare(certificate, folder.write("many.mm", "$c a $. $c a $.\nx $f a\xff b $.\n$} \x01 ${"));
}
