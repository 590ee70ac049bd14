// report: a page for what holds, and only for that.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

#include <filesystem>

using namespace blockfold::e2e;

namespace {

/// A certificate of `idd`, its theory and the prover's profile.
struct Example {
  Folder folder;
  std::string theory = folder.write("small.mm", kSmallTheory);
  std::string certificate = folder.path("idd.bfc"), profile = folder.path("idd.json");
  std::string page = folder.path("idd.html");

  explicit Example(std::vector<std::string> more = {}) {
    more.insert(more.begin(),
                {"prove", theory, "-t", "idd", "-o", certificate, "--quiet", "--profile", profile});
    REQUIRE(call(more).exit == 0);
  }
  Outcome report(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"report", certificate, "--theory", theory, "-o", page});
    return call(more);
  }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("report: a page about what was proved") {
  const Example example;
  const Outcome outcome = example.report();
  CHECK(outcome.exit == 0);
  CHECK(contains(outcome.out, "VALID"));
  const std::string page = read(example.page);
  for (const char* part : {"<!doctype html>", "idd", "ax-mp", "idd.bfc", "small.mm",
                           "blockfold verify idd.bfc --theory small.mm", "</html>"}) {
    INFO(part);
    CHECK(contains(page, part));
  }
  CHECK_FALSE(contains(page, "Time of the prover"));
  // Where the files lie stays with whoever made the page.
  CHECK_FALSE(contains(page, std::filesystem::path(example.page).parent_path().string()));
}

TEST_CASE("report: the same input gives the same bytes, in a file and on standard output") {
  const Example example;
  REQUIRE(example.report({"--profile", example.profile}).exit == 0);
  const std::string first = read(example.page);
  CHECK(contains(first, "Time of the prover"));
  REQUIRE(example.report({"--profile", example.profile}).exit == 0);
  CHECK(read(example.page) == first);
  CHECK(call({"report", example.certificate, "--theory", example.theory, "--profile",
              example.profile, "-o", "-"})
            .out == first);
}

TEST_CASE("report: --json says where the page is") {
  const Example example;
  const auto json = example.report({"--json"}).json();
  CHECK(json["status"] == "written");
  CHECK(json["report"] == example.page);
  CHECK(json["report_bytes"] == read(example.page).size());
}

TEST_CASE("report: a certificate that does not hold gives no page") {
  const Example example;
  std::string bytes = read(example.certificate);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write(example.certificate, bytes);
  const Outcome outcome = example.report({"--json"});
  CHECK(outcome.exit == 1);
  CHECK(outcome.json()["status"] == "error");
  CHECK_FALSE(std::filesystem::exists(example.page));
  write(example.certificate, "no certificate");
  CHECK(example.report().exit == 1);
  CHECK_FALSE(std::filesystem::exists(example.page));
}

TEST_CASE("report: an older page stays when there is no new one") {
  const Example example;
  write(example.page, "an older page");
  write(example.certificate, "no certificate");
  CHECK(example.report().exit == 1);
  CHECK(read(example.page) == "an older page");
}

TEST_CASE("report: another theory, or none") {
  const Example example;
  std::string text = kSmallTheory;
  const std::string axiom = "ax-1 $a |- ( ph -> ( ps -> ph ) )";
  text.replace(text.find(axiom), axiom.size(), "ax-1 $a |- ( ps -> ( ps -> ph ) )");
  const std::string other = example.folder.write("other.mm", text);
  CHECK(call({"report", example.certificate, "--theory", other, "-o", example.page}).exit == 1);
  CHECK(call({"report", example.certificate, "--theory", example.folder.path("absent.mm"), "-o",
              example.page})
            .exit == 3);
  CHECK_FALSE(std::filesystem::exists(example.page));
}

TEST_CASE("report: assumed theorems stand out") {
  const Example example({"--assume", "id"});
  REQUIRE(example.report().exit == 0);
  const std::string page = read(example.page);
  CHECK(contains(page, "Attention:"));
  CHECK(contains(page, "id=\"assumed\""));
  CHECK_FALSE(contains(page, "Nothing is assumed"));
}

TEST_CASE("report: profiles that are none, and files that cannot be used") {
  const Example example;
  const Outcome wrong =
      example.report({"--profile", example.folder.write("wrong.json", "[1, 2]"), "--json"});
  CHECK(wrong.exit == 1);
  CHECK(wrong.json()["error"]["code"] == "profile.format");
  CHECK(example.report({"--profile", example.folder.path("absent.json")}).exit == 3);
  CHECK(call({"report", example.certificate, "--theory", example.theory, "-o",
              example.folder.path("absent/x.html")})
            .exit == 3);
  CHECK_FALSE(std::filesystem::exists(example.page));
}

TEST_CASE("report: usage") {
  const Example example;
  CHECK(call({"report", example.certificate, "-o", example.page}).exit == 2);
  CHECK(call({"report", example.certificate, "--theory", example.theory}).exit == 2);
  CHECK(
      call({"report", example.certificate, "--theory", example.theory, "-o", "-", "--json"}).exit ==
      2);
}

TEST_CASE("inspect: luck by error term, where the theory is at hand") {
  const Example example;
  const auto json =
      call({"inspect", example.certificate, "--theory", example.theory, "--json"}).json();
  CHECK(json["luck"]["bits"] > 200);
  CHECK(json["luck"]["terms"][0]["step"] == "texts");
  CHECK(contains(call({"inspect", example.certificate, "--theory", example.theory}).out,
                 "sum_checks of kind 0"));
  CHECK_FALSE(contains(call({"inspect", example.certificate}).out, "luck"));
}

// --- executions and links -----------------------------------------------------------------------

namespace {

const std::string kStdlib = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/";

/// A run of gcd.imp with its page.
struct RunExample {
  Folder folder;
  std::string program = kStdlib + "imp/gcd.imp", rules = folder.path("gcd.blk");
  std::string certificate = folder.path("gcd.bfc"), page = folder.path("gcd.html");

  RunExample() {
    REQUIRE(call({"run", program, "-ia=1071", "-ib=462", "-o", certificate, "--quiet"}).exit == 0);
    write(rules, call({"run", program, "--rules"}).out);
  }
  Outcome report(const std::string& theory, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"report", certificate, "--theory", theory, "-o", page});
    return call(more);
  }
};

} // namespace

TEST_CASE("report: a run, by its program and by the rules that it becomes") {
  const RunExample example;
  REQUIRE(example.report(example.program).exit == 0);
  const std::string page = read(example.page);
  for (const char* part : {"gcd.imp", "1071", "462", "The program", "Public blocks", "15 steps",
                           "linear relation", "step0_yes", "id=\"circuit\"", "id=\"segments\"",
                           "id=\"security\"", "blockfold verify gcd.bfc --theory gcd.imp"}) {
    INFO(part);
    CHECK(contains(page, part));
  }
  CHECK_FALSE(contains(page, "compared texts"));
  REQUIRE(example.report(example.rules).exit == 0);
  const std::string blocks = read(example.page);
  CHECK_FALSE(contains(blocks, "The program</h3>"));
  CHECK(contains(blocks, "public axiom"));
  CHECK(contains(blocks, "line 6:")); // what the rule file says of its rules
  CHECK(blocks.size() < 500'000);
}

TEST_CASE("report: a run of another program gives no page") {
  const RunExample example;
  CHECK(example.report(kStdlib + "imp/sum.imp").exit == 1);
  const Outcome theory = example.report(example.folder.write("small.mm", kSmallTheory), {"--json"});
  CHECK(theory.exit == 2);
  CHECK(theory.json()["error"]["code"] == "usage.theory");
  CHECK_FALSE(std::filesystem::exists(example.page));
  const Example theorem;
  CHECK(
      call({"report", theorem.certificate, "--theory", example.program, "-o", example.page}).exit ==
      2);
  CHECK_FALSE(std::filesystem::exists(example.page));
}

TEST_CASE("report: an execution of a rule file, with the times of its proof") {
  const Folder folder;
  const std::string rules = kStdlib + "fibonacci.blk", certificate = folder.path("fib.bfc");
  const std::string profile = folder.path("fib.json"), page = folder.path("fib.html");
  REQUIRE(call({"prove", rules, kStdlib + "fibonacci.bmt", "-o", certificate, "--quiet",
                "--profile", profile})
              .exit == 0);
  REQUIRE(call({"report", certificate, "--theory", rules, "--profile", profile, "-o", page}).exit ==
          0);
  const std::string text = read(page);
  for (const char* part : {"result(n = 10, x = 55)", "Time of the prover", "the n-th number is x",
                           "public blocks", "for some"}) {
    INFO(part);
    CHECK(contains(text, part));
  }
}

TEST_CASE("report: nothing in a rule file is mark-up") {
  const Folder folder;
  const std::string script = "<script>alert(1)</script>", image = "<img/src=x/onerror=alert(2)>";
  const std::string name = "\"onclick=alert(3)", end = "</title></script><b>",
                    text = "--> {{{style}}}";
  const std::string rules = folder.write(
      "x.blk", "sort w " + image + "\nsymbols " + script + " " + text + "\nrelation s(f: w, g: `" +
                   image + "`)\npublic axiom put(`" + name + "`: w, `" + end + "`: `" + image +
                   "`) {\n  emit s(`" + name + " " + script + "`, `" + end + "`)\n}\n");
  const std::string blocks =
      folder.write("x.bmt", "blockfold execution 1\nput(`" + text + "`, `" + script + "`)\n");
  const std::string certificate = folder.path("x.bfc"), out = folder.path("x.html");
  REQUIRE(call({"prove", rules, blocks, "-o", certificate, "-q"}).exit == 0);
  REQUIRE(call({"report", certificate, "--theory", rules, "-o", out}).exit == 0);
  const std::string page = read(out);
  CHECK_FALSE(contains(page, "<script>alert"));
  CHECK_FALSE(contains(page, "<img"));
  CHECK_FALSE(contains(page, name));
  CHECK_FALSE(contains(page, end));
  CHECK(contains(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  CHECK(contains(page, "{{{style}}}"));
}

TEST_CASE(
    "report: a text of an execution that is too long for a page is cut, and the page says so") {
  const Folder folder;
  const std::string rules = folder.write("x.blk", "sort w\nsymbols word\nrelation s(f: w)\n"
                                                  "public axiom put(f: w) { emit s(f) }\n");
  std::string text;
  for (int i = 0; i < 20000; ++i)
    text += "word ";
  const std::string blocks = folder.write("x.bmt", "blockfold execution 1\nput(`" + text + "`)\n");
  const std::string certificate = folder.path("x.bfc"), out = folder.path("x.html");
  REQUIRE(call({"prove", rules, blocks, "-o", certificate, "-q"}).exit == 0);
  REQUIRE(call({"report", certificate, "--theory", rules, "-o", out}).exit == 0);
  CHECK(contains(read(out), " ... (99,999 characters in all)"));
  CHECK_FALSE(contains(read(out), text.substr(0, 25'000)));
}

TEST_CASE("report: a linked certificate") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory), page = folder.path("x.html");
  const std::string a = folder.path("a.bfc"), b = folder.path("b.bfc"), c = folder.path("c.bfc");
  REQUIRE(call({"prove", theory, "-t", "idd", "--assume=id", "-o", a, "--quiet"}).exit == 0);
  REQUIRE(call({"prove", theory, "-t", "id", "-o", b, "--quiet"}).exit == 0);
  REQUIRE(call({"link", a, b, "--theory", theory, "-o", c}).exit == 0);
  REQUIRE(call({"report", c, "--theory", theory, "-o", page}).exit == 0);
  const std::string text = read(page);
  for (const char* part :
       {"is proved by 2 certificates", "id=\"links\"", "class=\"links\"", "proved by part 2",
        "No theorem is assumed", "id=\"parts\"", "blockfold verify c.bfc --theory small.mm"}) {
    INFO(part);
    CHECK(contains(text, part));
  }
  CHECK_FALSE(contains(text, folder.path("")));
  const Outcome profile = call({"report", c, "--theory", theory, "--profile",
                                folder.write("p.json", "{}"), "-o", page, "--json"});
  CHECK(profile.exit != 0);
  // A theory of another name, and a link that was changed.
  CHECK(call({"report", c, "--theory", kStdlib + "propositional.blk", "-o", page}).exit == 1);
  std::string bytes = read(c);
  bytes[bytes.size() - 40] = static_cast<char>(bytes[bytes.size() - 40] ^ 1);
  write(c, bytes);
  CHECK(call({"report", c, "--theory", theory, "-o", folder.path("y.html")}).exit == 1);
  CHECK_FALSE(std::filesystem::exists(folder.path("y.html")));
}
