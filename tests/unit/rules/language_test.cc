// From text to program: what is read, how mistakes are shown, how files see each other.
#include "compiler/support/render.h"
#include "tests/unit/rules/rule_text.h"

#include <doctest/doctest.h>

#include <random>

using namespace blockfold;
using namespace blockfold::rules;

namespace {

const char* const kLogic = "//! Implication.\n"
                           "module logic.implication\n"
                           "\n"
                           "sort wff setvar\n"
                           "claim |-\n"
                           "symbols ( -> ) \\\n"
                           "  A. \\ ;  // the last two are set.mm's\n"
                           "\n"
                           "/// The implication of two formulas.\n"
                           "///\n"
                           "/// Right to left.\n"
                           "rule wi(ph, ps: wff) { conclude wff ( ph -> ps )\n"
                           "}\n"
                           "rule mp(ph, ps: wff, `x.1`: setvar) {\n"
                           "  distinct ps, `x.1`, ph\n"
                           "  distinct ph, ps\n"
                           "  premise |- ph // minor\n"
                           "  premise |- ( ph -> ps )\n"
                           "  conclude |- A. x.1 ps\n"
                           "}\n";

std::string rendered(const Read& read) {
  std::string text;
  llvm::raw_string_ostream out(text);
  render_text(read.sink, out);
  return out.str();
}

} // namespace

TEST_CASE("a text rule is read as Metamath's assertions are") {
  const Read read = read_text(kLogic);
  REQUIRE(read.findings().empty());
  const Program& program = *read.read.program;
  CHECK(program.modules[0].name == "logic.implication");
  CHECK(program.modules[0].doc == "Implication.\n");
  REQUIRE(program.sorts.size() == 3);
  CHECK_FALSE(program.sorts[0].is_claim);
  CHECK(program.sorts[2].is_claim);
  REQUIRE(program.symbols.size() == 6);
  CHECK(program.symbols[4].name == "\\");
  CHECK(program.symbols[5].name == ";");
  REQUIRE(program.rules.size() == 2);
  CHECK(program.rules[0].doc == "The implication of two formulas.\n\nRight to left.\n");
  const Rule& mp = program.rules[1];
  REQUIRE(mp.text() != nullptr);
  CHECK(mp.parameters == 3);
  CHECK(mp.variables[2].name == "x.1");
  CHECK(mp.text()->distinct == std::vector<DistinctPair>{{0, 1}, {0, 2}, {1, 2}});
  REQUIRE(mp.text()->premises.size() == 2);
  CHECK(to_string(program, mp, mp.text()->premises[1].text) == "( ph -> ps )");
  CHECK(to_string(program, mp, mp.text()->conclusion.text) == "A. x.1 ps");
  CHECK(program[mp.text()->conclusion.sort].name == "|-");
}

TEST_CASE("a field rule becomes claims, lookups and constraints over polynomials") {
  const Read read =
      read_text("sort term\n"
                "symbols + x\n"
                "unique relation term(at: address, text: term, size: u8)\n"
                "linear relation todo(at: address, order steps: u32)\n"
                "table small = range(8)\n"
                "table squares = rows (0, 0) (1, 1) (2, 4)\n"
                "axiom leaf { emit term(self, `x`, 1) }\n"
                "public axiom start(at: address) { emit todo(at, 0) }\n"
                "public rule end(at: address, hidden n: u32) { consume todo(at, n) }\n"
                "rule step(a, b: address, t: term, size: u8, n: u32, q: field) {\n"
                "  demand term(a, t, size)\n"
                "  consume todo(b, n)\n"
                "  require a != b\n"
                "  let twice = 2 * (size + 1)\n"
                "  let next: u32 = n + 1\n"
                "  require size < 100\n"
                "  lookup squares(size, q)\n"
                "  require -q * q + twice == 0x1_0 - size\n"
                "  emit todo(a, next)\n"
                "}\n");
  CAPTURE(rendered(read));
  REQUIRE(read.findings().empty());
  const Program& program = *read.read.program;
  CHECK(program.relations[0].unique);
  CHECK(program.relations[1].order == 1U);
  CHECK(program.rules[2].variables[1].hidden);
  CHECK(program.rules[1].is_public);
  const Rule& step = program.rules[3];
  const FieldBody& body = *step.field();
  REQUIRE(body.claims.size() == 3);
  CHECK(body.claims[0].kind == ClaimKind::Demand);
  CHECK(body.claims[1].kind == ClaimKind::Consume);
  CHECK(std::get<Text>(body.claims[0].values[1]).front().is_variable);
  std::vector<std::string> constraints;
  for (const Constraint& constraint : body.constraints)
    constraints.push_back(to_string(step, constraint.value));
  CHECK(constraints ==
        std::vector<std::string>{"a - b", "-1 - n + next", "99 - size", "-14 + 3 * size - q * q"});
  CHECK(body.constraints[2].kind == Constraint::Kind::NonNegative);
  CHECK(step.variables.back().origin == Variable::Origin::Definition);
}

TEST_CASE("mistakes are shown with their line, what was meant, and where it is declared") {
  CHECK(rendered(read_text("relation even(n: u32)\naxiom zero { emit evem(0) }\n")) ==
        "rules.blk:2:19: error[BF1103]: there is no relation 'evem'; did you mean 'even'?\n"
        "    axiom zero { emit evem(0) }\n"
        "                      ^~~~\n");
  CHECK(rendered(read_text("relation even(n: u32)\naxim zero { emit even(0) }\n")) ==
        "rules.blk:2:1: error[BF1001]: expected a declaration or the end of the file, found "
        "'axim'; did you mean 'axiom'?\n"
        "    axim zero { emit even(0) }\n"
        "    ^~~~\n");
  CHECK(rendered(read_text("relation even(n: u32)\naxiom zero {\n  emit even(0, 1)\n}\n")) ==
        "rules.blk:3:8: error[BF1301]: 'even' has 1 argument, but 2 are emitted\n"
        "      emit even(0, 1)\n"
        "           ^~~~\n"
        "rules.blk:1:10: note: it is declared here\n"
        "    relation even(n: u32)\n"
        "             ^~~~\n");
  CHECK(rendered(read_text("relation r(n: u8)\naxiom a(free n: u8) { emit r(n + 1) }\n")) ==
        "rules.blk:2:30: error[BF1403]: 'n' of 'r' is u8, but '1 + n' may be as large as 256\n"
        "    axiom a(free n: u8) { emit r(n + 1) }\n"
        "                                 ^~~~~\n"
        "note: 'let small: u8 = 1 + n' checks the range\n");
  CHECK(rendered(read_text("claim |-\nsymbols T F\naxiom t {\n  conclude |- T }\n")) ==
        "rules.blk:5:1: error[BF1001]: expected a statement or '}', found the end of the file\n"
        "    \n"
        "    ^\n");
}

TEST_CASE("a rule has a limited number of statements") {
  const auto rule = [](int count) {
    std::string text = "relation r(x: field)\naxiom a {\n";
    for (int i = 0; i < count; ++i)
      text += "  emit r(" + std::to_string(i) + ")\n";
    return text + "}\n";
  };
  CHECK(read_text(rule(500)).codes().empty());
  CHECK(read_text(rule(501)).codes() == std::vector<std::string>{"BF1304"});
}

TEST_CASE("all mistakes are reported, each once") {
  CHECK(read_text("relation r(x: nothing, y: u99)\n"
                  "axiom a { emit r(z, w) emit s(1) }\n"
                  "rule b(x: u8, x: u8) { demand r(x, y) }\n")
            .findings() == std::vector<std::string>{"BF1102 1:15", "BF1102 1:27", "BF1105 2:18",
                                                    "BF1103 2:29", "BF1106 3:15"});
  CHECK(read_text("axiom a { emit }\naxiom b { emit r(1 }\naxiom c }\n").findings() ==
        std::vector<std::string>{"BF1001 1:16", "BF1001 2:20", "BF1001 3:9"});
}

TEST_CASE("a name cannot look like two, or like nothing") {
  const auto codes = [](const std::string& name) {
    return read_text("sort wff\nrule r(`" + name + "`: wff) {\n  conclude wff " + name + "\n}\n")
        .codes();
  };
  CHECK(codes("#x.1").empty());
  for (const char* name : {"x y", "", " x", "$wff0", "x\t", "\xc3\xa9"}) {
    CAPTURE(std::string(name));
    const auto found = codes(name);
    REQUIRE_FALSE(found.empty());
    CHECK(found.front() == "BF1002");
  }
}

TEST_CASE("kinds of values are kept apart") {
  const std::string head = "sort term form\nsymbols x\n"
                           "relation r(a: address, n: field, t: term)\n";
  const auto findings = [&](const std::string& rule) {
    std::vector<std::string> codes = read_text(head + rule).codes();
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    return codes;
  };
  using Codes = std::vector<std::string>;
  CHECK(findings("axiom a { emit r(self, 1, `x x`) }\n").empty());
  CHECK(findings("axiom a { emit r(1, 1, `x`) }\n") == Codes{"BF1302"});
  CHECK(findings("axiom a { emit r(self, self, `x`) }\n") == Codes{"BF1302"});
  CHECK(findings("axiom a { emit r(self, `x`, `x`) }\n") == Codes{"BF1302"});
  CHECK(findings("axiom a { emit r(self, 1, 1) }\n") == Codes{"BF1302"});
  CHECK(findings("axiom a { emit r(self, 1 + self, `x`) }\n") == Codes{"BF1302"});
  CHECK(findings("axiom a(free f: form) { emit r(self, 1, f) }\n") == Codes{"BF1302"});
  CHECK(findings("axiom a(free f: form) { emit r(self, f, `x`) }\n") == Codes{"BF1302"});
  CHECK(findings("axiom a(free f: form) { let g = f emit r(self, g, `x`) }\n") == Codes{"BF1302"});
  CHECK(findings("axiom a { let g: address = 1 emit r(self, g, `x`) }\n") == Codes{"BF1302"});
  CHECK(findings("rule a(p, q: address) { require p < q }\n") == Codes{"BF1302"});
  CHECK(findings("rule a(p: address, q: field) { require p == q }\n") == Codes{"BF1302"});
}

TEST_CASE("files see what they import, through other files too, and nothing else") {
  const std::map<std::string, std::string> files = {
      {"base.blk", "relation r(x: u8)\naxiom a { emit r(1) }\n"},
      {"lib/left.blk", "import \"../base.blk\"\nrule left { demand r(1) }\n"},
      {"lib/right.blk", "import \"../base.blk\"\nrule right { demand r(1) }\n"},
      {"alone.blk", "rule alone { demand r(1) }\n"},
  };
  const auto with = [&](const std::string& root) {
    auto all = files;
    all["rules.blk"] = root;
    return read_files(all);
  };
  const Read diamond =
      with("import \"lib/left.blk\"\nimport \"./lib/right.blk\"\nrule here { demand r(1) }\n");
  CHECK(diamond.findings().empty());
  REQUIRE(diamond.read.program);
  CHECK(diamond.read.program->modules.size() == 4);
  CHECK(diamond.read.program->modules[0].name == "base");
  CHECK(diamond.read.program->rules.front().name == "a");
  CHECK(diamond.read.program->rules.back().name == "here");

  // A sibling's imports are no one else's.
  const Read stranger = with("import \"lib/left.blk\"\nimport \"alone.blk\"\n");
  CHECK(stranger.codes() == std::vector<std::string>{"BF1103"});
  CHECK(rendered(stranger).find("in a file that this one does not import") != std::string::npos);
  CHECK(with("import \"a.blk\"\n").findings() == std::vector<std::string>{"BF1107 1:8"});
}

TEST_CASE("two files that import each other") {
  const Read read = read_files(
      {{"rules.blk", "import \"other.blk\"\n"}, {"other.blk", "sort wff\nimport \"rules.blk\"\n"}});
  CHECK(read.codes() == std::vector<std::string>{"BF1001"});
  const Read cycle = read_files(
      {{"rules.blk", "import \"other.blk\"\n"}, {"other.blk", "import \"rules.blk\"\n"}});
  CHECK(cycle.codes() == std::vector<std::string>{"BF1108"});
}

TEST_CASE("no text, however broken, does more than be refused") {
  const std::string sample = std::string(kLogic) + "linear relation s(order t: u8, x: bool)\n"
                                                   "table t = xor(4)\n"
                                                   "rule r(a, b: u8) { consume s(a, b * (1 - b))\n"
                                                   "  let c: u8 = a + 1 lookup t(1, 2, a)\n"
                                                   "  require a <= b emit s(c, 0) }\n";
  for (std::size_t size = 0; size < sample.size(); ++size) {
    const Read read = read_text(sample.substr(0, size));
    CHECK(read.read.program.has_value() == !read.sink.has_errors());
  }
  std::mt19937 random(7); // any seed will do
  const std::string pool = "(){},:.`\"'\\/+-*=<>!\n\t \x01\xff#ab01rule emit let sort |- ";
  for (int round = 0; round < 2000; ++round) {
    std::string text = sample;
    for (int edit = 0; edit < 4; ++edit) {
      const std::size_t at = random() % text.size();
      const char letter = pool[random() % pool.size()];
      if (random() % 3 == 0)
        text.erase(at, random() % 9);
      else if (random() % 2 == 0)
        text.insert(at, 1, letter);
      else
        text[at] = letter;
    }
    const Read read = read_text(text);
    CHECK(read.read.program.has_value() == !read.sink.has_errors());
  }
}
