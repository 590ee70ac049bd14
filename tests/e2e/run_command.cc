// Programs as their users run, certify and verify them.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

using namespace blockfold::e2e;

namespace {

const std::string kPrograms = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/imp/";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("run: a program without a certificate") {
  const Outcome outcome = call({"run", kPrograms + "gcd.imp", "--input", "a=1071", "-i", "b=462"});
  CHECK(outcome.exit == 0);
  CHECK(contains(outcome.out, "Ends with    a = 21\n"));
  const auto json = call({"run", kPrograms + "gcd.imp", "-ia=1071", "-ib=462", "--json"}).json();
  CHECK(json["status"] == "run");
  CHECK(json["outputs"]["a"] == 21);
  CHECK(json["steps"] == 15);
}

TEST_CASE("run: a certificate, and what verify makes of it") {
  const Folder folder;
  const std::string file = folder.path("sort.bfc"), program = kPrograms + "sort.imp";
  const std::string inputs =
      folder.write("inputs.json", R"({"a": [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, -8, 9, 7, 9, 0]})");
  const Outcome proved = call({"run", program, "--input-file", inputs, "-o", file});
  CHECK(proved.exit == 0);
  CHECK(contains(proved.out, "Certificate  " + file));
  const Outcome verified = call({"verify", file, "--theory", program});
  CHECK(verified.exit == 0);
  CHECK(contains(verified.out, "VALID: " + file));
  CHECK(contains(verified.out, "a = [-8, 0, 1, 1, 2, 3, 3, 4, 5, 5, 5, 6, 7, 9, 9, 9]"));
  const auto json = call({"verify", file, "--theory", program, "--json"}).json();
  CHECK(json["status"] == "valid");
  CHECK(json["outcome"] == "ended");
  CHECK(json["inputs"]["a"][11] == -8);
  CHECK(json["outputs"]["a"][0] == -8);

  // Another program, a certificate that was changed, and one that is none.
  const Outcome other = call({"verify", file, "--theory", kPrograms + "sum.imp"});
  CHECK(other.exit == 1);
  CHECK(contains(other.err, "statement.program"));
  std::string bytes = read(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  CHECK(call({"verify", folder.write("changed.bfc", bytes), "--theory", program}).exit == 1);
  CHECK(call({"verify", inputs, "--theory", program}).exit == 1);
}

TEST_CASE("run: a requirement that fails is certified as such") {
  const Folder folder;
  const std::string file = folder.path("transfer.bfc"), program = kPrograms + "transfer.imp";
  const Outcome proved = call({"run", program, "-i", "balance=[100,20,0,7]", "-i", "sender=1", "-i",
                               "receiver=2", "-i", "amount=21", "-o", file});
  CHECK(proved.exit == 0);
  const Outcome verified = call({"verify", file, "--theory", program});
  CHECK(verified.exit == 0);
  CHECK(contains(verified.out, "FAILED       the requirement does not hold, line 8: require "
                               "balance[sender] >= amount;"));
  CHECK(contains(verified.out, "State        balance = [100, 20, 0, 7]"));
  const auto json = call({"verify", file, "--theory", program, "--json"}).json();
  CHECK(json["outcome"] == "failed");
  CHECK(json["requirement"]["line"] == 8);
}

TEST_CASE("run: the blocks as a transcript, proved and verified with the program's rules") {
  const Folder folder;
  const std::string program = kPrograms + "fibonacci.imp", blocks = folder.path("fibonacci.bmt"),
                    file = folder.path("fibonacci.bfc");
  CHECK(call({"run", program, "-in=20", "--blocks", blocks}).exit == 0);
  const std::string rules = folder.write("fibonacci.blk", call({"run", program, "--rules"}).out);
  CHECK(call({"rules", "test", rules, "--transcript", blocks}).exit == 0);
  CHECK(call({"prove", rules, blocks, "-o", file}).exit == 0);
  // One certificate, by either name of the program.
  CHECK(contains(call({"verify", file, "--theory", rules}).out, "x = 6765"));
  CHECK(contains(call({"verify", file, "--theory", program}).out, "Ends with    x = 6765"));
}

TEST_CASE("run: what goes wrong has a place and a reason") {
  const Folder folder;
  const std::string file = folder.path("never.bfc");
  const std::string broken = folder.write("broken.imp", "input n;\nm = n + 1;\n");
  const Outcome undeclared = call({"run", broken, "-in=1", "-o", file});
  CHECK(undeclared.exit == 1);
  CHECK(contains(undeclared.err, "broken.imp:2:1: error[IM0101]: 'm' is not declared"));
  const std::string division = folder.write("division.imp", "input n;\nn = 1 / n;\n");
  const Outcome stuck = call({"run", division, "-in=0", "-o", file});
  CHECK(stuck.exit == 1);
  CHECK(contains(stuck.err, "division.imp:2:1: error[IM0303]"));
  CHECK(contains(stuck.err, "n = 0"));
  CHECK(call({"run", division, "-in=0", "--json"}).json()["diagnostics"][0]["code"] == "IM0303");
  CHECK(call({"run", division}).exit == 2);
  CHECK(call({"run", division, "-in=x"}).exit == 2);
  CHECK(call({"run", division, "-im=1", "-in=1"}).exit == 2);
  CHECK(call({"run", folder.path("absent.imp")}).exit == 3);
  CHECK(call({"run", division, "-in=1", "-o", division}).exit == 2);
  CHECK(call({"run", kPrograms + "sum.imp", "-in=1000", "--max-steps=100"}).exit == 1);
  CHECK(contains(call({"explain", "IM0303"}).out, "division by zero"));
  CHECK(folder.names() == std::vector<std::string>{"broken.imp", "division.imp"});
}

TEST_CASE("run: each step on request, and the rules that a program becomes") {
  const Folder folder;
  const Outcome traced = call({"run", kPrograms + "sum.imp", "-in=2", "--trace"});
  CHECK(contains(traced.err, "s = s + i;"));
  CHECK(contains(traced.err, "n=2 s=1 i=2"));
  for (const char* name : {"gcd", "sum", "fibonacci", "sort", "transfer", "collatz", "sieve"}) {
    const Outcome rules = call({"run", kPrograms + name + ".imp", "--rules"});
    CHECK(rules.exit == 0);
    const Outcome checked =
        call({"rules", "check", folder.write(std::string(name) + ".blk", rules.out), "--json"});
    CHECK(checked.exit == 0);
    CHECK(checked.json()["warnings"] == 0);
  }
}

// --- long runs ----------------------------------------------------------------------------------

TEST_CASE("run: resumed, the certificate has the same bytes, and a profile says where time went") {
  const Folder folder;
  const std::string whole = folder.path("whole.bfc"), certificate = folder.path("x.bfc");
  const std::string work = folder.path("work"), profile = folder.path("x.json");
  const std::vector<std::string> run = {"run", kPrograms + "sum.imp", "-in=2000", "--json", "-o"};
  const auto with = [&](const std::string& output, std::vector<std::string> more = {}) {
    std::vector<std::string> words = run;
    words.push_back(output);
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  };
  REQUIRE(with(whole).exit == 0);
  const Outcome first = with(certificate, {"--resume", work, "--profile", profile});
  REQUIRE(first.exit == 0);
  CHECK(first.json()["resumed_units"] == 0);
  CHECK(read(certificate) == read(whole));
  CHECK(nlohmann::json::parse(read(profile)).contains("by_name"));
  // What was interrupted is what a shorter log holds.
  const std::string log = read(work + "/commitments.log");
  write(work + "/commitments.log", log.substr(0, log.size() / 2));
  const Outcome resumed = with(certificate, {"--resume", work});
  REQUIRE(resumed.exit == 0);
  CHECK(resumed.json()["resumed_units"] > 0);
  CHECK(read(certificate) == read(whole));
  // Another run has other blocks.
  const Outcome other = call(
      {"run", kPrograms + "sum.imp", "-in=2001", "-o", certificate, "--resume", work, "--json"});
  CHECK(other.exit == 3);
  CHECK(other.json()["error"]["code"] == "checkpoint.other");
}

TEST_CASE("run: the same for blocks that were written down") {
  const Folder folder;
  const std::string rules = folder.path("sum.blk"), blocks = folder.path("sum.bmt");
  const std::string certificate = folder.path("x.bfc"), work = folder.path("work");
  write(rules, call({"run", kPrograms + "sum.imp", "--rules"}).out);
  REQUIRE(call({"run", kPrograms + "sum.imp", "-in=300", "--blocks", blocks}).exit == 0);
  REQUIRE(call({"prove", rules, blocks, "-o", certificate, "--resume", work, "-q"}).exit == 0);
  const std::string bytes = read(certificate);
  const Outcome again =
      call({"prove", rules, blocks, "-o", certificate, "--resume", work, "--json"});
  REQUIRE(again.exit == 0);
  CHECK(again.json()["resumed_units"] > 0);
  CHECK(read(certificate) == bytes);
}

TEST_CASE("run: a checkpoint of blocks with other texts is another's, though all numbers agree") {
  const Folder folder;
  const std::string rules =
      folder.write("texts.blk", "sort w\nsymbols a b\nrelation s(f: w)\n"
                                "axiom put {\n  emit s(`a b`)\n  emit s(`b a`)\n}\n"
                                "public rule got(n: u8, hidden f: w) { demand s(f) }\n");
  const auto prove = [&](const std::string& text, const std::string& checkpoint) {
    const std::string blocks =
        folder.write("x.bmt", "blockfold execution 1\nput()\ngot(7, `" + text + "`)\n");
    return call({"prove", rules, blocks, "-o", folder.path("x.bfc"), "--json", "--resume",
                 folder.path(checkpoint)});
  };
  REQUIRE(prove("a b", "first").exit == 0);
  const Outcome other = prove("b a", "first");
  CHECK(other.exit == 3);
  CHECK(other.json()["error"]["code"] == "checkpoint.other");
  CHECK(prove("b a", "second").exit == 0);
  const Outcome again = prove("a b", "first");
  REQUIRE(again.exit == 0);
  CHECK(again.json()["resumed_units"] > 0);
}

TEST_CASE("run: memory that does not suffice is refused before the proof") {
  const Folder folder;
  const std::string certificate = folder.path("x.bfc");
  const Outcome little = call({"run", kPrograms + "sum.imp", "-in=2000", "-o", certificate,
                               "--memory-limit=24M", "--json"});
  CHECK(little.exit == 2);
  CHECK(little.json()["error"]["code"] == "memory.limit");
  CHECK(folder.names().empty());
  CHECK(call({"run", kPrograms + "sum.imp", "-in=20", "-o", certificate, "--memory-limit=2G", "-q"})
            .exit == 0);
  CHECK(call({"run", kPrograms + "sum.imp", "-in=20", "-o", certificate, "--memory-limit=much"})
            .exit == 2);
}

TEST_CASE("run: what says how to prove has no meaning without a proof") {
  for (const char* option : {"--resume=x", "--memory-limit=1G", "--profile=x", "--segments=2"}) {
    INFO(option);
    const Outcome outcome = call({"run", kPrograms + "sum.imp", "-in=3", option, "--json"});
    CHECK(outcome.exit == 2);
    CHECK(contains(outcome.out, "without -o nothing is proved"));
  }
}

TEST_CASE("run: progress counts steps") {
  const Outcome outcome =
      call({"run", kPrograms + "sum.imp", "-in=1500000", "--progress=json", "-q"});
  CHECK(outcome.exit == 0);
  CHECK(contains(outcome.err, "4,194,304 steps"));
}
