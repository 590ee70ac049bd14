// Attacks on certificates of executions, docs/attacks.md: what a hostile prover might try with the
// statement, with the ends of types, with orders and with claims of different kinds.
#include "compiler/ir/block_rule_text.h"
#include "runtime/base/codec.h"
#include "tests/soundness/block_scene.h"

#include <doctest/doctest.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <set>

using namespace blockfold;

namespace {

using testing::BlockScene;
using Meaning = lower::StructureWire::Meaning;

Fr integer(ir::WideInteger value) {
  const bool negative = value < 0;
  const ir::WideInteger size = negative ? -value : value;
  const Fr high = Fr::from_u64(static_cast<std::uint64_t>(size >> 64));
  const Fr two32 = Fr::from_u64(std::uint64_t{1} << 32);
  const Fr out = high * two32 * two32 + Fr::from_u64(static_cast<std::uint64_t>(size));
  return negative ? -out : out;
}

const char* const kTokens = R"(
linear relation token(id: u8)
relation seen(id: u8)
public axiom mint(id: u8) { emit token(id) }
rule pass(id: u8) {
  consume token(id)
  emit token2(id)
  emit seen(id)
}
linear relation token2(id: u8)
public rule burn(id: u8) { consume token2(id) }
public rule saw(id: u8) { demand seen(id) }
)";

/// Two tokens that were passed on.
BlockScene tokens() {
  BlockScene scene(kTokens);
  for (const std::int64_t id : {1, 2})
    scene.block("mint", {id}).block("pass", {id}).block("burn", {id}).block("saw", {id});
  return scene;
}

} // namespace

TEST_CASE("attack: a statement with other public blocks than there are") {
  CHECK(tokens().believed());
  const auto stated = [](const auto& change) {
    BlockScene scene = tokens();
    return scene.state([&](lower::PublicBlocks& blocks) { change(scene, blocks); }).believed();
  };
  using Blocks = lower::PublicBlocks;
  // Their order says nothing.
  CHECK(stated([](BlockScene& s, Blocks& b) {
    std::swap(b[s.index("burn")].words[0][0], b[s.index("burn")].words[0][1]);
  }));
  const auto repeat = [](ir::RuleBlocks& of) {
    of.words[0].push_back(of.words[0].back());
    ++of.count;
  };
  const auto forget = [](ir::RuleBlocks& of) {
    of.words[0].pop_back();
    --of.count;
  };
  for (const char* rule : {"mint", "burn"}) {
    CAPTURE(rule);
    CHECK_FALSE(stated([&](BlockScene& s, Blocks& b) { repeat(b[s.index(rule)]); }));
    CHECK_FALSE(stated([&](BlockScene& s, Blocks& b) { forget(b[s.index(rule)]); }));
    CHECK_FALSE(stated([&](BlockScene& s, Blocks& b) { b[s.index(rule)].words[0][0] = 3; }));
  }
  CHECK_FALSE(stated([&](BlockScene& s, Blocks& b) { b[s.index("saw")].words[0][0] = 3; }));
  // Moved from one rule to another.
  CHECK_FALSE(stated([&](BlockScene& s, Blocks& b) {
    forget(b[s.index("mint")]);
    repeat(b[s.index("burn")]);
  }));
}

TEST_CASE("attack: values at and beyond the ends of every type") {
  for (const bool is_signed : {false, true})
    for (const unsigned bits : {1U, 2U, 7U, 8U, 31U, 32U, 33U, 63U, 64U}) {
      const ir::BlockType type{ir::BlockType::Kind::Integer, bits, is_signed};
      const std::string name = (is_signed ? "i" : "u") + std::to_string(bits);
      CAPTURE(name);
      const auto scene = [&](ir::WideInteger value) {
        BlockScene out("relation any(x: field)\nrelation seen(x: " + name +
                       ")\n"
                       "axiom choose(free x: field) { emit any(x) }\n"
                       "rule check(x: field) {\n  demand any(x)\n  let y: " +
                       name +
                       " = x\n  emit seen(y)\n}\n"
                       "public rule saw(hidden x: " +
                       name + ") { demand seen(x) }\n");
        out.block("choose", {}, {integer(value)}).block("check", {}, {integer(value)});
        return out.block("saw", {static_cast<std::int64_t>(value)});
      };
      const ir::WideInteger low = type.low(), high = low + ((ir::WideInteger{1} << bits) - 1);
      CHECK(scene(low).believed());
      CHECK(scene(high).believed());
      for (const ir::WideInteger value : {low - 1, high + 1, low - 1 - (high - low)}) {
        CHECK_FALSE(scene(value).believed());
        // Digits that an honest prover would not write.
        for (const std::uint64_t digit : {0, 1, 15, 16, 255}) {
          BlockScene forged = scene(value);
          for (std::uint32_t limb = 1; limb < 16; ++limb)
            forged.edit({"check", 0, Meaning::Digit, 0, limb, digit});
          CHECK_FALSE(forged.believed());
        }
      }
    }
}

TEST_CASE("attack: a hidden argument beyond its type") {
  const char* const text = "public rule far(x: u8, hidden y: u8) { require y == x + 250 }\n";
  CHECK(BlockScene(text).block("far", {5, 255}).believed());
  BlockScene(text)
      .block("far", {6, 256})
      .edit({"far", 0, Meaning::Digit, 0, 1, 16})
      .breaks_only("far", "y has 8 bits", 0);
}

TEST_CASE("attack: claims that rest on each other, with a difference of orders that wraps") {
  const char* const text = "relation r(order t: u32, x: u8)\n"
                           "axiom start { emit r(0, 0) }\n"
                           "rule step(t: u32, free t2: u32, x: u8) {\n"
                           "  demand r(t, x)\n"
                           "  require t < t2\n"
                           "  emit r(t2, x)\n"
                           "}\n"
                           "public rule saw(hidden t: u32, x: u8) { demand r(t, x) }\n";
  CHECK(
      BlockScene(text).block("start", {}).block("step", {0, 5, 0}).block("saw", {5, 0}).believed());
  // 200 was never started: two blocks rest on each other, the second one with 5 - 6 - 1 between.
  BlockScene lie(text);
  lie.block("start", {})
      .block("step", {5, 6, 200})
      .block("step", {6, 5, 200})
      .block("saw", {5, 200});
  const auto compiled = driver::compile_execution(lie.program(), lie.execution());
  REQUIRE(compiled.ok());
  std::uint32_t check = 0;
  for (const lower::LoweredChip& chip : compiled->bound.lowered.chips)
    if (chip.role == lower::ChipRole::BlockRule && chip.subject == lie.index("step"))
      check = static_cast<std::uint32_t>(chip.ranges.size() - 1);
  for (std::uint32_t limb = 1; limb < 8; ++limb)
    lie.edit({"step", 1, Meaning::Digit, check, limb, 0});
  const auto digits = lower::digits_of(32, compiled->bound.lowered.range.table_bits);
  lie.breaks_only("step", "the difference has 32 bits", digits.count - 1); // the lowest is the last
}

TEST_CASE("attack: a claim of one kind in the place of another with the same values") {
  const std::string text = "relation a(x: u8)\n"
                           "relation b(x: u8)\n"
                           "linear relation c(x: u8)\n"
                           "relation d(x: u8, y: u8)\n"
                           "table five = rows (5)\n"
                           "public axiom emit_a { emit a(7) }\n"
                           "public axiom emit_b { emit b(7) }\n"
                           "public axiom emit_c { emit c(7) }\n"
                           "public axiom emit_d { emit d(7, 0) }\n"
                           "public rule demand_a(hidden x: u8) { demand a(x) }\n"
                           "public rule demand_b(hidden x: u8) { demand b(x) }\n"
                           "public rule consume_c(hidden x: u8) { consume c(x) }\n"
                           "public rule demand_d(hidden x: u8) { demand d(x, 0) }\n"
                           "public rule look_up(x: u8) { lookup five(x) }\n";
  const std::pair<const char*, const char*> kinds[] = {{"emit_a", "demand_a"},
                                                       {"emit_b", "demand_b"},
                                                       {"emit_c", "consume_c"},
                                                       {"emit_d", "demand_d"}};
  for (const auto& [emits, own] : kinds) {
    CAPTURE(emits);
    for (const auto& [other, demands] : kinds) {
      CAPTURE(demands);
      BlockScene scene(text);
      scene.block(emits, {}).block(demands, {7});
      CHECK(scene.believed() == (std::string_view(demands) == own));
    }
    CHECK_FALSE(BlockScene(text).block(emits, {}).block("look_up", {7}).believed());
  }
  CHECK(BlockScene(text).block("look_up", {5}).believed());
}

TEST_CASE("attack: no two relations, tables or digits share a tag") {
  const BlockScene scene("relation a(x: u8)\n"
                         "linear relation c(x: u8)\n"
                         "table t = range(4)\n"
                         "table u = rows (1) (2)\n"
                         "axiom any(free x: u8) {\n  lookup t(x)\n  lookup u(x)\n  emit a(x)\n"
                         "  emit c(x)\n}\n"
                         "public rule all(x: u8) {\n  demand a(x)\n  consume c(x)\n"
                         "  lookup t(x)\n  lookup u(x)\n}\n"
                         "rule far(x, y: u8) { demand a(x)\n  let z: u8 = x + y\n  require y == 1\n"
                         "  emit a2(z) }\n"
                         "relation a2(x: u8)\n");
  BlockScene honest = scene;
  honest.block("any", {1}).block("all", {1}).block("far", {1, 1});
  CHECK(honest.believed());
  const auto compiled = driver::compile_execution(honest.program(), honest.execution());
  REQUIRE(compiled.ok());
  // Where a claim begins: alpha, then the tag as a constant.
  const cs::Circuit& circuit = compiled->bound.lowered.circuit;
  std::set<std::int64_t> emitted;
  std::size_t relations = 0;
  for (const cs::Chip& chip : circuit.chips)
    for (const cs::Row& row : chip.rows)
      if (row.kind == cs::RowKind::Emit) {
        const auto terms = circuit.spell(std::span(chip.terms).subspan(row.a, 2));
        CHECK(terms[0].coefficient.alpha);
        emitted.insert(terms[1].coefficient.scale);
        ++relations;
      }
  CHECK(relations == 6); // a, c, a2, t, u, digits
  CHECK(emitted.size() == relations);
}

TEST_CASE("attack: a constant that leaves 128 bits where a range begins below zero") {
  BlockScene scene("relation r(x: i64)\n"
                   "axiom a {\n"
                   "  let j: field = 9223372036854775807\n"
                   "  let k: field = 4611686018427387904 * j\n"
                   "  let y: i64 = 4 * k + 2 * j\n" // 2^127 - 2, and its lowest value is -2^63
                   "  emit r(y)\n"
                   "}\n"
                   "public rule p(y: i64) { demand r(y) }\n");
  scene.block("p", {0});
  const auto compiled = driver::compile_execution(scene.program(), scene.execution());
  REQUIRE_FALSE(compiled.ok());
  CHECK(compiled.error().code == "program.coefficients");
}

TEST_CASE("attack: a small program with tables of terabytes") {
  std::string tables, lookups;
  for (int i = 0; i < 400; ++i) { // 3 * 2^20 values each
    tables += "table t" + std::to_string(i) + " = and(10)\n";
    lookups += "  lookup t" + std::to_string(i) + "(x, x, x)\n";
  }
  BlockScene scene(tables + "public rule p(x: u8) {\n" + lookups + "}\n");
  scene.block("p", {1});
  const auto compiled = driver::compile_execution(scene.program(), scene.execution());
  REQUIRE_FALSE(compiled.ok());
  CHECK(compiled.error().code == "program.tables");
}

TEST_CASE("attack: a block that does not count, in the middle of a chain") {
  // Its consumption and its emission are left out together: the chain has a hole on both sides.
  BlockScene scene = tokens();
  CHECK_FALSE(scene.edit({"pass", 0, Meaning::Active, 0, 0, 0}).believed());
  BlockScene nothing(kTokens);
  nothing.block("mint", {1})
      .block("pass", {1})
      .block("pass", {9})
      .edit({"pass", 1, Meaning::Active, 0, 0, 0})
      .block("burn", {1});
  CHECK(nothing.believed()); // it says nothing, and nobody heard it
  CHECK_FALSE(nothing.block("saw", {9}).believed());
}

// --- statements as bytes ------------------------------------------------------------------------

namespace {

/// A public rule with arguments of several types, and the code of what is wrong with public bytes.
class StatementBytes {
public:
  StatementBytes()
      : scene_("relation r(x: u8, y: i64, z: field)\n"
               "public axiom p(x: u8, y: i64, z: field) { emit r(x, y, z) }\n"
               "public axiom none { emit r(0, 0, 0) }\n") {}

  std::string code(const Bytes& bytes) const {
    const auto read = driver::decode_public_blocks(scene_.program(), bytes);
    return read.ok() ? "" : read.error().code;
  }

private:
  BlockScene scene_;
};

Bytes join(std::initializer_list<Bytes> parts) {
  Bytes out;
  for (const Bytes& part : parts)
    out.insert(out.end(), part.begin(), part.end());
  return out;
}

} // namespace

TEST_CASE("attack: other bytes for the same statement") {
  const StatementBytes statement;
  const Bytes scalar(32, 0), y = {0x80, 0x01};
  const Bytes good = join({{1, 7}, y, scalar, {0}});
  CHECK(statement.code(good) == "");
  const auto refused = [&](const Bytes& bytes) {
    CHECK(statement.code(bytes) == "statement.blocks");
  };
  refused(join({{0x81, 0x00, 7}, y, scalar, {0}}));             // a count with a superfluous group
  refused(join({{1, 0x87, 0x00}, y, scalar, {0}}));             // a value with one
  refused(join({{1, 0x80, 0x02}, y, scalar, {0}}));             // 256 is no u8
  refused(join({{1, 7}, Bytes(9, 0xff), {0x03}, scalar, {0}})); // beyond 64 bits
  refused(join({{1, 7}, y, Bytes(32, 0xff), {0}}));             // not below p
  refused(join({good, {0}}));                                   // something behind it
  refused(Bytes(good.begin(), good.end() - 1));                 // the last count is absent
  refused({0xff, 0xff, 0xff, 0xff, 0x7f});                      // more blocks than bytes
  CHECK(statement.code(join({{1, 7}, Bytes(9, 0xff), {0x01}, scalar, {0}})) == ""); // 2^63 - 1
}

TEST_CASE("attack: blocks without arguments cost a statement no byte, so their number is bounded") {
  const StatementBytes statement;
  CHECK(statement.code({0, 0x80, 0x80, 0x04}) == ""); // 2^16
  CHECK(statement.code({0, 0x81, 0x80, 0x04}) == "statement.blocks");
  CHECK(statement.code({0, 0x80, 0x80, 0x80, 0x08}) == "statement.blocks"); // 2^24
}

TEST_CASE("attack: other bytes for the same texts") {
  const BlockScene scene("sort w\nsymbols a b c\nrelation r(f: w, n: u8, g: w)\n"
                         "public axiom p(f: w, n: u8, g: w) { emit r(f, n, g) }\n");
  const auto code = [&](const Bytes& bytes) {
    const auto read = driver::decode_public_blocks(scene.program(), bytes);
    if (!read.ok())
      return read.error().code;
    // What is read is written as it was.
    CHECK(driver::encode_public_blocks(scene.program(), *read) == bytes);
    return std::string();
  };
  CHECK(code({1, 2, 1, 2, 7, 1, 3}) == "");
  CHECK(code({1, 0, 7, 0}) == "");
  const Bytes bad[] = {
      {1, 0x82, 0, 1, 2, 7, 1, 3},    // a length with a superfluous group
      {1, 2, 0x81, 0, 2, 7, 1, 3},    // a symbol with one
      {1, 3, 1, 2, 7, 1, 3},          // a text that takes the number behind it for a symbol
      {1, 1, 1, 2, 7, 1, 3},          // one that leaves a symbol for it
      {1, 2, 1, 2, 7, 1},             // one that ends too early
      {1, 2, 1, 2, 7, 1, 3, 0},       // a byte behind
      {1, 2, 1, 0, 7, 1, 3},          // no symbol
      {1, 2, 1, 4, 7, 1, 3},          // one that the program does not have
      {2, 0, 7, 0, 0xff, 0xff, 0x3f}, // longer than what remains
      {1, 0x80, 0x80, 0x40},          // 2^20, and none of them
  };
  for (const Bytes& bytes : bad)
    CHECK(code(bytes) == "statement.blocks");
}

TEST_CASE("attack: a statement of a few kilobytes that is printed as gigabytes") {
  // A symbol, a rule and a parameter may have names of megabytes.
  const std::string symbol(4095, 's'), name(4097, 'n');
  const BlockScene texts("sort w\nsymbols " + symbol +
                         "\nrelation r(f: w)\npublic axiom p(f: w) { emit r(f) }\n");
  const auto text = [&](std::size_t symbols) {
    ByteWriter out;
    out.number(1);
    out.number(symbols);
    for (std::size_t i = 0; i < symbols; ++i)
      out.number(1);
    return driver::decode_public_blocks(texts.program(), out.take()).ok();
  };
  CHECK(text(16383));
  CHECK_FALSE(text(16384));
  for (const std::string& arguments : {std::string(), std::string("(x: u1)")}) {
    const BlockScene rules("relation r(x: u8)\npublic axiom " + name + arguments + " { emit r(" +
                           (arguments.empty() ? "1" : "x") + ") }\n");
    const auto blocks = [&](std::size_t count) {
      ByteWriter out;
      out.number(count);
      for (std::size_t i = 0; i < count && !arguments.empty(); ++i)
        out.number(0);
      return driver::decode_public_blocks(rules.program(), out.take()).ok();
    };
    const std::size_t most = (std::size_t{1} << 26) / (name.size() + (arguments.empty() ? 0 : 1));
    CHECK(blocks(most));
    CHECK_FALSE(blocks(most + 1));
  }
}

TEST_CASE("attack: texts of a program without symbols") {
  const BlockScene scene("sort w\nrelation r(f: w)\npublic axiom p(f: w) { emit r(f) }\n");
  const auto reads = [&](const Bytes& bytes) {
    return driver::decode_public_blocks(scene.program(), bytes).ok();
  };
  CHECK(reads({1, 0}));
  CHECK_FALSE(reads({1, 1, 0}));
  CHECK_FALSE(reads({1, 1, 1}));
}

// --- digests ------------------------------------------------------------------------------------

namespace {

/// Programs that differ from one in something: no two of them may have one digest.
class OtherPrograms {
public:
  explicit OtherPrograms(const ir::BlockProgram& base)
      : base_(base), digests_{driver::program_digest(base)} {}

  void operator()(const std::function<void(ir::BlockProgram&)>& change) {
    ir::BlockProgram program = base_;
    change(program);
    digests_.insert(driver::program_digest(program));
    ++programs_;
    CHECK(digests_.size() == programs_);
  }

private:
  const ir::BlockProgram& base_;
  std::set<std::array<std::uint8_t, 32>> digests_;
  std::size_t programs_ = 1;
};

} // namespace

TEST_CASE("attack: two programs with one digest") {
  using namespace ir;
  const BlockProgram base =
      BlockScene("relation ab(c: u8, d: u8)\n"
                 "relation e(f: i9)\n"
                 "table t = rows (1, 2) (3, 4)\n"
                 "rule g(x, y: u8) {\n"
                 "  demand ab(x, y)\n  lookup t(x, y)\n"
                 "  require x != y\n  let z: i9 = x - y\n  emit e(z)\n}\n"
                 "public axiom h(free hidden x: u8, y: u8) { emit ab(x, y) }\n")
          .program();
  OtherPrograms other(base);
  const Polynomial x = Polynomial::variable(0), y = Polynomial::variable(1);
  // Names that are joined in another way.
  other([](auto& p) { p.relations[0].name = "a", p.relations[0].arguments[0].name = "bc"; });
  other([](auto& p) { p.relations[0].name = "abc", p.relations[0].arguments[0].name = ""; });
  other([](auto& p) {
    std::swap(p.relations[0].arguments[0].name, p.relations[0].arguments[1].name);
  });
  // Things that move to the list behind them.
  other([](auto& p) { p.relations.pop_back(); });
  other([](auto& p) { p.tables.clear(); });
  other([](auto& p) { p.tables[0].rows = {{1, 2, 3, 4}}; });
  other([](auto& p) { p.tables[0].rows = {{1}, {2}, {3}, {4}}; });
  other([](auto& p) { p.tables[0].rows = {{1, 2}, {3, 4}, {}}; });
  other([](auto& p) { p.rules[0].lookups.clear(); });
  other([](auto& p) { p.rules[0].claims.pop_back(); });
  other([](auto& p) {
    p.rules[0].lookups[0].table = p.rules[0].claims[0].relation;
    p.rules[0].claims.erase(p.rules[0].claims.begin());
  });
  // Signs, zeros and ones.
  for (const std::int64_t coefficient : {-1, 2, -2, 64, -64, 127, 128})
    other([&](auto& p) { p.rules[0].constraints[0].value = *Polynomial().plus(x, coefficient); });
  other([](auto& p) { p.rules[0].constraints[0].value = Polynomial::constant(1); });
  other([](auto& p) { p.rules[0].constraints[0].value = Polynomial::constant(-1); });
  other([](auto& p) { p.rules[0].constraints[0].value = Polynomial(); });
  other([&](auto& p) { p.rules[0].constraints[0].value = x; });
  other([&](auto& p) { p.rules[0].constraints[0].value = *x.times(x); });
  other([&](auto& p) { p.rules[0].constraints[0].value = *x.times(y); });
  other([&](auto& p) { p.rules[0].constraints[0].value = *x.plus(y); });
  other([](auto& p) { p.rules[0].constraints[0].bits = 1; });
  // Types and decisions.
  other([](auto& p) { p.relations[1].arguments[0].type.is_signed = false; });
  other([](auto& p) { p.relations[1].arguments[0].type = {BlockType::Kind::Address}; });
  other([](auto& p) { p.relations[1].arguments[0].type = {}; });
  other([](auto& p) { p.rules[1].variables[0].is_public = true; });
  other([](auto& p) { p.rules[1].variables[0].range_checked = false; });
  other([](auto& p) { p.rules[1].parameters = 1; });
  other([](auto& p) { std::swap(p.rules[0], p.rules[1]); });
}

TEST_CASE("attack: two programs of texts with one digest") {
  using namespace ir;
  const BlockProgram base = BlockScene("sort ab c\n"
                                       "symbols d ef g\n"
                                       "relation r(t: ab, n: u8, s: c)\n"
                                       "public axiom p(t: ab, s: c) {\n"
                                       "  emit r(`d t t`, 1, `d`)\n  emit r(t, 1, s)\n}\n"
                                       "public rule q(t: ab, hidden s: c) { demand r(t, 1, s) }\n")
                                .program();
  OtherPrograms other(base);
  const auto written = [](BlockProgram& p, std::size_t which) -> BlockVariable& {
    return p.rules[0].variables[2 + which];
  };
  REQUIRE(base.rules[0].variables.size() == 4);
  REQUIRE(base.rules[0].variables[2].text.size() == 3);
  // Names that are joined in another way, or belong to the other list.
  other([](auto& p) { p.sorts = {"a", "bc"}; });
  other([](auto& p) { p.sorts = {"abc"}; });
  other([](auto& p) { p.sorts = {"c", "ab"}; });
  other([](auto& p) { p.symbols = {"", "de", "f", "g"}; });
  other([](auto& p) { p.symbols = {"", "d", "ef", "g", ""}; });
  other([](auto& p) { p.symbols = {"", "d", "e", "f", "g"}; });
  other([](auto& p) { p.sorts.emplace_back(), p.symbols.erase(p.symbols.begin()); });
  other([](auto& p) { p.symbols.clear(); });
  // Symbols as variables, the end of one text as the beginning of the next, lengths not checked.
  other([&](auto& p) { written(p, 0).text[0] = Item::parameter(1); });
  other([&](auto& p) { written(p, 0).text[1] = Item::constant(1); });
  other([&](auto& p) { written(p, 0).text.pop_back(); });
  other([&](auto& p) { written(p, 1).text.clear(); });
  other([&](auto& p) { std::swap(written(p, 0).text, written(p, 1).text); });
  other([&](auto& p) { written(p, 0).range_checked = false; });
  other([&](auto& p) { written(p, 1).range_checked = true; });
  // Sorts and what is no text.
  other([](auto& p) { p.relations[0].arguments[0].type.sort = 1; });
  other([](auto& p) { p.rules[0].variables[0].type.sort = 1; });
  other([](auto& p) { p.rules[0].variables[0].is_public = false; });
  other([](auto& p) { p.relations[0].arguments[0].type = {}; });
  other([](auto& p) { p.relations[0].arguments[0].type = {BlockType::Kind::Integer, 24}; });
}

namespace {

/// Rules over declarations that never change, with names that look like anything but names. What
/// two of them say is the same if their programs have one digest.
class OddRules {
public:
  static constexpr const char* kDeclarations = "sort w s) s, w:\n"
                                               "symbols T t, ) ( , + * 2 - // \" = > f: x;\n"
                                               "relation q(f: w)\n"
                                               "relation v(f: w, g: w)\n"
                                               "relation r(n: field, f: w, m: field)\n"
                                               "linear relation q2(f: `s,`, g: `s)`)\n";

  std::string next() {
    names_ = {"f", "f,", "(f", "f)", "1", "-f", "self", "f,g", "emit", "g:", "x"};
    std::shuffle(names_.begin(), names_.end(), random_);
    names_.resize(1 + below(3));
    std::string parameters;
    for (const std::string& name : names_)
      parameters += std::string(below(4) == 0 ? "hidden free " : "") + "`" + name +
                    "`: " + of({"w", "w", "`s)`", "`s,`", "`w:`"}) + ", ";
    std::string claims;
    for (std::size_t i = 0; i <= below(2); ++i)
      claims += "  emit " + claim() + "\n";
    return std::string(kDeclarations) + "public axiom p(" + parameters + "n, m: field) {\n" +
           claims + "}\n";
  }

private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  std::string of(std::vector<std::string> words) { return words[below(words.size())]; }

  std::string claim() {
    switch (below(4)) {
    case 0:
      return "q(" + text() + ")";
    case 1:
      return "v(" + text() + ", " + text() + ")";
    case 2:
      return "r(" + number() + ", " + text() + ", " + number() + ")";
    default:
      return "q2(" + text() + ", " + text() + ")";
    }
  }
  std::string number() {
    return of({"n", "m", "2 * n", "n + m", "-n", "n * m", "1", "-1", "2", "n - m", "0"});
  }
  std::string text() {
    std::string out;
    for (std::size_t i = 0, size = below(4); i < size; ++i)
      out += (below(2) == 0 ? of(names_)
                            : of({"T", "t,", ")", "(", ",", "+", "*", "2", "-", "//", "=", "x;"})) +
             " ";
    return "`" + out + "`";
  }

  std::mt19937_64 random_{7};
  std::vector<std::string> names_;
};

} // namespace

TEST_CASE("attack: two rules that a policy would take for one") {
  // Policies pin rules by their words.
  std::map<std::string, std::set<std::array<std::uint8_t, 32>>> digests;
  std::map<std::array<std::uint8_t, 32>, std::set<std::string>> texts;
  OddRules rules;
  for (int i = 0; i < 4000; ++i) {
    const std::string text = rules.next();
    const rules::Read read = rules::read_text(text);
    if (!read.read.program)
      continue;
    const auto program = rules::block_program(*read.read.program);
    REQUIRE(program.ok());
    const std::string words = ir::rule_text(*program, program->rules[0]);
    const auto digest = driver::program_digest(*program);
    digests[words].insert(digest);
    texts[digest].insert(words);
  }
  CHECK(digests.size() > 500);
  CHECK(digests.size() == texts.size());
  for (const auto& [words, of] : digests) {
    CAPTURE(words);
    CHECK(of.size() == 1);
  }
  for (const auto& [digest, of] : texts)
    CHECK(of.size() == 1);
}

// --- certificates as a whole --------------------------------------------------------------------

namespace {

struct Made {
  ir::BlockProgram program;
  cert::Certificate certificate;
};

Made made() {
  BlockScene scene = tokens();
  for (int i = 0; i < 40; ++i)
    scene.block("mint", {i}).block("pass", {i}).block("burn", {i});
  auto proved = driver::prove_execution(scene.program(), scene.execution(), {8, 4});
  REQUIRE(proved.ok());
  return {scene.program(), std::move(proved->certificate)};
}

/// Of texts and numbers, of linear claims and others.
Made made_of_texts() {
  BlockScene scene("sort w\nsymbols ( ) a b\n"
                   "linear relation left(n: u8, f: w)\n"
                   "relation seen(order n: u8, f: w)\n"
                   "public axiom put(n: u8, f: w) { emit left(n, f) }\n"
                   "rule wrap(n: u8, f: w) {\n  consume left(n, f)\n  emit seen(n, `( f f )`)\n}\n"
                   "rule join(n: u8, f, g: w) {\n  demand seen(n, f)\n  demand seen(n, g)\n"
                   "  let m: u8 = n + 1\n  emit seen(m, `f g`)\n}\n"
                   "public rule got(f: w, hidden n: u8) { demand seen(n, f) }\n");
  for (int i = 0; i < 12; ++i) {
    const std::string text = i % 2 == 0 ? "a" : "a b", twice = "( " + text + " " + text + " )";
    const std::int64_t word = scene.text(text), wrapped = scene.text(twice);
    scene.block("put", {i, word}).block("wrap", {i, word}).block("join", {i, wrapped, wrapped});
    scene.block("got", {scene.text(twice + " " + twice), i + 1});
  }
  auto proved = driver::prove_execution(scene.program(), scene.execution(), {4, 4});
  REQUIRE(proved.ok());
  return {scene.program(), std::move(proved->certificate)};
}

std::string verdict(const ir::BlockProgram& program, ByteView bytes) {
  const auto verified = driver::verify_execution(program, bytes);
  return verified.ok() ? "" : verified.error().code;
}

Bytes file(const std::string& path) {
  std::ifstream in(std::string(BLOCKFOLD_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Changes something of a certificate, as a forger would who knows its format.
class Forger {
public:
  explicit Forger(std::uint64_t seed) : random_(seed) {}

  void change(cert::Certificate& certificate) {
    auto& kinds = certificate.proof.kinds;
    cert::KindProof& kind = kinds[below(kinds.size())];
    switch (below(9)) {
    case 0:
      return change(certificate.public_blocks);
    case 1:
      return change_layout(certificate);
    case 2:
      return change(kind.commitments[below(3)]);
    case 3:
      return change(kind.bus_sum);
    case 4:
      return change(kind.folded_bus_sum);
    case 5:
      return change(below(2) == 0 ? kind.fold : below(2) == 0 ? kind.outer : kind.inner);
    case 6:
      return change(below(2) == 0 ? kind.row_values[below(3)] : kind.part_values[below(3)]);
    case 7:
      return change(below(2) == 0 ? kind.opening.left : kind.opening.right);
    default:
      return std::swap(kinds.front(), kind);
    }
  }

private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

  void change(Fr& value) {
    switch (below(3)) {
    case 0:
      value = Fr::zero();
      return;
    case 1:
      value = -value;
      return;
    default:
      value += Fr::from_u64(1 + below(4));
    }
  }
  template <class Item> void change_list(std::vector<Item>& list) {
    if (list.empty() || below(3) == 0)
      list.emplace_back();
    else if (below(2) == 0)
      list.pop_back();
    else
      std::swap(list.front(), list[below(list.size())]);
  }
  void change(Bytes& bytes) {
    if (bytes.empty() || below(2) == 0)
      return change_list(bytes);
    bytes[below(bytes.size())] ^= static_cast<std::uint8_t>(1U << below(8));
  }
  void change(std::vector<cert::EncodedPoint>& points) {
    if (points.empty() || below(2) == 0)
      return change_list(points);
    cert::EncodedPoint& point = points[below(points.size())];
    if (below(2) == 0)
      point[below(32)] ^= static_cast<std::uint8_t>(1U << below(8));
    else
      point = points.front();
  }
  void change(std::vector<cert::RoundMessage>& rounds) {
    if (rounds.empty() || below(3) == 0)
      return change_list(rounds);
    cert::RoundMessage& message = rounds[below(rounds.size())];
    change(message[below(message.size())]);
  }
  void change_layout(cert::Certificate& certificate) {
    auto layout = layout::decode(certificate.layout);
    REQUIRE(layout.ok());
    const auto number = [&](std::uint32_t old) {
      const std::uint32_t values[] = {
          0, 1, old + 1, old - 1, 2 * old, old ^ below32(), std::uint32_t{1} << below(32), ~0U};
      return values[below(8)];
    };
    const std::size_t k = below(layout->kinds.size());
    switch (below(6)) {
    case 0:
      layout->range.table_bits = number(layout->range.table_bits);
      break;
    case 1:
      layout->kinds[k].segments = number(layout->kinds[k].segments);
      break;
    case 2:
      layout->kinds[k].log_width = number(layout->kinds[k].log_width);
      break;
    case 3:
      change_list(layout->copies[k]);
      break;
    case 4:
      std::swap(layout->kinds.front(), layout->kinds[k]);
      std::swap(layout->copies.front(), layout->copies[k]);
      break;
    default:
      for (std::uint32_t& copies : layout->copies[k])
        copies = number(copies);
    }
    certificate.layout = layout::encode(*layout);
  }
  std::uint32_t below32() { return static_cast<std::uint32_t>(random_()); }

  std::mt19937_64 random_;
};

} // namespace

TEST_CASE("attack: certificates of executions, changed by structure") {
  for (const Made& honest : {made(), made_of_texts()}) {
    const Bytes original = cert::write_certificate(honest.certificate);
    REQUIRE(verdict(honest.program, original) == "");
    unsigned changed = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
      CAPTURE(seed);
      cert::Certificate forged = honest.certificate;
      Forger(seed).change(forged);
      const Bytes bytes = cert::write_certificate(forged);
      if (bytes == original)
        continue;
      ++changed;
      CHECK(verdict(honest.program, bytes) != "");
    }
    CHECK(changed > 250);
  }
}

TEST_CASE("attack: a certificate of theorems as one of an execution, and the reverse") {
  const Made honest = made();
  Bytes execution = cert::write_certificate(honest.certificate);
  Bytes theorem = file("tests/data/certificates/implication.bfc");
  REQUIRE(theorem.size() > 100);
  REQUIRE(theorem[4] == 1); // the version
  REQUIRE(execution[4] == 2);
  CHECK(verdict(honest.program, theorem) == "statement.subject");
  theorem[4] = 2;
  CHECK(verdict(honest.program, theorem) != "");
  execution[4] = 1;
  CHECK(verdict(honest.program, execution) != "");
  for (const std::uint8_t version : {0, 3, 127}) {
    execution[4] = version;
    CHECK(verdict(honest.program, execution) == "cert.version");
  }
}

TEST_CASE("attack: layouts that put rules where they do not belong") {
  const Made honest = made();
  const auto with = [&](const auto& change) {
    auto layout = layout::decode(honest.certificate.layout);
    REQUIRE(layout.ok());
    change(*layout);
    cert::Certificate forged = honest.certificate;
    forged.layout = layout::encode(*layout);
    return verdict(honest.program, cert::write_certificate(forged));
  };
  REQUIRE(with([](auto&) {}) == "");
  // Only `pass` is counted: public rules and the range table have the copies that they have.
  CHECK(with([](auto& l) { l.copies[0].push_back(1); }) == "layout.copies");
  CHECK(with([](auto& l) { l.copies[0].clear(); }) == "layout.copies");
  CHECK(with([](auto& l) { l.copies[0].resize(9, 1); }) == "layout.encoding");
  CHECK(with([](auto& l) { l.kinds[0].segments = 2; }) == "layout.kinds");
  CHECK(with([](auto& l) {
          for (auto& copies : l.copies)
            copies = {0};
        }) == "layout.copies"); // a kind without a chip
  CHECK(with([](auto& l) { l.copies[0][0] = 1U << 31; }) == "layout.size");
  CHECK(with([](auto& l) { l.copies[1][0] = 1U << 24; }) == "layout.size");
  CHECK(with([](auto& l) { l.kinds[1].segments = 1U << 16, l.copies[1][0] = 1U << 20; }) ==
        "layout.size"); // addresses
}
