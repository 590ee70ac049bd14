// Cheating provers of executions with texts: what makes a claim's text the one that its block was
// said to have before the challenge was drawn, and what makes numbers of it (length, fingerprint,
// power) be those of that text. docs/rules-soundness.md, section 7.
#include "compiler/driver/verify.h"
#include "tests/soundness/block_scene.h"

using namespace blockfold;
using Scene = testing::BlockScene;
using Meaning = lower::StructureWire::Meaning;
using TextMeaning = lower::TextWire::Meaning;

namespace {

// A claim of `says` has the fields n, length, fingerprint, power, site.
constexpr std::uint32_t kLengthField = 2, kTextField = 3, kPowField = 4, kSiteField = 5;

const char* const kTexts = R"(
sort word
symbols a b c ( )
relation says(order n: u8, t: word)
axiom ab { emit says(0, `a b`) }
axiom a_and_b {
  emit says(0, `a`)
  emit says(0, `b`)
}
axiom either {
  emit says(0, `c`)
  emit says(0, `c`)
}
rule copy(n: u8, x: word) {
  demand says(n, x)
  let m: u8 = n + 1
  emit says(m, x)
}
rule wrap(n: u8, x: word) {
  demand says(n, x)
  let m: u8 = n + 1
  emit says(m, `( x )`)
}
rule join(n, k: u8, x, y: word) {
  demand says(n, x)
  demand says(k, y)
  let m: u8 = n + k + 1
  emit says(m, `x y`)
}
rule unwrap(n, k: u8, x: word) {
  demand says(n, x)
  demand says(k, `( x )`)
  let m: u8 = n + k + 1
  emit says(m, `c`)
}
public rule saw(t: word, hidden n: u8) { demand says(n, t) }
public rule saw_some(n: u8, hidden t: word) { demand says(n, t) }
)";

Scene scene() {
  return Scene(kTexts);
}

Fr code(const Scene& of, const char* symbol) {
  return Fr::from_u64(of.code(symbol));
}

} // namespace

TEST_CASE("texts of blocks: what is true is believed") {
  Scene one = scene();
  one.block("ab", {}).block("wrap", {0, one.text("a b")});
  one.block("saw", {one.text("( a b )"), 1});
  CHECK(one.believed());

  Scene two = scene();
  const std::int64_t a = two.text("a"), b = two.text("b"), ab = two.text("a b");
  two.block("a_and_b", {}).block("join", {0, 0, a, b}).block("join", {1, 0, ab, ab});
  two.block("ab", {}).block("saw", {two.text("a b a b"), 2}).block("saw", {ab, 1});
  CHECK(two.believed());

  Scene compared = scene();
  compared.block("ab", {}).block("wrap", {0, compared.text("a b")});
  compared.block("unwrap", {0, 1, compared.text("a b")}).block("saw", {compared.text("c"), 2});
  CHECK(compared.believed());

  Scene hidden = scene();
  hidden.block("ab", {}).block("saw_some", {0, hidden.text("a b")});
  CHECK(hidden.believed());
}

TEST_CASE("texts of blocks: a text that nobody concluded") {
  Scene other = scene();
  other.block("ab", {}).block("copy", {0, other.text("b a")}).block("saw", {other.text("b a"), 1});
  other.breaks_only("copy", "demands says");

  Scene stated = scene();
  stated.block("ab", {})
      .block("copy", {0, stated.text("a b")})
      .block("saw", {stated.text("a c"), 1});
  stated.breaks_only("saw", "demands says");

  // ( x ) is not what was concluded, although x was.
  Scene inside = scene();
  inside.block("ab", {}).block("wrap", {0, inside.text("a b")});
  inside.block("unwrap", {0, 0, inside.text("a b")}).block("saw", {inside.text("c"), 1});
  inside.breaks_only("unwrap", "demands says", 1);
}

TEST_CASE("texts of blocks: a claim of another block than it is said to be") {
  // Both say the same, so only the place differs that was fixed before the challenge.
  Scene place = scene();
  place.block("ab", {}).block("a_and_b", {}).block("copy", {0, place.text("a b")});
  place.block("saw", {place.text("a b"), 1});
  Scene wrong = place;
  wrong.edit(testing::SiteEdit{"copy", 0, 0, "a_and_b", 0, 0});
  wrong.breaks_only_field("says", kSiteField);

  // The other emission of the right block.
  Scene ordinal = scene();
  ordinal.block("a_and_b", {}).block("copy", {0, ordinal.text("a")});
  ordinal.block("saw", {ordinal.text("a"), 1});
  CHECK(ordinal.believed());
  ordinal.edit(testing::SiteEdit{"copy", 0, 0, "a_and_b", 0, 1});
  ordinal.breaks_only_field("says", kSiteField);

  // Of two emissions of one claim, either will do.
  Scene either = scene();
  either.block("either", {}).block("copy", {0, either.text("c")});
  either.block("saw", {either.text("c"), 1});
  CHECK(either.believed());
  either.edit(testing::SiteEdit{"copy", 0, 0, "either", 0, 1});
  CHECK(either.believed());

  // No block at all.
  Scene nowhere = place;
  nowhere.edit(testing::Edit{"copy", 0, Meaning::Site, 0, 0, 1'000'000});
  nowhere.breaks_only_field("says", kSiteField);
}

TEST_CASE("texts of blocks: a text that is chosen after the challenge") {
  // The prover knows r and has `copy` pass on whichever of two texts it likes. The place of the
  // claim that it rests on was fixed before; it is the place of one of them.
  Scene late = scene();
  late.block("a_and_b", {}).block("copy", {0, late.text("a")}).block("saw", {late.text("b"), 1});
  const Fr b = code(late, "b");
  late.edit(testing::TextEdit{"copy", 0, TextMeaning::Fingerprint, 1,
                              [b](const cs::CoefficientTable&) { return b; }});
  late.edit(testing::SiteEdit{"saw", 0, 0, "copy", 0, 0});
  late.breaks_only_field("says", kSiteField);
}

TEST_CASE("texts of blocks: a lie about a length") {
  Scene length = scene();
  length.block("ab", {}).block("copy", {0, length.text("a b")});
  length.block("saw", {length.text("a b"), 1});
  length.edit(testing::Edit{"copy", 0, Meaning::PremiseLength, 1, 0, 3});
  length.breaks_only_field("says", kLengthField);
}

TEST_CASE("texts of blocks: a lie about a fingerprint, or a power") {
  Scene text = scene();
  text.block("ab", {}).block("copy", {0, text.text("a b")}).block("saw", {text.text("b b"), 1});
  const Fr b = code(text, "b");
  text.edit(testing::TextEdit{
      "copy", 0, TextMeaning::Fingerprint, 1,
      [b](const cs::CoefficientTable& table) { return b * table.challenges().r + b; }});
  text.edit(testing::SiteEdit{"saw", 0, 0, "copy", 0, 0});
  text.breaks_only_field("says", kTextField);

  Scene pow = scene();
  pow.block("ab", {}).block("copy", {0, pow.text("a b")}).block("saw", {pow.text("a b"), 1});
  pow.edit(testing::TextEdit{"copy", 0, TextMeaning::Pow, 1,
                             [](const cs::CoefficientTable& table) { return table.r_power(3); }});
  pow.breaks_only_field("says", kPowField);
}

TEST_CASE("texts of blocks: products of a joined text that are none") {
  // c b instead of a b: the product of the first text with the power of the second.
  Scene text = scene();
  const std::int64_t a = text.text("a"), b = text.text("b");
  text.block("a_and_b", {}).block("join", {0, 0, a, b}).block("saw", {text.text("c b"), 1});
  const Fr c = code(text, "c");
  text.edit(
      testing::TextEdit{"join", 0, TextMeaning::Defined, 0, [c](const cs::CoefficientTable& table) {
                          return c * table.challenges().r;
                        }});
  text.edit(testing::SiteEdit{"saw", 0, 0, "join", 0, 0});
  text.breaks_only("join", "text");

  // The power of "a b" is said to be r^2 b / a. Then "a" before it makes "b a b".
  Scene pow = scene();
  const std::int64_t first = pow.text("a"), second = pow.text("b"), both = pow.text("a b");
  pow.block("a_and_b", {}).block("join", {0, 0, first, second});
  pow.block("join", {0, 1, first, both}).block("saw", {pow.text("b a b"), 2});
  const Fr shift = code(pow, "b") * code(pow, "a").inverse();
  const auto wrong = [shift](const cs::CoefficientTable& table) {
    return shift * table.r_power(2);
  };
  pow.edit(testing::TextEdit{"join", 0, TextMeaning::Defined, 1, wrong});
  pow.edit(testing::TextEdit{"join", 1, TextMeaning::Pow, 3, wrong});
  pow.edit(testing::TextEdit{"join", 1, TextMeaning::Defined, 1,
                             [](const cs::CoefficientTable& table) { return table.r_power(3); }});
  pow.edit(testing::SiteEdit{"saw", 0, 0, "join", 1, 0});
  pow.breaks_only("join", "pow");
}

TEST_CASE("texts of blocks: a text that grows without end") {
  // Doubled 24 times, "a" has 2^24 symbols; if lengths could go on, they would wrap.
  const char* const doubling = R"(
sort word
symbols a
relation says(order n: u8, t: word)
axiom start { emit says(0, `a`) }
rule double(n: u8, x: word) {
  demand says(n, x)
  let m: u8 = n + 1
  emit says(m, `x x`)
}
public rule grew(n: u8, hidden t: word) { demand says(n, t) }
)";
  unsigned top = 0; // number of the row that looks up the highest digit
  const auto grown = [&](std::uint32_t times) {
    Scene out(doubling);
    // Texts stay short on paper; the wires hold what is said of a^(2^n).
    const std::int64_t a = out.text("a");
    const auto say = [&](const char* rule, std::uint32_t block, std::uint32_t n) {
      const std::uint64_t length = std::uint64_t{1} << n;
      out.edit(testing::Edit{rule, block, Meaning::PremiseLength, 1, 0, length});
      out.edit(testing::TextEdit{
          rule, block, TextMeaning::Pow, 1,
          [length](const cs::CoefficientTable& table) { return table.r_power(length); }});
      out.edit(testing::TextEdit{rule, block, TextMeaning::Fingerprint, 1,
                                 [length](const cs::CoefficientTable& table) {
                                   const Fr &one = Fr::one(), r = table.challenges().r;
                                   return (table.r_power(length) - one) * (r - one).inverse();
                                 }});
      out.edit(
          testing::SiteEdit{rule, block, 0, n == 0 ? "start" : "double", n == 0 ? 0 : n - 1, 0});
    };
    out.block("start", {}).block("grew", {times, a});
    say("grew", 0, times);
    for (std::uint32_t n = 0; n < times; ++n) {
      out.block("double", {n, a});
      say("double", n, n);
    }
    // What is beyond all digits is said to be in the last.
    const auto& variables = out.program().rules[out.index("double")].variables;
    const auto before = static_cast<std::uint32_t>(
        std::ranges::count_if(variables, [](const auto& v) { return v.range_checked; }) - 1);
    const std::uint32_t bits = out.table_bits(), last = ir::kTextLengthBits / bits - 1;
    for (std::uint32_t n = 0; n < times; ++n)
      for (std::uint32_t limb = 1; limb <= last; ++limb)
        out.edit(testing::Edit{"double", n, Meaning::Digit, before, limb,
                               (std::uint64_t{2} << n) >> (limb * bits) &
                                   (limb == last ? UINT64_MAX : (std::uint64_t{1} << bits) - 1)});
    top = last - 1; // after the lookups of the digits between
    return out;
  };
  CHECK(grown(23).believed());
  grown(24).breaks_only("double", "the length of `x x` has 24 bits", top);
}

TEST_CASE("texts of blocks: linear claims") {
  const char* const tape = R"(
sort word
symbols a b
linear relation tape(t: word)
linear relation over(t: word)
public axiom start(t: word) { emit tape(t) }
rule turn(t: word) {
  consume tape(t)
  emit over(`t b`)
}
public rule end(t: word) { consume over(t) }
)";
  Scene honest(tape);
  const std::int64_t a = honest.text("a"), ab = honest.text("a b");
  honest.block("start", {a}).block("start", {a}).block("turn", {a}).block("turn", {a});
  honest.block("end", {ab}).block("end", {ab});
  CHECK(honest.believed());

  // One tape for two, by both names of its place.
  Scene twice = honest;
  twice.edit(testing::SiteEdit{"turn", 1, 0, "start", 0, 0});
  CHECK_FALSE(twice.believed());
  Scene once(tape);
  once.block("start", {once.text("a")}).block("turn", {once.text("a")});
  once.block("end", {once.text("a b")}).block("end", {once.text("a b")});
  CHECK_FALSE(once.believed());
  Scene none(tape);
  none.block("turn", {none.text("a")}).block("end", {none.text("a b")});
  none.breaks_only("turn", "consumes tape");
  Scene other(tape);
  other.block("start", {other.text("b")}).block("turn", {other.text("b")});
  other.block("end", {other.text("a b")});
  CHECK_FALSE(other.believed());
}

// --- the statement ------------------------------------------------------------------------------

TEST_CASE("texts of blocks: another statement, another program") {
  Scene of = scene();
  of.block("ab", {}).block("wrap", {0, of.text("a b")}).block("saw", {of.text("( a b )"), 1});
  auto proved = driver::prove_execution(of.program(), of.execution());
  REQUIRE(proved.ok());
  const cert::Certificate& honest = proved->certificate;
  const auto verdict = [](const ir::BlockProgram& program, const cert::Certificate& certificate) {
    const auto verified = driver::verify_execution(program, cert::write_certificate(certificate));
    return verified.ok() ? "valid" : verified.error().code;
  };
  REQUIRE(verdict(of.program(), honest) == "valid");

  // One block of `saw`, of four symbols; none of `saw_some`.
  REQUIRE(honest.public_blocks == Bytes{1, 4, 4, 1, 2, 5, 0});
  const auto stated = [&](Bytes blocks) {
    cert::Certificate forged = honest;
    forged.public_blocks = std::move(blocks);
    return verdict(of.program(), forged);
  };
  CHECK(stated({1, 4, 4, 1, 3, 5, 0}).starts_with("verify."));    // another symbol
  CHECK(stated({1, 4, 4, 2, 1, 5, 0}).starts_with("verify."));    // another order
  CHECK(stated({1, 3, 4, 1, 5, 0}).starts_with("verify."));       // fewer
  CHECK(stated({1, 5, 4, 1, 2, 5, 5, 0}).starts_with("verify.")); // more
  CHECK(stated({1, 4, 4, 1, 2, 0, 0}) == "statement.blocks");     // no symbol
  CHECK(stated({1, 4, 4, 1, 2, 6, 0}) == "statement.blocks");     // beyond the last symbol
  CHECK(stated({1, 100, 4, 1, 2, 5, 0}) == "statement.blocks");   // longer than the certificate

  const auto changed = [&](const auto& change) {
    ir::BlockProgram program = of.program();
    change(program);
    return verdict(program, honest);
  };
  const auto made = [](ir::BlockProgram& p, const char* rule) -> ir::BlockVariable& {
    for (ir::BlockVariable& variable : p.rules[*p.find_rule(rule)].variables)
      if (!variable.text.empty())
        return variable;
    FAIL("no text");
    return p.rules[0].variables[0];
  };
  CHECK(changed([](auto&) {}) == "valid");
  CHECK(changed([](auto& p) { std::swap(p.symbols[1], p.symbols[2]); }) == "statement.program");
  CHECK(changed([](auto& p) { p.symbols.emplace_back("d"); }) == "statement.program");
  CHECK(changed([](auto& p) { p.sorts[0] = "wff"; }) == "statement.program");
  CHECK(changed([&](auto& p) { made(p, "wrap").text.pop_back(); }) == "statement.program");
  CHECK(changed([&](auto& p) { made(p, "wrap").text[0] = ir::Item::constant(1); }) ==
        "statement.program");
  CHECK(changed([&](auto& p) { made(p, "join").range_checked = false; }) == "statement.program");
  CHECK(changed([&](auto& p) { made(p, "join").type.sort = 1; }) == "statement.program");
}

// --- attacks ------------------------------------------------------------------------------------

namespace {

/// Claims with a text and a number each; `sized` has both, and what it says rests on two claims.
Scene sizes() {
  Scene out(R"(
sort word
symbols a b
relation says(t: word)
relation size(t: word, k: u8)
relation sized(k: u8, t: word)
axiom a { emit says(`a`) }
axiom one {
  emit size(`a`, 1)
  emit size(`b`, 2)
}
rule both(t: word, k: u8) {
  demand says(t)
  demand size(t, k)
  emit sized(k, t)
}
public rule saw(t: word, k: u8) { demand size(t, k) }
public rule found(t: word, k: u8) { demand sized(k, t) }
)");
  out.block("a", {}).block("one", {});
  return out;
}
// A claim of `size` has the fields length, fingerprint, power, k, site.
constexpr std::uint32_t kSizeText = 2, kSizeNumber = 4;

} // namespace

TEST_CASE("attack on texts: a text of one block with the number of another") {
  Scene honest = sizes();
  honest.block("both", {honest.text("a"), 1}).block("saw", {honest.text("b"), 2});
  honest.block("found", {honest.text("a"), 1});
  CHECK(honest.believed());

  // (a, 2), of (a, 1) and (b, 2): it has to rest on one of them.
  for (const std::uint32_t ordinal : {0U, 1U}) {
    Scene mixed = sizes();
    mixed.block("saw", {mixed.text("a"), 2});
    mixed.edit(testing::SiteEdit{"saw", 0, 0, "one", 0, ordinal});
    mixed.breaks_only_field("size", ordinal == 0 ? kSizeNumber : kSizeText);
  }
  // The same in the middle of a derivation: a was said, and 2 is the size of b.
  Scene between = sizes();
  between.block("both", {between.text("a"), 2}).block("found", {between.text("a"), 2});
  between.edit(testing::SiteEdit{"both", 0, 1, "one", 0, 1});
  between.breaks_only_field("size", kSizeText);
  // A variable has one fingerprint, whatever the prover makes it after the challenge.
  Scene late = between;
  const Fr b = code(late, "b");
  late.edit(testing::TextEdit{"both", 0, TextMeaning::Fingerprint, 0,
                              [b](const cs::CoefficientTable&) { return b; }});
  late.edit(testing::SiteEdit{"found", 0, 0, "both", 0, 0});
  CHECK_FALSE(late.believed());
}

TEST_CASE("attack on texts: empty texts, and texts around them") {
  const char* const empty = R"(
sort word
symbols a ( )
relation says(order n: u8, t: word)
axiom nothing { emit says(0, ``) }
axiom letter { emit says(0, `a`) }
rule wrap(n: u8, x: word) {
  demand says(n, x)
  let m: u8 = n + 1
  emit says(m, `( x )`)
}
rule join(n, k: u8, x, y: word) {
  demand says(n, x)
  demand says(k, y)
  let m: u8 = n + k + 1
  emit says(m, `x y`)
}
public rule saw(t: word, hidden n: u8) { demand says(n, t) }
)";
  Scene honest(empty);
  const std::int64_t none = honest.text(""), a = honest.text("a");
  honest.block("nothing", {}).block("letter", {}).block("wrap", {0, none});
  honest.block("join", {0, 0, none, none})
      .block("join", {0, 0, none, a})
      .block("join", {0, 0, a, none});
  honest.block("saw", {none, 0}).block("saw", {none, 1}).block("saw", {a, 1});
  honest.block("saw", {honest.text("( )"), 1});
  CHECK(honest.believed());

  // An empty text is no other's, and no text is lost beside one.
  for (const char* other : {"a", "(", "( )", "a a"}) {
    CAPTURE(other);
    Scene lie(empty);
    lie.block("nothing", {}).block("saw", {lie.text(other), 0});
    lie.edit(testing::SiteEdit{"saw", 0, 0, "nothing", 0, 0});
    CHECK_FALSE(lie.believed());
    Scene joined(empty);
    joined.block("nothing", {}).block("letter", {});
    joined.block("join", {0, 0, joined.text("a"), joined.text("")});
    joined.block("saw", {joined.text(other), 1});
    joined.edit(testing::SiteEdit{"saw", 0, 0, "join", 0, 0});
    CHECK(joined.believed() == (std::string_view(other) == "a"));
  }
  Scene lost(empty);
  lost.block("letter", {}).block("saw", {lost.text(""), 0});
  lost.edit(testing::SiteEdit{"saw", 0, 0, "letter", 0, 0});
  CHECK_FALSE(lost.believed());
  // The power of an empty text is 1. Said to be 0, it would make (a, empty) empty but for its
  // length.
  Scene pow(empty);
  pow.block("nothing", {}).block("letter", {}).block("join", {0, 0, pow.text("a"), pow.text("")});
  pow.block("saw", {pow.text("a"), 0});
  pow.edit(testing::TextEdit{"join", 0, TextMeaning::Pow, 3,
                             [](const cs::CoefficientTable&) { return Fr::zero(); }});
  pow.breaks_only_field("says", kPowField);
}

TEST_CASE("attack on texts: one sequence of symbols, cut in several ways") {
  Scene honest = scene();
  const std::int64_t a = honest.text("a"), b = honest.text("b"), ab = honest.text("a b");
  honest.block("a_and_b", {}).block("ab", {});
  honest.block("join", {0, 0, ab, a}).block("join", {0, 0, b, a});
  honest.block("join", {0, 1, a, honest.text("b a")});
  honest.block("saw", {honest.text("a b a"), 1}).block("saw", {honest.text("a b a"), 2});
  CHECK(honest.believed());

  // Where the whole is right, its parts still have to be what was said: (a b, a) for (a, b a).
  Scene moved = scene();
  moved.block("a_and_b", {}).block("ab", {});
  moved.block("join", {0, 0, moved.text("a"), moved.text("b a")});
  moved.block("saw", {moved.text("a b a"), 1});
  moved.edit(testing::SiteEdit{"join", 0, 0, "ab", 0, 0});
  moved.edit(testing::SiteEdit{"join", 0, 1, "a_and_b", 0, 0});
  CHECK_FALSE(moved.believed());

  // A repeated variable is one text.
  const char* const twice = R"(
sort word
symbols a b
relation says(t: word)
relation same(t: word)
axiom start {
  emit says(`a`)
  emit says(`a b`)
  emit says(`a a`)
}
rule equal(x: word) {
  demand says(x)
  demand says(`x x`)
  emit same(x)
}
public rule saw(t: word) { demand same(t) }
)";
  Scene repeated(twice);
  repeated.block("start", {})
      .block("equal", {repeated.text("a")})
      .block("saw", {repeated.text("a")});
  CHECK(repeated.believed());
  repeated.edit(testing::SiteEdit{"equal", 0, 1, "start", 0, 1});
  repeated.breaks_only_field("says", 2);
}

TEST_CASE("attack on texts: a claim that rests on itself, or on a place where nothing is emitted") {
  Scene self = scene();
  self.block("copy", {0, self.text("b")}).block("saw", {self.text("b"), 1});
  self.edit(testing::SiteEdit{"copy", 0, 0, "copy", 0, 0});
  self.breaks_only_field("says", 1); // the order

  Scene circle = scene();
  circle.block("copy", {0, circle.text("b")}).block("copy", {1, circle.text("b")});
  circle.block("saw", {circle.text("b"), 1});
  circle.edit(testing::SiteEdit{"copy", 0, 0, "copy", 1, 0});
  circle.edit(testing::SiteEdit{"copy", 1, 0, "copy", 0, 0});
  circle.breaks_only_field("says", 1);

  // `ab` emits one text; the place of a second is nobody's.
  Scene second = scene();
  second.block("ab", {}).block("copy", {0, second.text("a b")});
  second.block("saw", {second.text("a b"), 1});
  second.edit(testing::SiteEdit{"copy", 0, 0, "ab", 0, 1});
  second.breaks_only_field("says", kSiteField);
}

TEST_CASE("attack on texts: a claim of another relation, with the same fields at the same place") {
  // Sorts keep nothing apart by themselves: relations do.
  const char* const kinds = R"(
sort word name
symbols a
relation says(t: word)
relation calls(t: name)
linear relation has(t: word)
public axiom say { emit says(`a`) }
public axiom call { emit calls(`a`) }
public axiom give { emit has(`a`) }
public rule said(t: word) { demand says(t) }
public rule called(t: name) { demand calls(t) }
public rule taken(t: word) { consume has(t) }
)";
  const std::pair<const char*, const char*> own[] = {
      {"say", "said"}, {"call", "called"}, {"give", "taken"}};
  for (const auto& [emits, demanded_by] : own)
    for (const auto& [other, demands] : own) {
      CAPTURE(emits);
      CAPTURE(demands);
      Scene out(kinds);
      out.block(emits, {}).block(demands, {out.text("a")});
      out.edit(testing::SiteEdit{demands, 0, 0, emits, 0, 0});
      CHECK(out.believed() == (std::string_view(demands) == demanded_by));
    }
}

TEST_CASE("attack on texts: blocks in other segments, statements in another order") {
  const char* const list = R"(
sort word
symbols a b
relation item(i: u8, t: word)
relation kept(i: u8, t: word)
public axiom put(i: u8, t: word) { emit item(i, t) }
rule keep(i: u8, t: word) {
  demand item(i, t)
  emit kept(i, `t a`)
}
public rule got(i: u8, t: word) { demand kept(i, t) }
)";
  const auto made = [&] {
    Scene out(list);
    for (int i = 0; i < 40; ++i) {
      const std::string text = i % 2 == 0 ? "a" : "a b";
      const std::int64_t word = out.text(text);
      out.block("put", {i, word}).block("keep", {i, word});
      out.block("got", {i, out.text(text + " a")});
    }
    return out.planned({8, 4});
  };
  CHECK(made().believed());
  // A block rests on one in another segment, with the same text and another number.
  Scene elsewhere = made();
  elsewhere.edit(testing::SiteEdit{"got", 2, 0, "keep", 36, 0});
  elsewhere.breaks_only_field("kept", 1);

  using Blocks = lower::PublicBlocks;
  const auto stated = [&](const auto& change, bool follow = false) {
    Scene out = made();
    for (const std::uint32_t block : {0U, 1U})
      if (follow)
        out.edit(testing::SiteEdit{"got", block, 0, "keep", 1 - block, 0});
    const ir::BlockRuleIndex got = out.index("got");
    return out.state([&, got](Blocks& blocks) { change(blocks, blocks[got]); }).believed();
  };
  const auto exchange = [](ir::RuleBlocks& of, ir::VariableIndex i) {
    std::swap(of.words[i][0], of.words[i][1]);
  };
  // Whole blocks in another order say the same if they rest on the same claims as before; texts
  // without their numbers never do.
  const auto both = [&](Blocks&, ir::RuleBlocks& of) { exchange(of, 0), exchange(of, 1); };
  CHECK_FALSE(stated(both));
  CHECK(stated(both, true));
  for (const bool follow : {false, true})
    for (const ir::VariableIndex i : {0U, 1U})
      CHECK_FALSE(stated([&](Blocks&, ir::RuleBlocks& of) { exchange(of, i); }, follow));
  // A text that is named twice, or two equal ones, is the same statement.
  CHECK(stated([](Blocks& blocks, ir::RuleBlocks& of) {
    const auto codes = blocks.texts[static_cast<ir::TextTable::Id>(of.words[1][0])].vec();
    of.words[1][0] = blocks.texts.add(codes);
  }));
  // Another text that the numbers of the table could be mistaken for.
  CHECK_FALSE(
      stated([](Blocks& blocks, ir::RuleBlocks& of) { of.words[1][0] = blocks.texts.add({1}); }));
}
