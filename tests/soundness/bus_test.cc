// Lies about blocks: texts, addresses, typecodes, contexts, order, lengths, multiplicities. In each
// test the true version of the setup is accepted, the lie is rejected by the real circuit for one
// named reason, and accepted by a circuit from which exactly that constraint is taken.
#include "tests/soundness/expect.h"

namespace blockfold::soundness {
namespace {

using ir::Role;
using lower::Relation;

/// `e` is a class and no wff; `c` and `d` are wffs, but `p d` is not provable.
std::string facts(const std::string& statements) {
  return std::string(R"(
  $c wff class |- p q g k c d e ( ) $. $v ph ps A $.
  wph $f wff ph $. wps $f wff ps $. cA $f class A $.
  wc $a wff c $. wd $a wff d $. ce $a class e $. wpair $a wff ( ph ps ) $.
  axc $a |- p c $.
  ${ st.1 $e |- p ph $. st $a |- q ph $. $}
  gen $a |- g ph $. gena $a |- g A A $.
  axk $a |- k ph $.
  both $a |- ph ps $.
  )") + statements;
}

TEST_CASE("wrong substitution: another text than the premise's is put for a variable") {
  Scene honest(facts("th $p |- g c $= ? $."), {{"th", Role::Goal}});
  honest.qed("th", honest.apply("th", "gen", {honest.apply("th", "wc", {})}));
  check_accepted(honest.run());

  Scene scene(facts("bad $p |- g e $= ? $."), {{"bad", Role::Goal}});
  const BlockId gen = scene.apply("bad", "gen", {scene.apply("bad", "wc", {})});
  scene.qed("bad", gen);
  const Edits lie{.text = [&](Witness& w, const cs::CoefficientTable& table) {
    w.fingerprint(w.block(gen), 0) = scene.fingerprint(table, "e");
  }};
  check_rejected(scene.run(lie), "verify.bus", {"gen: demands premise 0"});
  check_accepted(scene.run(lie, without_rows("gen", "demands premise 0")));
}

TEST_CASE("wrong premise: an essential hypothesis of another text") {
  Scene honest(facts("th $p |- q c $= ? $."), {{"th", Role::Goal}});
  const BlockId c = honest.apply("th", "wc", {});
  honest.qed("th", honest.apply("th", "st", {c, honest.apply("th", "axc", {})}));
  check_accepted(honest.run());

  Scene scene(facts("bad $p |- q d $= ? $."), {{"bad", Role::Goal}});
  const BlockId d = scene.apply("bad", "wd", {});
  scene.qed("bad", scene.apply("bad", "st", {d, scene.apply("bad", "axc", {})}));
  check_rejected(scene.run(), "verify.bus", {"st: demands premise 1"});
  check_accepted(scene.run({}, without_rows("st", "demands premise 1")));
}

TEST_CASE("wrong premise address: the right text, said to stand where something else stands") {
  Scene scene(facts("th $p |- q c $= ? $."), {{"th", Role::Goal}});
  const BlockId c = scene.apply("th", "wc", {});
  const BlockId axc = scene.apply("th", "axc", {});
  const BlockId st = scene.apply("th", "st", {c, axc});
  scene.qed("th", st);
  check_accepted(scene.run());
  for (const std::uint32_t premise : {0U, 1U}) {
    const Edits lie{.structure = [&](Witness& w) {
      w.structure(w.block(st), Meaning::PremiseAddress, premise) = w.address(st);
    }};
    check_rejected(scene.run(lie), "verify.bus",
                   {"st: demands premise " + std::to_string(premise)});
    check_accepted(scene.run(lie, without_field(Relation::Statement, lower::kAddressField)));
  }
}

TEST_CASE("a typecode passed off as another") {
  Scene honest(facts("th $p |- g e e $= ? $."), {{"th", Role::Goal}});
  honest.qed("th", honest.apply("th", "gena", {honest.apply("th", "ce", {})}));
  check_accepted(honest.run());

  Scene scene(facts("bad $p |- g e $= ? $."), {{"bad", Role::Goal}});
  scene.qed("bad", scene.apply("bad", "gen", {scene.apply("bad", "ce", {})}));
  check_rejected(scene.run(), "verify.bus", {"gen: demands premise 0"});
  check_accepted(scene.run({}, without_field(Relation::Statement, lower::kTypecodeField)));
}

TEST_CASE("a hypothesis of another theorem, at once and through a rule") {
  const std::string text = facts(R"(
    ${ first.1 $e |- p d $. first $p |- q d $= ? $. $}
    second $p |- q d $= ? $.
    ${ third.1 $e |- q d $. third $p |- q d $= ? $. $})");
  SUBCASE("true") {
    Scene scene(text, {{"first", Role::Goal}, {"third", Role::Goal}});
    const BlockId d = scene.apply("first", "wd", {});
    scene.qed("first", scene.apply("first", "st", {d, scene.hypothesis("first", 0)}));
    scene.qed("third", scene.hypothesis("third", 0));
    check_accepted(scene.run());
  }
  SUBCASE("through a rule") {
    Scene scene(text, {{"first", Role::Goal}, {"second", Role::Goal}});
    const BlockId hypothesis = scene.hypothesis("first", 0);
    const BlockId d = scene.apply("first", "wd", {});
    scene.qed("first", scene.apply("first", "st", {d, hypothesis}));
    scene.qed("second", scene.apply("second", "st", {d, hypothesis}));
    check_rejected(scene.run(), "verify.bus", {"st: demands premise 1"});
    check_accepted(scene.run({}, without_field(Relation::Statement, lower::kContextField)));
  }
  SUBCASE("as the conclusion") {
    Scene scene(text, {{"second", Role::Goal}, {"third", Role::Goal}});
    const BlockId hypothesis = scene.hypothesis("third", 0);
    scene.qed("second", hypothesis);
    scene.qed("third", hypothesis);
    check_rejected(scene.run(), "verify.bus", {"qed |-: demands the conclusion"});
    check_accepted(scene.run({}, without_field(Relation::Statement, lower::kContextField)));
  }
}

TEST_CASE("a premise derived in another context") {
  const std::string text = facts(R"(
    ${ first.1 $e |- p d $. first $p |- q d $= ? $. $}
    second $p |- q d $= ? $.)");
  Scene scene(text, {{"first", Role::Goal}, {"second", Role::Goal}});
  const BlockId d = scene.apply("first", "wd", {});
  const BlockId proof = scene.apply("first", "st", {d, scene.hypothesis("first", 0)});
  scene.qed("first", proof);
  scene.qed("second", proof);
  check_rejected(scene.run(), "verify.bus", {"qed |-: demands the conclusion"});
  // A block that claims to stand in the other context lacks its premise there.
  const Edits moved{
      .structure = [&](Witness& w) { w.structure(w.block(proof), Meaning::Context) = 2; }};
  check_rejected(scene.run(moved), "verify.bus",
                 {"qed |-: demands the conclusion", "st: demands premise 1"});
  check_accepted(scene.run({}, without_field(Relation::Statement, lower::kContextField)));
}

TEST_CASE("a lemma used before its own proof, and a theorem that cites itself") {
  const std::string text = facts(R"(
    first $p |- p c $= ? $.
    later $p |- p c $= ? $.)");
  const std::map<std::string, Role> roles{{"first", Role::CitedGoal}, {"later", Role::CitedGoal}};
  SUBCASE("in order") {
    Scene scene(text, roles);
    scene.qed("first", scene.apply("first", "axc", {}));
    scene.qed("later", scene.apply("later", "first", {}));
    check_accepted(scene.run());
  }
  SUBCASE("each from the other") {
    Scene scene(text, roles);
    const BlockId use = scene.apply("first", "later", {});
    scene.qed("first", use);
    scene.qed("later", scene.apply("later", "first", {}));
    // 1 = rank 2 + 1 - 2: the context's number is two less than the least allowed.
    const Edits lie{.structure = [&](Witness& w) {
      w.structure(w.block(use), Meaning::OrderLimb, 0, 0) = 2;
      w.structure(w.block(use), Meaning::OrderLimb, 0, 1) = 0;
    }};
    const Weakening mirror = mirrored("later", Meaning::OrderLimb);
    check_rejected(scene.run(lie, mirror), "verify.bus", {"later: context comes after the rule"});
    check_accepted(scene.run(lie, both(mirror, without_rows("later", "context comes after"))));
    // Without negative numbers: whatever context the block then stands in, it is not this one.
    const Edits other{.structure = [&](Witness& w) {
      w.structure(w.block(use), Meaning::OrderLimb, 0, 0) = 0;
      w.structure(w.block(use), Meaning::OrderLimb, 0, 1) = 0;
    }};
    check_rejected(scene.run(other), "verify.bus", {"qed |-: demands the conclusion"});
  }
  SUBCASE("from itself") {
    Scene scene(text, {{"first", Role::CitedGoal}});
    const BlockId use = scene.apply("first", "first", {});
    scene.qed("first", use);
    const Edits lie{.structure = [&](Witness& w) {
      w.structure(w.block(use), Meaning::OrderLimb, 0, 0) = 1;
      w.structure(w.block(use), Meaning::OrderLimb, 0, 1) = 0;
    }};
    const Weakening mirror = mirrored("first", Meaning::OrderLimb);
    check_rejected(scene.run(lie, mirror), "verify.bus", {"first: context comes after the rule"});
    check_accepted(scene.run(lie, both(mirror, without_rows("first", "context comes after"))));
  }
}

/// `same` derives a statement from itself.
constexpr const char* kSame = "${ same.1 $e |- g ph $. same $a |- g ph $. $} ";

TEST_CASE("a cyclic derivation of a theorem") {
  Scene honest(facts(std::string(kSame) + "th $p |- g c $= ? $."), {{"th", Role::Goal}});
  const BlockId c = honest.apply("th", "wc", {});
  const BlockId gen = honest.apply("th", "gen", {c});
  honest.qed("th", honest.apply("th", "same", {c, honest.apply("th", "same", {c, gen})}));
  check_accepted(honest.run());

  Scene scene(facts(std::string(kSame) + "bad $p |- g c $= ? $."), {{"bad", Role::Goal}});
  const BlockId wc = scene.apply("bad", "wc", {});
  const BlockId loop = scene.apply("bad", "same", {wc, wc + 1});
  REQUIRE(loop == wc + 1);
  scene.qed("bad", loop);
  const Edits lie{.structure = [&](Witness& w) {
    w.structure(w.block(loop), Meaning::TimeLimb, 1, 0) = 1; // t - t_premise - 1 = -1
    w.structure(w.block(loop), Meaning::TimeLimb, 1, 1) = 0;
  }};
  const Weakening mirror = mirrored("same", Meaning::TimeLimb);
  check_rejected(scene.run(lie, mirror), "verify.bus", {"same: premise 1 is earlier"});
  check_accepted(scene.run(lie, both(mirror, without_rows("same", "is earlier"))));
  // With honest digits the premise's time is the lie.
  const Edits other{.structure = [&](Witness& w) {
    w.structure(w.block(loop), Meaning::Time) = 1;
    w.structure(w.block(loop), Meaning::TimeLimb, 1, 0) = 0;
    w.structure(w.block(loop), Meaning::TimeLimb, 1, 1) = 0;
    w.structure(w.qed(0), Meaning::PremiseTime) = 1;
  }};
  check_rejected(scene.run(other), "verify.bus", {"same: demands premise 1"});
}

TEST_CASE("a cycle of two theorems: the times cannot both decrease") {
  Scene scene(facts(std::string(kSame) + "bad $p |- g c $= ? $."), {{"bad", Role::Goal}});
  const BlockId wc = scene.apply("bad", "wc", {});
  const BlockId first = scene.apply("bad", "same", {wc, wc + 2});
  const BlockId second = scene.apply("bad", "same", {wc, first});
  scene.qed("bad", second);
  const Edits lie{.structure = [&](Witness& w) {
    w.structure(w.block(first), Meaning::Time) = 5;
    w.structure(w.block(second), Meaning::Time) = 7;
    w.structure(w.qed(0), Meaning::PremiseTime) = 7;
    for (const BlockId block : {first, second})
      for (const std::uint32_t limb : {0U, 1U})
        w.structure(w.block(block), Meaning::TimeLimb, 1, limb) = 0;
    w.structure(w.block(first), Meaning::TimeLimb, 1, 0) = 3; // 5 - 7 - 1 = -3
  }};
  // `second` needs +1 where everything is mirrored: -1 is as far out of range as -3.
  const Weakening mirror = mirrored("same", Meaning::TimeLimb);
  const Outcome outcome = scene.run(lie, mirror);
  CHECK(outcome.code == "verify.bus");
  CHECK(outcome.unmet == Names{"same: demands premise 1", "same: premise 1 is earlier"});
}

TEST_CASE("a digit out of range") {
  Scene scene(facts(std::string(kSame) + "th $p |- g c $= ? $."), {{"th", Role::Goal}});
  const BlockId c = scene.apply("th", "wc", {});
  const BlockId same = scene.apply("th", "same", {c, scene.apply("th", "gen", {c})});
  scene.qed("th", same);
  const auto difference_of_17 = [&](std::uint64_t low, std::uint64_t high) {
    return Edits{.structure = [&, low, high](Witness& w) {
      w.structure(w.block(same), Meaning::Time) = 18;
      w.structure(w.qed(0), Meaning::PremiseTime) = 18;
      w.structure(w.block(same), Meaning::TimeLimb, 1, 0) = low;
      w.structure(w.block(same), Meaning::TimeLimb, 1, 1) = high;
    }};
  };
  check_accepted(scene.run(difference_of_17(1, 1)));
  check_rejected(scene.run(difference_of_17(17, 0)), "verify.bus", {"same: premise 1 is earlier"});
  check_accepted(scene.run(difference_of_17(17, 0), without_rows("same", "is earlier")));
}

TEST_CASE("a wrapped time: a premise from the far future") {
  Scene scene(facts(std::string(kSame) + "th $p |- g c $= ? $."), {{"th", Role::Goal}});
  const BlockId c = scene.apply("th", "wc", {});
  const BlockId same = scene.apply("th", "same", {c, scene.apply("th", "gen", {c})});
  scene.qed("th", same);
  check_accepted(scene.run());
  const std::uint64_t future = UINT64_MAX;
  const Edits lie{.structure = [&](Witness& w) {
    w.structure(w.block(same), Meaning::Time) = future;
    w.structure(w.qed(0), Meaning::PremiseTime) = future;
    w.structure(w.block(same), Meaning::TimeLimb, 1, 0) = future - 1;
    w.structure(w.block(same), Meaning::TimeLimb, 1, 1) = 0;
  }};
  check_rejected(scene.run(lie), "verify.bus", {"same: premise 1 is earlier"});
  check_accepted(scene.run(lie, without_rows("same", "is earlier")));
}

/// Texts of `wff` may be empty, and `x y` has no constant: a text can be a part of itself.
std::string juxtaposition(const std::string& goal) {
  return R"($c wff |- g q $. $v x y $. wx $f wff x $. wy $f wff y $.
    we $a wff $. wxy $a wff x y $. gen $a |- g x $. th $p )" +
         goal + " $= ? $.";
}

TEST_CASE("a cyclic derivation through syntax of equal length") {
  Scene honest(juxtaposition("|- g"), {{"th", Role::Goal}});
  const BlockId e = honest.apply("th", "we", {});
  honest.qed("th", honest.apply("th", "gen", {honest.apply("th", "wxy", {e, e})}));
  check_accepted(honest.run());

  Scene scene(juxtaposition("|- g q"), {{"th", Role::Goal}});
  const BlockId empty = scene.apply("th", "we", {});
  const BlockId loop = scene.apply("th", "wxy", {empty + 1, empty});
  const BlockId gen = scene.apply("th", "gen", {loop});
  scene.qed("th", gen);
  const Edits lie{.structure =
                      [&](Witness& w) {
                        const auto& at = w.block(loop);
                        w.structure(at, Meaning::Time) = 1;
                        w.structure(at, Meaning::TimeLimb, 0, 0) = 1; // t - t - 1 = -1
                        w.structure(at, Meaning::TimeLimb, 0, 1) = 0;
                        w.structure(at, Meaning::TimeLimb, 1, 0) = 0;
                        w.structure(at, Meaning::TimeLimb, 1, 1) = 0;
                        w.structure(at, Meaning::PremiseLength, 0) = 1;
                        w.structure(w.block(gen), Meaning::PremiseLength, 0) = 1;
                        w.structure(w.block(gen), Meaning::PremiseTime, 0) = 1;
                      },
                  .text =
                      [&](Witness& w, const cs::CoefficientTable& table) {
                        for (const BlockId block : {loop, gen}) {
                          w.fingerprint(w.block(block), 0) = scene.fingerprint(table, "q");
                          w.pow(w.block(block), 0) = table.challenges().r;
                        }
                      }};
  const Weakening mirror = mirrored("wxy", Meaning::TimeLimb);
  check_rejected(scene.run(lie, mirror), "verify.bus", {"wxy: premise 0 is earlier"});
  check_accepted(scene.run(lie, both(mirror, without_rows("wxy", "is earlier"))));
}

/// `foo` has no text at all unless there is a base.
std::string tree(const std::string& base) {
  return "$c foo |- k t got b $. $v x y $. fx $f foo x $. fy $f foo y $. " + base +
         R"( node $a foo k x y $. axt $a |- t x $.
    ${ axg.1 $e |- t x $. axg $a |- got $. $} th $p |- got $= ? $.)";
}

TEST_CASE("a length that wraps: a text that contains itself twice, of length -1") {
  Scene honest(tree("leaf $a foo b $."), {{"th", Role::Goal}});
  const BlockId leaf = honest.apply("th", "leaf", {});
  const BlockId pair = honest.apply("th", "node", {leaf, leaf});
  honest.qed("th", honest.apply("th", "axg", {pair, honest.apply("th", "axt", {pair})}));
  check_accepted(honest.run());

  Scene scene(tree(""), {{"th", Role::Goal}});
  const BlockId phantom = scene.apply("th", "node", {0, 0});
  const BlockId t = scene.apply("th", "axt", {phantom});
  const BlockId got = scene.apply("th", "axg", {phantom, t});
  scene.qed("th", got);
  const std::pair<BlockId, std::uint32_t> uses[] = {{phantom, 0}, {phantom, 1}, {t, 0}, {got, 0}};
  const Edits lie{.structure =
                      [&](Witness& w) {
                        for (const auto& [block, premise] : uses)
                          w.structure(w.block(block), Meaning::PremiseLength, premise) =
                              1; // mirrored: -1
                        w.structure(w.block(phantom), Meaning::LengthLimb, 0, 1) = 0;
                      },
                  .text =
                      [&](Witness& w, const cs::CoefficientTable& table) {
                        // R = r R^2 and F = (k R + F) R + F have a solution: the inverse of the
                        // symbol k.
                        const Fr inverse = table.challenges().r.inverse();
                        for (const auto& [block, premise] : uses) {
                          w.pow(w.block(block), premise) = inverse;
                          w.fingerprint(w.block(block), premise) =
                              -Fr::from_u64(scene.code("k")) * inverse;
                        }
                      }};
  Weakening mirror = mirrored("node", Meaning::PremiseLength);
  for (const char* chip : {"axt", "axg"})
    mirror = both(mirror, mirrored(chip, Meaning::PremiseLength));
  check_rejected(scene.run(lie, mirror), "verify.bus", {"node: length is bounded"});
  check_accepted(scene.run(lie, both(mirror, without_rows("node", "length is bounded"))));
}

TEST_CASE("a lie about a length digit, and a huge length") {
  Scene scene(facts("th $p |- g ( c c ) $= ? $."), {{"th", Role::Goal}});
  const BlockId c = scene.apply("th", "wc", {});
  const BlockId pair = scene.apply("th", "wpair", {c, c});
  const BlockId gen = scene.apply("th", "gen", {pair});
  scene.qed("th", gen);
  check_accepted(scene.run());
  const Edits digit{.structure = [&](Witness& w) {
    w.structure(w.block(pair), Meaning::LengthLimb, 0, 1) = 1; // 4 - 16 is no digit
  }};
  check_rejected(scene.run(digit), "verify.bus", {"wpair: length is bounded"});
  check_accepted(scene.run(digit, without_rows("wpair", "length is bounded")));

  const Edits huge{.structure = [&](Witness& w) {
    w.structure(w.block(pair), Meaning::PremiseLength, 0) = UINT64_MAX - 5;
    w.structure(w.block(gen), Meaning::PremiseLength, 0) = UINT64_MAX - 2;
  }};
  check_rejected(scene.run(huge), "verify.bus",
                 {"wpair: demands premise 0", "wpair: length is bounded"});
}

TEST_CASE("a lie about a premise's length") {
  Scene scene(facts("th $p |- g c $= ? $."), {{"th", Role::Goal}});
  const BlockId gen = scene.apply("th", "gen", {scene.apply("th", "wc", {})});
  scene.qed("th", gen);
  check_accepted(scene.run());
  const Edits lie{
      .structure = [&](Witness& w) { w.structure(w.block(gen), Meaning::PremiseLength, 0) = 2; }};
  check_rejected(scene.run(lie), "verify.bus", {"gen: demands premise 0"});
  check_accepted(scene.run(lie, without_field(Relation::Statement, lower::kLengthField)));
}

TEST_CASE("a lie about r^length: any text becomes provable") {
  Scene honest(facts("th $p |- k c $= ? $."), {{"th", Role::Goal}});
  honest.qed("th", honest.apply("th", "axk", {honest.apply("th", "wc", {})}));
  check_accepted(honest.run());

  Scene scene(facts("bad $p |- q q q $= ? $."), {{"bad", Role::Goal}});
  const BlockId axk = scene.apply("bad", "axk", {scene.apply("bad", "wc", {})});
  scene.qed("bad", axk);
  const Edits lie{.text = [&](Witness& w, const cs::CoefficientTable& table) {
    w.pow(w.block(axk), 0) = (scene.fingerprint(table, "q q q") - scene.fingerprint(table, "c")) *
                             Fr::from_u64(scene.code("k")).inverse();
  }};
  check_rejected(scene.run(lie), "verify.bus", {"axk: demands premise 0"});
  check_accepted(scene.run(lie, without_field(Relation::Statement, lower::kPowField)));
}

TEST_CASE("a product that is none: of the text, and of r^length") {
  SUBCASE("text") {
    Scene honest(facts("th $p |- c d $= ? $."), {{"th", Role::Goal}});
    honest.qed("th", honest.apply("th", "both",
                                  {honest.apply("th", "wc", {}), honest.apply("th", "wd", {})}));
    check_accepted(honest.run());

    Scene scene(facts("bad $p |- q q q $= ? $."), {{"bad", Role::Goal}});
    const BlockId c = scene.apply("bad", "wc", {});
    const BlockId block = scene.apply("bad", "both", {c, c});
    scene.qed("bad", block);
    const Edits lie{.defined = [&](Witness& w, const cs::CoefficientTable& table) {
      w.defined(w.block(block), 0) =
          scene.fingerprint(table, "q q q") - scene.fingerprint(table, "c");
    }};
    check_rejected(scene.run(lie), "verify.outer", {}, {"both: text"});
    check_accepted(scene.run(lie, without_rows("both", "text")));
  }
  SUBCASE("pow") {
    Scene honest(facts("th $p |- k ( c c ) $= ? $."), {{"th", Role::Goal}});
    const BlockId c = honest.apply("th", "wc", {});
    honest.qed("th", honest.apply("th", "axk", {honest.apply("th", "wpair", {c, c})}));
    check_accepted(honest.run());

    Scene scene(facts("bad $p |- q q q q q $= ? $."), {{"bad", Role::Goal}});
    const BlockId wc = scene.apply("bad", "wc", {});
    const BlockId pair = scene.apply("bad", "wpair", {wc, wc});
    const BlockId axk = scene.apply("bad", "axk", {pair});
    scene.qed("bad", axk);
    const auto wanted = [&](const cs::CoefficientTable& table) {
      return (scene.fingerprint(table, "q q q q q") - scene.fingerprint(table, "( c c )")) *
             Fr::from_u64(scene.code("k")).inverse();
    };
    const Edits lie{
        .text = [&](Witness& w,
                    const cs::CoefficientTable& table) { w.pow(w.block(axk), 0) = wanted(table); },
        .defined =
            [&](Witness& w, const cs::CoefficientTable& table) {
              // R of the pair is its pow product times the r^2 of its two parentheses.
              w.defined(w.block(pair), 1) = wanted(table) * table.r_power(2).inverse();
            }};
    check_rejected(scene.run(lie), "verify.outer", {}, {"wpair: pow"});
    check_accepted(scene.run(lie, without_rows("wpair", "pow")));
  }
}

TEST_CASE("a bus term that is none hides an unmet demand") {
  Scene scene(facts("bad $p |- g e $= ? $."), {{"bad", Role::Goal}});
  const BlockId gen = scene.apply("bad", "gen", {scene.apply("bad", "wc", {})});
  scene.qed("bad", gen);
  Edits lie{.text = [&](Witness& w, const cs::CoefficientTable& table) {
    w.fingerprint(w.block(gen), 0) = scene.fingerprint(table, "e");
  }};
  check_rejected(scene.run(lie), "verify.bus", {"gen: demands premise 0"});
  lie.bus = [&](Witness& w) { w.bus(w.block(gen), "demands premise 0") = Fr::zero(); };
  check_rejected(scene.run(lie), "verify.outer", {"gen: demands premise 0"});
  // The same with the row's equation emptied, 0 h = 0, but its term still counted.
  const Weakening emptied = [](lower::LoweredTheory& lowered) {
    cs::Chip& chip = lowered.circuit.chips[chip_index(lowered, "gen")];
    for (std::size_t i = 0; i < chip.rows.size(); ++i)
      if (chip.row_names[i] == "demands premise 0")
        for (std::uint32_t term = chip.rows[i].a; term < chip.rows[i].end; ++term)
          change(lowered.circuit, chip.terms[term], [](cs::Coefficient& c) { c.scale = 0; });
  };
  const Outcome outcome = scene.run(lie, emptied);
  CHECK(outcome.code == "");
}

TEST_CASE("forged multiplicities") {
  Scene scene(facts(std::string(kSame) + "th $p |- g c $= ? $."), {{"th", Role::Goal}});
  const BlockId c = scene.apply("th", "wc", {});
  const BlockId gen = scene.apply("th", "gen", {c});
  const BlockId same = scene.apply("th", "same", {c, gen});
  scene.qed("th", same);
  check_accepted(scene.run());
  for (const BlockId block : {c, gen, same})
    for (const int change : {-1, 1}) {
      const Edits lie{.multiplicities = [&](Witness& w) {
        w.structure(w.block(block), Meaning::Multiplicity) += static_cast<std::uint64_t>(change);
      }};
      check_rejected(scene.run(lie), "verify.bus", {});
    }
  // Fractions: half of an emission cannot make good a demand, wherever the other half is put.
  const Edits shifted{.multiplicities = [&](Witness& w) {
    w.structure(w.block(gen), Meaning::Multiplicity) -= 1;
    w.structure(w.block(c), Meaning::Multiplicity) += 1;
  }};
  check_rejected(scene.run(shifted), "verify.bus", {});
}

TEST_CASE("missing qed: a conclusion that was never derived") {
  Scene honest(facts("th $p |- p c $= ? $."), {{"th", Role::Goal}});
  honest.qed("th", honest.apply("th", "axc", {}));
  check_accepted(honest.run());

  Scene scene(facts("bad $p |- p d $= ? $."), {{"bad", Role::Goal}});
  scene.qed("bad", scene.apply("bad", "axc", {}));
  check_rejected(scene.run(), "verify.bus", {"qed |-: demands the conclusion"});
  check_accepted(scene.run({}, without_rows("qed |-", "demands the conclusion")));
  const Edits nowhere{
      .structure = [&](Witness& w) { w.structure(w.qed(0), Meaning::PremiseAddress) = 0; }};
  check_rejected(scene.run(nowhere), "verify.bus", {"qed |-: demands the conclusion"});
}

} // namespace
} // namespace blockfold::soundness
