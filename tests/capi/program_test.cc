// The C library says what the program says, byte by byte.
#include "tests/e2e/program.h"

#include <blockfold/verify.h>
#include <doctest/doctest.h>

#include <memory>

using namespace blockfold::e2e;

namespace {

using ResultPointer = std::unique_ptr<bf_result, decltype(&bf_result_free)>;

const std::string kFrozen = BLOCKFOLD_SOURCE_DIR "/tests/data/certificates/";

/// What the certificate is held against; empty: nothing.
struct Against {
  std::string allowed, policy; ///< a list, the path of a file
};

std::vector<std::string> words(const std::string& certificate, const std::string& theory,
                               const Against& against) {
  std::vector<std::string> out = {certificate, theory};
  if (!against.allowed.empty())
    out.push_back("--allow-axioms=" + against.allowed);
  if (!against.policy.empty())
    out.push_back("--policy=" + against.policy);
  return out;
}

void compare(const std::string& certificate, const std::string& theory,
             const Against& against = {}) {
  INFO(certificate, " ", theory, " ", against.allowed, " ", against.policy);
  const std::string bytes = read(certificate), text = read(theory);
  const std::string rules = against.policy.empty() ? "" : read(against.policy);
  const bf_file policy = {against.policy.c_str(), rules.data(), rules.size()};
  bf_options options{};
  options.size = sizeof options;
  options.certificate_name = certificate.c_str();
  options.theory_name = theory.c_str();
  options.allowed_axioms = against.allowed.empty() ? nullptr : against.allowed.c_str();
  options.policy = against.policy.empty() ? nullptr : &policy;
  bf_result* made = nullptr;
  const bf_status status =
      bf_verify(bytes.data(), bytes.size(), text.data(), text.size(), &options, &made);
  const ResultPointer result(made, bf_result_free);

  auto command = words(certificate, theory, against);
  command.push_back("--json");
  const Outcome json = run("blockfold-verify", command);
  CHECK(status == json.exit);
  CHECK(bf_result_json(made) + std::string("\n") == json.out);
  command.back() = "--full";
  for (const bool full : {true, false}) {
    const Outcome shown = run("blockfold-verify", command);
    command.pop_back();
    CHECK(bf_result_text(made, full) == shown.out + shown.err);
    CHECK(bf_result_errors(made) == shown.err);
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

TEST_CASE("what a proof may rest on is judged as the program judges it") {
  const Folder folder;
  const std::string certificate = kFrozen + "implication.bfc", theory = kFrozen + "implication.mm";
  for (const char* list :
       {"wi,ax-*", "wi,ax-1", "wi, ax-1 ,ax-2\tax-mp", "[", "a[b-a]", "x#y", "*\\", "wi,ax-[12m]*"})
    compare(certificate, theory, {list, ""});
  const std::string pin = "sha256:" + std::string(64, '0');
  for (const std::string& rules :
       std::vector<std::string>{"allow wi ax-*\nhoisted-syntax yes\n", "allow wi ax-*\ndeny *-2\n",
                                "allow-typecode wff |-\n", "allow ax-1 " + pin + "\nallow *\n",
                                "assume none\n", "alow x\n", "allow [\nallow ax-1 sha256:1\n"})
    for (const char* list : {"", "wi,ax-*", "wi"})
      compare(certificate, theory, {list, folder.write("a.policy", "policy 1\n" + rules)});
  compare(certificate, theory, {"", folder.write("none.policy", "")});
  compare(certificate, theory, {"", folder.write("noise.policy", "\xff\x01 policy\n")});
  compare(certificate, kFrozen + "disjoint.mm", {"", folder.write("b.policy", "policy 1\n")});
}

TEST_CASE("assumed theorems are judged as the program judges them") {
  const Folder folder;
  const std::string theory = kFrozen + "implication.mm", certificate = folder.path("assumed.bfc");
  REQUIRE(call({"prove", theory, "-t", "idd", "--assume", "id", "-o", certificate, "-q"}).exit ==
          0);
  const std::string rules = "policy 1\nallow *\nhoisted-syntax yes\n";
  compare(certificate, theory, {"wi,ax-*", ""});
  compare(certificate, theory, {"", folder.write("a.policy", rules)});
  compare(certificate, theory, {"", folder.write("b.policy", rules + "assume id\n")});
}

TEST_CASE("what the library leaves to programs is told as blockfold-verify tells it") {
  const Folder folder;
  const std::string stdlib = BLOCKFOLD_SOURCE_DIR "/stdlib/";
  const std::string execution = folder.path("run.bfc");
  REQUIRE(
      call({"run", stdlib + "imp/gcd.imp", "-i", "a=6", "-i", "b=4", "-o", execution, "-q"}).exit ==
      0);
  compare(execution, kFrozen + "implication.mm");
  compare(execution, folder.write("rules", "rule x\n"));
  compare(execution, folder.write("rules.blk", "rule x\n"));
  compare(kFrozen + "implication.bfc", stdlib + "propositional.blk");
}
