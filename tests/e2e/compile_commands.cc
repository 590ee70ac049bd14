// blocks, compile and inspect: what can be seen of a proof on its way.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

#include <set>
#include <sstream>

using namespace blockfold::e2e;

TEST_CASE("blocks: a transcript is deterministic and reads back as itself") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const Outcome first = call({"blocks", theory, "--theorem", "idd"});
  CHECK(first.exit == 0);
  CHECK(first.out.find("qed idd") != std::string::npos);
  CHECK(first.out == call({"blocks", theory, "--theorem", "idd"}).out);
  const std::string file = folder.write("idd.blocks", first.out);
  const Outcome again = call({"blocks", theory, "--theorem", "idd", "--read", file});
  CHECK(again.exit == 0);
  CHECK(again.out == first.out);
}

TEST_CASE("blocks: a wrong transcript is refused") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  std::string text = call({"blocks", theory, "-t", "id"}).out;
  const std::size_t at = text.find("= ax-1(");
  REQUIRE(at != std::string::npos);
  text.replace(at, 7, "= ax-0(");
  const Outcome outcome =
      call({"blocks", theory, "-t", "id", "--read", folder.write("wrong.blocks", text)});
  CHECK(outcome.exit == 1);
  CHECK(outcome.err.find("wrong.blocks:") != std::string::npos);
  CHECK(call({"blocks", theory, "-t", "id", "--read", folder.path("no")}).exit == 3);
}

TEST_CASE("blocks and compile: JSON") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  CHECK(call({"blocks", theory, "-t", "id", "--json"}).json()["counts"]["contexts"] == 1);
  for (const std::string form : {"chips", "layout", "r1cs"}) {
    INFO(form);
    const Outcome text = call({"compile", theory, "-t", "id", "--emit", form});
    CHECK(text.exit == 0);
    CHECK_FALSE(text.out.empty());
    const Outcome json = call({"compile", theory, "-t", "id", "--emit=" + form, "--json"});
    REQUIRE(json.json().is_object());
    CHECK(json.json().contains(form));
  }
  CHECK(call({"compile", theory, "-t", "id", "--emit=air"}).exit == 2);
  CHECK(call({"compile", theory, "-t", "todo"}).exit == 1);
}

TEST_CASE("compile: the matrices in JSON are those of the text") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  std::multiset<std::string> lines, entries;
  std::istringstream text(call({"compile", theory, "-t", "idd", "--emit=r1cs"}).out);
  std::size_t kinds = 0;
  for (std::string line; std::getline(text, line);)
    line.starts_with("kind ") ? void(++kinds) : void(lines.insert(line));
  const auto json = call({"compile", theory, "-t", "idd", "--emit=r1cs", "--json"}).json();
  CHECK(json["r1cs"].size() == kinds);
  for (const auto& kind : json["r1cs"]) {
    CHECK(kind["rows"] <= kind["padded_rows"]);
    for (const std::string matrix : {"A", "B", "C"})
      for (const auto& entry : kind[matrix]) {
        CHECK(entry[0] < kind["rows"]);
        CHECK(entry[1] < kind["columns"]);
        entries.insert(matrix + " " + entry[0].dump() + " " + entry[1].dump() + " " +
                       entry[2].get<std::string>());
      }
  }
  CHECK(lines.size() > 100);
  CHECK(lines == entries);
}

TEST_CASE("inspect: sizes add up, labels with a theory") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const std::string certificate = folder.path("x.bfc");
  REQUIRE(call({"prove", theory, "-t", "idd", "-o", certificate, "-q"}).exit == 0);
  const auto json = call({"inspect", certificate, "--theory", theory, "--json"}).json();
  REQUIRE(json.is_object());
  const auto& bytes = json["bytes"];
  CHECK(bytes["total"] == read(certificate).size());
  CHECK(bytes["total"] == bytes["statement"].get<int>() + bytes["proof"].get<int>());
  CHECK(json["roles"]["goal"] == 1);
  CHECK(json["labels"]["lemma"] == std::vector<std::string>{"id"});
  CHECK(call({"inspect", certificate}).exit == 0);
  CHECK(call({"inspect", theory}).exit == 1);
}
