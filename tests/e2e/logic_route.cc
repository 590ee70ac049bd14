// run --proof: an execution as a theorem, for our checker, for metamath, and as a certificate.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

#include <cstdio>

using namespace blockfold::e2e;

namespace {

const std::string kExamples = BLOCKFOLD_SOURCE_DIR "/stdlib/imp/";

/// Whether metamath verifies gcd.mm in a folder. Its exit status says nothing, its words do.
bool metamath_accepts(const std::string& folder) {
  const std::string command =
      "cd '" + folder + "' && command -v metamath >/dev/null || { echo absent; exit; }; cd '" +
      folder + "' && metamath 'read gcd.mm' 'verify proof *' exit";
  FILE* const pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string out;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
    out += static_cast<char>(c);
  ::pclose(pipe);
  if (out.find("absent") == 0) {
    MESSAGE("metamath is not installed: the proof was not shown to it");
    return true;
  }
  return out.find("All proofs in the database were verified") != std::string::npos &&
         out.find("?Error") == std::string::npos;
}

} // namespace

TEST_CASE("run --proof: the same run by the other route") {
  const Folder folder;
  const std::string name = folder.path("gcd");
  const Outcome written =
      call({"run", kExamples + "gcd.imp", "-i", "a=12", "-i", "b=8", "--proof", name, "--json"});
  CHECK(written.exit == 0);
  CHECK(written.json()["files"].size() == 2);
  CHECK(call({"rules", "check", name + ".blk"}).exit == 0);

  const Outcome proved =
      call({"prove", name + ".blk", name + ".bmt", "-o", folder.path("gcd.bfc")});
  CHECK(proved.exit == 0);
  const Outcome verified =
      call({"verify", folder.path("gcd.bfc"), "--theory", name + ".blk", "--json"});
  CHECK(verified.exit == 0);
  CHECK(verified.json()["goals"][0]["label"] == "run");

  const Outcome database = call({"blocks", name + ".blk", name + ".bmt", "--metamath"});
  const std::string path = folder.write("gcd.mm", database.out);
  CHECK(call({"check", path}).exit == 0);
  CHECK(metamath_accepts(folder.path("")));
  const std::string again = folder.path("again.bfc");
  CHECK(call({"prove", path, "--all", "-o", again, "-q"}).exit == 0);
  CHECK(run("blockfold-verify", {again, path}).exit == 0);
}

TEST_CASE("run --proof: what is refused writes nothing") {
  const Folder folder;
  const std::string program =
      folder.write("p.imp", "array a[300];\noutput x;\nvar x;\nx = a[x];\n");
  const Outcome large = call({"run", program, "--proof", folder.path("p")});
  CHECK(large.exit == 1);
  CHECK(large.err.find("IM0305") != std::string::npos);
  CHECK(call({"run", program, "--proof", folder.path("p"), "-o", folder.path("p.bfc")}).exit == 2);
  CHECK(folder.names() == std::vector<std::string>{"p.imp"});
}
