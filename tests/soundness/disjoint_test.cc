// Lies about $d: each way in which two texts could be called disjoint that are not, or not so
// declared.
#include "tests/soundness/expect.h"

namespace blockfold::soundness {
namespace {

using ir::DisjointReason;
using ir::Role;
using lower::Relation;

/// `ax` needs its variables distinct, `far` needs distinct texts. `ok` declares x and y distinct,
/// `bad` declares nothing about its own.
std::string distinct(const std::string& more = "") {
  return R"($c set wff |- D E f g F $. $v x y z ph ps $.
    vx $f set x $. vy $f set y $. vz $f set z $. wph $f wff ph $. wps $f wff ps $.
    one $a wff f x $. two $a wff g x y $. none $a wff F $.
    ${ $d x y $. ax $a |- D x y $. $}
    ${ $d ph ps $. far $a |- E ph ps $. $}
    ${ $d x y $. ok $p |- D x y $= ? $. $}
    )" + more;
}

TEST_CASE("declared variables are distinct, undeclared ones are not") {
  const std::string text = distinct("${ $d x z $. bad $p |- D x y $= ? $. $}");
  Scene honest(text, {{"ok", Role::Goal}});
  const BlockId x = honest.variable("ok", "x"), y = honest.variable("ok", "y");
  honest.qed("ok", honest.apply("ok", "ax", {x, y}));
  honest.disjoint(DisjointReason::Declared, "ok", x, y);
  check_accepted(honest.run());

  Scene scene(text, {{"ok", Role::Goal}, {"bad", Role::Goal}});
  const BlockId a = scene.variable("ok", "x"), b = scene.variable("ok", "y");
  scene.qed("ok", scene.apply("ok", "ax", {a, b}));
  scene.disjoint(DisjointReason::Declared, "ok", a, b);
  const BlockId ax = scene.apply("bad", "ax", {a, b});
  scene.qed("bad", ax);
  SUBCASE("nobody vouches for the pair") {
    check_rejected(scene.run(), "verify.bus", {"ax: parameters 0 and 1 are disjoint"});
    check_accepted(scene.run({}, without_rows("ax", "are disjoint")));
    check_accepted(scene.run({}, without_field(Relation::Disjoint, 1)));
  }
  SUBCASE("a pair that is declared in another context") {
    // Its witness is that of the first context, moved to the second.
    const std::uint32_t moved = scene.disjoint(DisjointReason::Declared, "ok", a, b);
    const Edits lie{
        .structure = [&](Witness& w) { w.structure(w.disjoint(moved), Meaning::Context) = 2; }};
    check_rejected(scene.run(lie), "verify.bus", {"$d declared: demands the declaration"});
    check_accepted(scene.run(lie, without_field(Relation::Declared, 1)));
    check_accepted(scene.run(lie, without_rows("$d declared", "demands the declaration")));
  }
  SUBCASE("a variable of a statement passed off as a dummy") {
    scene.disjoint(DisjointReason::Dummy, "bad", a, b);
    check_rejected(scene.run(), "verify.bus", {"$d dummy: demands the dummy"});
    check_accepted(scene.run({}, without_rows("$d dummy", "demands the dummy")));
  }
}

TEST_CASE("one variable in both places") {
  const std::string text = distinct("bad $p |- D x x $= ? $.");
  Scene scene(text, {{"ok", Role::Goal}, {"bad", Role::Goal}});
  const BlockId x = scene.variable("ok", "x"), y = scene.variable("ok", "y");
  scene.qed("ok", scene.apply("ok", "ax", {x, y}));
  scene.disjoint(DisjointReason::Declared, "ok", x, y);
  const BlockId ax = scene.apply("bad", "ax", {x, x});
  scene.qed("bad", ax);
  const std::uint32_t moved = scene.disjoint(DisjointReason::Declared, "ok", x, y);
  SUBCASE("the demand names another block") {
    const Edits lie{.structure = [&](Witness& w) {
      w.structure(w.block(ax), Meaning::PremiseAddress, 1) = w.address(y);
      w.structure(w.disjoint(moved), Meaning::Context) = 2;
    }};
    check_rejected(scene.run(lie), "verify.bus",
                   {"$d declared: demands the declaration", "ax: demands premise 1"});
  }
  SUBCASE("the pair (x, x) is said to be declared") {
    const Edits lie{.structure = [&](Witness& w) {
      w.structure(w.disjoint(moved), Meaning::Context) = 2;
      w.structure(w.disjoint(moved), Meaning::PremiseAddress, 1) = w.address(x);
      w.structure(w.disjoint(moved), Meaning::Symbol, 1) = scene.code("x");
    }};
    check_rejected(scene.run(lie), "verify.bus", {"$d declared: demands the declaration"});
    check_accepted(scene.run(lie, without_rows("$d declared", "demands the declaration")));
  }
}

TEST_CASE("a leaf is said to be another variable") {
  // In `both`, x and z are declared distinct; the text has y in place of z.
  const std::string text =
      distinct("${ $d x z $. both.1 $e |- D z z $. both $p |- D x y $= ? $. $}");
  Scene scene(text, {{"ok", Role::Goal}, {"both", Role::Goal}});
  const BlockId x = scene.variable("ok", "x"), y = scene.variable("ok", "y");
  scene.qed("ok", scene.apply("ok", "ax", {x, y}));
  scene.disjoint(DisjointReason::Declared, "ok", x, y);
  scene.hypothesis("both", 0);
  const BlockId ax = scene.apply("both", "ax", {x, y});
  scene.qed("both", ax);
  const std::uint32_t moved = scene.disjoint(DisjointReason::Declared, "ok", x, y);
  const Edits lie{.structure = [&](Witness& w) {
    w.structure(w.disjoint(moved), Meaning::Context) = 2;
    w.structure(w.disjoint(moved), Meaning::Symbol, 1) = scene.code("z");
  }};
  check_rejected(scene.run(lie), "verify.bus", {"$d declared: demands the second variable"});
  check_accepted(scene.run(lie, without_rows("$d declared", "demands the second variable")));
}

TEST_CASE("a dummy is distinct from every variable but itself") {
  const std::string text = distinct("${ use.1 $e |- D x y $. use $a |- F $. $} th $p |- F $= ? $.");
  Scene honest(text, {{"th", Role::Goal}}, {{"set", 2}});
  const auto prove = [](Scene& scene, BlockId a, BlockId b) {
    const BlockId ax = scene.apply("th", "ax", {a, b});
    scene.qed("th", scene.apply("th", "use", {a, b, ax}));
  };
  const BlockId a = honest.variable("th", "$set0"), b = honest.variable("th", "$set1");
  prove(honest, a, b);
  honest.disjoint(DisjointReason::Dummy, "th", a, b);
  check_accepted(honest.run());

  Scene scene(text, {{"th", Role::Goal}}, {{"set", 2}});
  const BlockId dummy = scene.variable("th", "$set0");
  prove(scene, dummy, dummy);
  const std::uint32_t pair = scene.disjoint(DisjointReason::Dummy, "th", dummy, dummy);
  check_rejected(scene.run(), "verify.outer", {}, {"$d dummy: the variables differ"});
  check_accepted(scene.run({}, without_rows("$d dummy", "the variables differ")));
  const Edits inverse{.defined = [&](Witness& w, const cs::CoefficientTable&) {
    w.defined(w.disjoint(pair), 0) = Fr::from_u64(7); // a lie about the inverse of zero
  }};
  check_rejected(scene.run(inverse), "verify.outer", {}, {"$d dummy: the variables differ"});
  const Edits symbol{.structure = [&](Witness& w) {
    w.structure(w.disjoint(pair), Meaning::Symbol, 1) = scene.code("$set1");
  }};
  check_rejected(scene.run(symbol), "verify.bus", {"$d dummy: demands the other variable"});
  check_accepted(scene.run(symbol, without_rows("$d dummy", "demands the other variable")));
}

TEST_CASE("congruence: all parts of both texts count") {
  const std::string text = distinct("${ $d x y $. bad $p |- E g x y f y $= ? $. $} "
                                    "${ $d x y $. fine $p |- E f x f y $= ? $. $}");
  Scene honest(text, {{"fine", Role::Goal}});
  {
    const BlockId x = honest.variable("fine", "x"), y = honest.variable("fine", "y");
    const BlockId fx = honest.apply("fine", "one", {x}), fy = honest.apply("fine", "one", {y});
    honest.qed("fine", honest.apply("fine", "far", {fx, fy}));
    honest.disjoint(DisjointReason::Left, "fine", fx, fy);
    honest.disjoint(DisjointReason::Right, "fine", x, fy);
    honest.disjoint(DisjointReason::Declared, "fine", x, y);
    check_accepted(honest.run());
  }
  Scene scene(text, {{"bad", Role::Goal}});
  const BlockId x = scene.variable("bad", "x"), y = scene.variable("bad", "y");
  const BlockId fy = scene.apply("bad", "one", {y}), gxy = scene.apply("bad", "two", {x, y});
  scene.qed("bad", scene.apply("bad", "far", {gxy, fy}));
  // True of the first part, x; false of the second, y.
  scene.disjoint(DisjointReason::Right, "bad", x, fy);
  scene.disjoint(DisjointReason::Declared, "bad", x, y);
  const std::uint32_t left = scene.disjoint(DisjointReason::Left, "bad", gxy, fy);
  check_rejected(scene.run(), "verify.bus", {"$d left 2: demands part 1"});
  check_accepted(scene.run({}, without_rows("$d left 2", "demands part 1")));
  const Edits twice{.structure = [&](Witness& w) {
    w.structure(w.disjoint(left), Meaning::PremiseAddress, 3) = w.address(x);
  }};
  check_rejected(scene.run(twice), "verify.bus", {"$d left 2: demands the node"});
  check_accepted(scene.run(twice, without_field(Relation::Node, 3)));
}

TEST_CASE("congruence from the right") {
  Scene scene(distinct("${ $d x y $. bad $p |- E f y g x y $= ? $. $}"), {{"bad", Role::Goal}});
  const BlockId x = scene.variable("bad", "x"), y = scene.variable("bad", "y");
  const BlockId fy = scene.apply("bad", "one", {y}), gxy = scene.apply("bad", "two", {x, y});
  scene.qed("bad", scene.apply("bad", "far", {fy, gxy}));
  scene.disjoint(DisjointReason::Left, "bad", fy, x);
  scene.disjoint(DisjointReason::Declared, "bad", y, x);
  scene.disjoint(DisjointReason::Right, "bad", fy, gxy);
  check_rejected(scene.run(), "verify.bus", {"$d right 2: demands part 1"});
  check_accepted(scene.run({}, without_rows("$d right 2", "demands part 1")));
}

/// A scene in which `far` is applied to two texts that are not disjoint, with one forged $d block
/// for the pair: a DisjointLeft block for another pair, honest until edited.
TEST_CASE("congruence blocks that lie about what a text is made of") {
  const std::string text = distinct("bad $p |- E f x f x $= ? $. "
                                    "${ $d x y $. fine $p |- E f y F $= ? $. $}");
  Scene scene(text, {{"bad", Role::Goal}, {"fine", Role::Goal}});
  const BlockId x = scene.variable("bad", "x"), y = scene.variable("bad", "y");
  const BlockId fx = scene.apply("bad", "one", {x}), fy = scene.apply("bad", "one", {y});
  const BlockId none = scene.apply("bad", "none", {});
  const BlockId far = scene.apply("bad", "far", {fx, fx});
  scene.qed("bad", far);
  scene.qed("fine", scene.apply("fine", "far", {fy, none}));
  scene.disjoint(DisjointReason::Left, "fine", fy, none);
  scene.disjoint(DisjointReason::Right, "fine", y, none);
  check_rejected(scene.run(), "verify.bus", {"far: parameters 0 and 1 are disjoint"});

  SUBCASE("a text without variables") {
    // A block that shows (f x, `F`) disjoint by the emptiness of `F`, told of f x instead.
    const std::uint32_t forged = scene.disjoint(DisjointReason::Right, "bad", fx, none);
    const Edits lie{.structure = [&](Witness& w) {
      w.structure(w.disjoint(forged), Meaning::PremiseAddress, 0) = w.address(fx);
    }};
    check_rejected(scene.run(lie), "verify.bus", {"$d right 0: demands the node"});
    check_accepted(scene.run(lie, without_rows("$d right 0", "demands the node")));
  }
  SUBCASE("the parts of another block") {
    // (f x, f x) as if f x were made of the constant text.
    const std::uint32_t forged = scene.disjoint(DisjointReason::Left, "fine", fy, none);
    const Edits lie{.structure = [&](Witness& w) {
      w.structure(w.disjoint(forged), Meaning::Context) = 1;
      w.structure(w.disjoint(forged), Meaning::PremiseAddress, 0) = w.address(fx);
      w.structure(w.disjoint(forged), Meaning::PremiseAddress, 1) = w.address(fx);
      w.structure(w.disjoint(forged), Meaning::PremiseAddress, 2) = w.address(none);
    }};
    // (none, fx) is a true claim, to be shown by its own block.
    scene.disjoint(DisjointReason::Left, "bad", none, fx);
    check_rejected(scene.run(lie), "verify.bus", {"$d left 1: demands the node"});
    check_accepted(scene.run(lie, without_field(Relation::Node, 2)));
  }
  SUBCASE("a cyclic derivation: a text is its own part") {
    const std::uint32_t forged = scene.disjoint(DisjointReason::Left, "fine", fy, none);
    const Edits lie{.structure = [&](Witness& w) {
      w.structure(w.disjoint(forged), Meaning::Context) = 1;
      w.structure(w.disjoint(forged), Meaning::PremiseAddress, 0) = w.address(fx);
      w.structure(w.disjoint(forged), Meaning::PremiseAddress, 1) = w.address(fx);
      w.structure(w.disjoint(forged), Meaning::PremiseAddress, 2) = w.address(fx);
    }};
    check_rejected(scene.run(lie), "verify.bus", {"$d left 1: demands the node"});
    check_accepted(scene.run(lie, without_rows("$d left 1", "demands the node")));
  }
}

/// A hypothesis that is a text: `hyp.1 $e wff f x`. Syntax is not shared then.
std::string hypothetical() {
  return R"($c set wff |- D E f F $. $v x y ph ps $.
    vx $f set x $. vy $f set y $. wph $f wff ph $. wps $f wff ps $.
    one $a wff f x $. none $a wff F $.
    ${ $d ph ps $. far $a |- E ph ps $. $}
    ${ fine.1 $e wff F x $. fine $p |- E F F $= ? $. $}
    ${ bad.1 $e wff F x $. bad $p |- E F x F x $= ? $. $})";
}

TEST_CASE("a hypothesis that is a text counts with all its variables") {
  {
    Scene scene(hypothetical(), {{"fine", Role::Goal}});
    const BlockId x = scene.variable("fine", "x");
    scene.hypothesis("fine", 0, {x});
    const BlockId none = scene.apply("fine", "none", {});
    scene.qed("fine", scene.apply("fine", "far", {none, none}));
    scene.disjoint(DisjointReason::Left, "fine", none, none);
    check_accepted(scene.run());
  }
  Scene scene(hypothetical(), {{"bad", Role::Goal}});
  const BlockId x = scene.variable("bad", "x");
  const BlockId hypothesis = scene.hypothesis("bad", 0, {x});
  const BlockId none = scene.apply("bad", "none", {});
  scene.qed("bad", scene.apply("bad", "far", {hypothesis, hypothesis}));
  const std::uint32_t forged = scene.disjoint(DisjointReason::Left, "bad", none, none);
  const Edits lie{.structure = [&](Witness& w) {
    w.structure(w.disjoint(forged), Meaning::PremiseAddress, 0) = w.address(hypothesis);
    w.structure(w.disjoint(forged), Meaning::PremiseAddress, 1) = w.address(hypothesis);
  }};
  check_rejected(scene.run(lie), "verify.bus", {"$d left 0: demands the node"});
  // The forgery of the earlier draft: the hypothesis' node has no parts.
  const Weakening no_leaves = [](lower::LoweredTheory& lowered) {
    for (std::size_t c = 0; c < lowered.chips.size(); ++c) {
      cs::Chip& chip = lowered.circuit.chips[c];
      if (lowered.chips[c].role != lower::ChipRole::NodeHypothesis)
        continue;
      for (const cs::Row& row : chip.rows)
        if (relation_of(lowered.circuit, chip, row) ==
            static_cast<std::uint32_t>(Relation::Node) + 1) {
          for (std::uint32_t i = row.a; i < row.b; ++i)
            change(lowered.circuit, chip.terms[i], [](cs::Coefficient& monomial) {
              if (monomial.beta_power == 0 && !monomial.alpha &&
                  monomial.scale == -static_cast<std::int64_t>(Relation::Node) - 1)
                monomial.scale = -static_cast<std::int64_t>(Relation::Node);
              if (monomial.beta_power == 2)
                monomial.scale = 0;
            });
        }
    }
  };
  check_accepted(scene.run(lie, no_leaves));
  // The leaf that the hypothesis names must be the variable of its text.
  const Edits leaf{.structure = [&](Witness& w) {
    w.structure(w.block(hypothesis), Meaning::PremiseAddress, 0) = w.address(none);
  }};
  const Outcome outcome = scene.run(leaf);
  CHECK(outcome.code == "verify.bus");
  CHECK(std::ranges::count(outcome.unmet,
                           std::string("hypothesis of bad: demands its variable 0")) == 1);
}

} // namespace
} // namespace blockfold::soundness
