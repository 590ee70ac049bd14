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
