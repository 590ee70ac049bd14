// Cheating provers of executions: each breaks one constraint of one chip, is refused, and would be
// believed if that constraint were not there.
#include "tests/soundness/block_scene.h"
#include "tests/soundness/rule_samples.h"

#include <doctest/doctest.h>

using namespace blockfold;

namespace {

using Scene = testing::BlockScene;
using Meaning = lower::StructureWire::Meaning;

const char* const kNumbers = R"(
relation byte(x: u8)
relation six(x: u6)
relation bit(x: bool)
relation wide(x: i9)
relation seen(x: field)
axiom any_byte(free x: u8) { emit byte(x) }
axiom any_six(free x: u6) { emit six(x) }
axiom any_bit(free x: bool) { emit bit(x) }
axiom any_wide(free x: i9) { emit wide(x) }
rule see_byte(x: u8) { demand byte(x)
  emit seen(x) }
rule see_six(x: u6) { demand six(x)
  emit seen(x) }
rule see_bit(x: bool) { demand bit(x)
  emit seen(x) }
rule see_wide(x: i9) { demand wide(x)
  emit seen(x) }
public rule saw(x: field) { demand seen(x) }
)";

} // namespace

TEST_CASE("blocks: what is true is believed") {
  CHECK(Scene(kNumbers)
            .block("any_byte", {255})
            .block("see_byte", {255})
            .block("saw", {}, {Fr::from_u64(255)})
            .believed());
  CHECK(Scene(kNumbers)
            .block("any_wide", {-256})
            .block("see_wide", {-256})
            .block("saw", {}, {Fr::from_i64(-256)})
            .believed());
  CHECK(Scene(kNumbers)
            .block("any_six", {63})
            .block("see_six", {63})
            .block("any_bit", {1})
            .block("see_bit", {1})
            .block("saw", {}, {Fr::from_u64(63)})
            .block("saw", {}, {Fr::one()})
            .believed());
}

TEST_CASE("blocks: a value beyond its type, by any of its digits") {
  const auto lie = [](const char* any, const char* see, std::int64_t value) {
    return Scene(kNumbers)
        .block(any, {value})
        .block(see, {value})
        .block("saw", {}, {Fr::from_i64(value)});
  };
  // 0x12c: the higher digit is 18, or nothing is carried to it.
  const Scene high =
      lie("any_byte", "see_byte", 0x12c).edit({"any_byte", 0, Meaning::Digit, 0, 1, 18});
  high.breaks_only("any_byte", "x has 8 bits", 0);
  const Scene low =
      lie("any_byte", "see_byte", 0x12c).edit({"any_byte", 0, Meaning::Digit, 0, 1, 2});
  low.breaks_only("any_byte", "x has 8 bits", 1);
  // 0x7c has two digits, but six bits leave the higher one only two of its four.
  lie("any_six", "see_six", 0x7c).breaks_only("any_six", "x has 6 bits", 2);
  lie("any_bit", "see_bit", 2).breaks_only("any_bit", "x has 1 bits");
  // -257 is below the least value: its digits would start below zero.
  CHECK_FALSE(lie("any_wide", "see_wide", -257).believed());
  CHECK_FALSE(lie("any_wide", "see_wide", 256).believed());
}

namespace {

const std::string kConditions = R"(
relation pair(x: u8, y: u8)
relation seen(x: field)
table tiny = rows (0, 1) (1, 3)
axiom any(free x, y: u8) { emit pair(x, y) }
)" + soundness::kEquations + soundness::kInequalities +
                                R"(rule listed(x, y: u8) {
  demand pair(x, y)
  lookup tiny(x, y)
  emit seen(x)
}
public rule saw(x: field) { demand seen(x) }
)";

Scene condition(const char* rule, std::int64_t x, std::int64_t y, std::uint64_t seen) {
  return Scene(kConditions)
      .block("any", {x, y})
      .block(rule, {x, y})
      .block("saw", {}, {Fr::from_u64(seen)});
}

} // namespace

TEST_CASE("blocks: conditions that hold are believed, others are not") {
  CHECK(condition("product", 3, 4, 13).believed());
  CHECK(condition("cube", 3, 4, 48).believed());
  CHECK(condition("equal", 9, 9, 9).believed());
  CHECK(condition("root", 9, 81, 9).believed());
  CHECK(condition("different", 9, 8, 9).believed());
  CHECK(condition("less", 8, 9, 8).believed());
  CHECK(condition("listed", 1, 3, 1).believed());

  condition("equal", 9, 8, 9).breaks_only("equal", "required to be zero");
  condition("root", 9, 82, 9).breaks_only("root", "required to be zero");
  condition("different", 9, 9, 9).breaks_only("different", "required not to be zero");
  condition("less", 9, 9, 9).breaks_only("less", "the difference has 8 bits", 1);
  condition("listed", 0, 3, 0).breaks_only("listed", "looks into tiny");
}

TEST_CASE("blocks: a definition that is not what it equals, a product that is none") {
  condition("product", 3, 4, 14)
      .edit({"product", 0, Meaning::Value, 2, 0, 14})
      .breaks_only("product", "defines z");
  // Without their rows, the wires of products hold 7.
  condition("cube", 3, 4, 7).breaks_only("cube", "product", 1);
  condition("cube", 3, 4, 28).breaks_only("cube", "product", 0);
}

TEST_CASE("blocks: demands of claims that nobody emits") {
  Scene(kConditions)
      .block("equal", {9, 9})
      .block("saw", {}, {Fr::from_u64(9)})
      .breaks_only("equal", "demands pair");
  Scene(kConditions)
      .block("any", {9, 9})
      .block("saw", {}, {Fr::from_u64(9)})
      .breaks_only("saw", "demands seen");
  // An emission cannot be found elsewhere: another relation, a permuted tuple, a shorter one.
  CHECK_FALSE(Scene(kConditions)
                  .block("any", {8, 9})
                  .block("equal", {9, 8})
                  .block("saw", {}, {Fr::from_u64(9)})
                  .believed());
}

namespace {

const char* const kCoins = R"(
linear relation coin(id: u8)
linear relation spent(id: u8)
relation stamped(id: u8)
public axiom mint(id: u8) { emit coin(id) }
rule spend(id: u8) {
  consume coin(id)
  emit spent(id)
  emit stamped(id)
}
public rule shop(id: u8) { consume spent(id) }
public rule receipt(id: u8) { demand stamped(id) }
)";

} // namespace

TEST_CASE("blocks: linear claims are consumed exactly once") {
  CHECK(Scene(kCoins)
            .block("mint", {1})
            .block("spend", {1})
            .block("shop", {1})
            .block("receipt", {1})
            .block("receipt", {1})
            .believed());
  CHECK(Scene(kCoins)
            .block("mint", {1})
            .block("mint", {1})
            .block("spend", {1})
            .block("spend", {1})
            .block("shop", {1})
            .block("shop", {1})
            .believed());

  Scene(kCoins).block("spend", {1}).block("shop", {1}).breaks_only("spend", "consumes coin");
  Scene(kCoins).block("shop", {1}).breaks_only("shop", "consumes spent");
  Scene(kCoins).block("mint", {1}).breaks_only("mint", "emits coin");
  Scene(kCoins).block("mint", {1}).block("spend", {1}).breaks_only("spend", "emits spent");
  // One coin, spent twice.
  CHECK_FALSE(Scene(kCoins)
                  .block("mint", {1})
                  .block("spend", {1})
                  .block("spend", {1})
                  .block("shop", {1})
                  .block("shop", {1})
                  .believed());
  // Two coins, spent at once by a block that counts twice.
  Scene(kCoins)
      .block("mint", {1})
      .block("mint", {1})
      .block("spend", {1})
      .edit({"spend", 0, Meaning::Active, 0, 0, 2})
      .block("shop", {1})
      .block("shop", {1})
      .breaks_only("spend", "active is 0 or 1");
}

TEST_CASE("blocks: a block that does not count concludes nothing") {
  const Scene idle = Scene(kCoins)
                         .block("spend", {1})
                         .block("receipt", {1})
                         .edit({"spend", 0, Meaning::Active, 0, 0, 0});
  idle.breaks_only("spend", "emits stamped only if active");
}

namespace {

const char* const kNodes = R"(
unique relation node(at: address, v: u8)
relation both(x: u8, y: u8)
axiom leaf(free v: u8) { emit node(self, v) }
rule two(a, b: address, x, y: u8) {
  demand node(a, x)
  demand node(b, y)
  require a != b
  emit both(x, y)
}
public rule saw(x, y: u8) { demand both(x, y) }
)";

} // namespace

TEST_CASE("blocks: addresses are those of different blocks") {
  const auto leaf = [](const Scene& scene, std::uint32_t number) {
    return static_cast<std::int64_t>(ir::block_ref(scene.index("leaf"), number));
  };
  Scene honest(kNodes);
  honest.block("leaf", {5})
      .block("leaf", {5})
      .block("two", {leaf(honest, 0), leaf(honest, 1), 5, 5})
      .block("saw", {5, 5});
  CHECK(honest.believed());
  Scene one(kNodes);
  one.block("leaf", {5}).block("two", {leaf(one, 0), leaf(one, 0), 5, 5}).block("saw", {5, 5});
  one.breaks_only("two", "required not to be zero");
  Scene other(kNodes);
  other.block("leaf", {5})
      .block("leaf", {6})
      .block("two", {leaf(other, 0), leaf(other, 1), 6, 5})
      .block("saw", {6, 5});
  CHECK_FALSE(other.believed());
}

// --- the statement ------------------------------------------------------------------------------

namespace {

struct Made {
  ir::BlockProgram program;
  cert::Certificate certificate;
};

Made made() {
  Scene scene(kConditions);
  scene.block("any", {3, 4})
      .block("product", {3, 4})
      .block("cube", {3, 4})
      .block("saw", {}, {Fr::from_u64(13)})
      .block("saw", {}, {Fr::from_u64(48)});
  auto proved = driver::prove_execution(scene.program(), scene.execution());
  REQUIRE(proved.ok());
  return {scene.program(), proved->certificate};
}

std::string verdict(const ir::BlockProgram& program, const cert::Certificate& certificate) {
  const auto verified = driver::verify_execution(program, cert::write_certificate(certificate));
  return verified.ok() ? "valid" : verified.error().code;
}

} // namespace

TEST_CASE("blocks: another statement, another program, another subject") {
  Made honest = made();
  REQUIRE(verdict(honest.program, honest.certificate) == "valid");

  cert::Certificate forged = honest.certificate;
  forged.public_blocks[1] ^= 1; // the first value
  CHECK(verdict(honest.program, forged).starts_with("verify."));
  forged = honest.certificate;
  forged.public_blocks[0] = 1; // one block less
  forged.public_blocks.resize(33);
  CHECK(verdict(honest.program, forged) != "valid");
  forged.public_blocks = {0};
  CHECK(verdict(honest.program, forged) == "statement.goal");
  forged.public_blocks = {};
  CHECK(verdict(honest.program, forged) == "statement.blocks");
  forged = honest.certificate;
  forged.subject = cert::Subject::Theorems;
  CHECK(verdict(honest.program, forged) == "statement.subject");

  // Everything that a circuit is made from is in the digest.
  const auto changed = [&](const auto& change) {
    ir::BlockProgram program = honest.program;
    change(program);
    return verdict(program, honest.certificate);
  };
  CHECK(changed([](auto& p) { p.relations[0].linear = true; }) == "statement.program");
  CHECK(changed([](auto& p) { p.relations[0].arguments[0].type.bits = 9; }) == "statement.program");
  CHECK(changed([](auto& p) { p.tables[0].rows[0][1] = 2; }) == "statement.program");
  CHECK(changed([](auto& p) { p.rules[0].variables[0].range_checked = false; }) ==
        "statement.program");
  CHECK(changed([](auto& p) { p.rules[1].variables[2].definition = {}; }) == "statement.program");
  CHECK(changed([](auto& p) { p.rules[1].claims[0].kind = ir::BlockClaim::Kind::Emit; }) ==
        "statement.program");
  CHECK(changed([](auto& p) { p.rules[3].constraints.clear(); }) == "statement.program");
  CHECK(changed([](auto& p) { p.rules[7].lookups.clear(); }) == "statement.program");
  CHECK(changed([](auto& p) { p.rules[6].constraints[0].bits = 64; }) == "statement.program");
}

TEST_CASE("blocks: layouts that leave out a check") {
  const Made honest = made();
  const auto with_layout = [&](const auto& change) {
    auto layout = layout::decode(honest.certificate.layout);
    REQUIRE(layout.ok());
    change(*layout);
    cert::Certificate forged = honest.certificate;
    forged.layout = layout::encode(*layout);
    return verdict(honest.program, forged);
  };
  CHECK(with_layout([](auto&) {}) == "valid");
  CHECK(with_layout([](auto& l) { l.range.table_bits = 0; }) == "layout.range");
  CHECK(with_layout([](auto& l) { l.range.table_bits = 5; }) == "layout.range");
  CHECK(with_layout([](auto& l) { l.range.table_bits = 24; }) == "layout.range");
  CHECK(with_layout([](auto& l) { l.range.time_limbs = 1; }) == "layout.range");
  CHECK(with_layout([](auto& l) { l.dummies.push_back(1); }) == "layout.dummies");
  CHECK(with_layout([](auto& l) { l.copies[0].pop_back(); }) == "layout.copies");
  CHECK(with_layout([](auto& l) { l.copies[0][0] += 1; }) != "valid");
}

TEST_CASE("blocks: no byte of a certificate may change") {
  const Made honest = made();
  const Bytes bytes = cert::write_certificate(honest.certificate);
  for (std::size_t i = 0; i<bytes.size(); i += bytes.size()> 4000 ? 7 : 1) {
    Bytes changed = bytes;
    changed[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
    CHECK_FALSE(driver::verify_execution(honest.program, changed).ok());
  }
  for (std::size_t size = 0; size < bytes.size(); size += 97)
    CHECK_FALSE(driver::verify_execution(honest.program, ByteView(bytes).first(size)).ok());
}
