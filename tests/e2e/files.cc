// Where certificates are written, and what is left when they are not.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace blockfold::e2e;
namespace fs = std::filesystem;

namespace {

Outcome prove_to(const Folder& folder, const std::string& output) {
  const std::string theory = folder.path("small.mm");
  if (!fs::exists(theory))
    write(theory, kSmallTheory);
  return call({"prove", theory, "-t", "id", "-o", output, "--json"});
}

} // namespace

TEST_CASE("files: an output that cannot be written is refused before the work") {
  const Folder folder;
  folder.write("file", "");
  const std::vector<std::string> outputs = {folder.path("absent/x.bfc"), folder.path("file/x.bfc"),
                                            folder.path(""), folder.path("") + "/", "/dev/null"};
  for (const std::string& output : outputs) {
    INFO(output);
    const Outcome outcome = prove_to(folder, output);
    CHECK(outcome.exit == 3);
    CHECK(outcome.json()["error"]["code"] == "file.write");
  }
  CHECK(folder.names() == std::vector<std::string>{"file", "small.mm"});
}

TEST_CASE("files: a failure leaves an older certificate as it was") {
  const Folder folder;
  const std::string output = folder.write("old.bfc", "an older certificate");
  const std::string theory = folder.write("small.mm", kSmallTheory);
  CHECK(call({"prove", theory, "-t", "todo", "-o", output}).exit == 1);
  CHECK(read(output) == "an older certificate");
  CHECK(folder.names() == std::vector<std::string>{"old.bfc", "small.mm"});
}

TEST_CASE("files: a certificate replaces the file it is written over, through links") {
  const Folder folder;
  const std::string output = folder.write("x.bfc", "old");
  fs::create_symlink("x.bfc", folder.path("link.bfc"));
  CHECK(prove_to(folder, folder.path("link.bfc")).exit == 0);
  CHECK(fs::is_symlink(folder.path("link.bfc")));
  CHECK(read(output).starts_with("BFC"));
  struct stat status {};
  REQUIRE(::stat(output.c_str(), &status) == 0);
  const mode_t mask = ::umask(0);
  ::umask(mask);
  CHECK((status.st_mode & 0777) == (0666 & ~mask));
}

TEST_CASE("files: certificates that cannot be read") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  for (const std::string& input :
       std::vector<std::string>{folder.path("absent.bfc"), folder.path("")}) {
    CHECK(call({"verify", input, "--theory", theory}).exit == 3);
    CHECK(call({"inspect", input}).exit == 3);
    CHECK(run("blockfold-verify", {input, theory}).exit == 3);
  }
}

TEST_CASE("files: a full disk is noticed") {
  if (!fs::exists("/dev/full"))
    return;
  const Outcome outcome = shell("'" + binary("blockfold").string() + "' --help > /dev/full");
  CHECK(outcome.exit == 3);
}

TEST_CASE("theories and transcripts are not read from devices, which may have no end") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const std::vector<std::vector<std::string>> calls = {
      {"check", "/dev/zero"},
      {"rules", "check", "/dev/zero"},
      {"prove", theory, "/dev/zero", "-o", folder.path("x.bfc")},
      {"verify", folder.path("x.bfc"), "--theory", "/dev/zero"}};
  folder.write("x.bfc", "any");
  for (const std::vector<std::string>& words : calls) {
    const Outcome outcome = call(words);
    INFO(words.front(), ": ", outcome.out, outcome.err);
    CHECK(outcome.exit == 3);
    CHECK((outcome.out + outcome.err).find("It is a device; name a file or a pipe") !=
          std::string::npos);
  }
}

TEST_CASE("a theory may come through a pipe") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const std::string program = "'" + binary("blockfold").string() + "'";
  CHECK(shell("cat '" + theory + "' | " + program + " check /dev/stdin").exit ==
        1); // one is unproved
  CHECK(shell("cat '" + theory + "' | " + program + " prove /dev/stdin -t id -q -o '" +
              folder.path("x.bfc") + "'")
            .exit == 0);
  CHECK(call({"verify", folder.path("x.bfc"), "--theory", theory}).exit == 0);
}

TEST_CASE("a rule file may come through a pipe when an execution is verified: it is read once") {
  const Folder folder;
  const std::string stdlib = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/";
  const std::string rules = stdlib + "fibonacci.blk", certificate = folder.path("f.bfc");
  REQUIRE(call({"prove", rules, stdlib + "fibonacci.bmt", "-o", certificate, "-q"}).exit == 0);
  const std::string pipe = folder.path("pipe.blk");
  const std::string verify = "timeout 60 '" + binary("blockfold").string() + "' verify '" +
                             certificate + "' --theory '" + pipe + "'";
  CHECK(shell("mkfifo '" + pipe + "' && { cat '" + rules + "' > '" + pipe + "' & " + verify + "; }")
            .exit == 0);
}
