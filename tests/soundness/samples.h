#pragma once

#include "tests/soundness/expect.h"

/// True scenes that several tests start from.
namespace blockfold::soundness {

/// Axioms c and d of a wff, a rule with $d, a theorem with a hypothesis and two alike.
inline std::string sample_text(const std::string& wc = "wff c",
                               const std::string& st_hypothesis = "|- p ph",
                               const std::string& distinct = "$d x y $.",
                               const std::string& typecode = "wff",
                               const std::string& label = "axc") {
  return "$c wff class set |- p q g c d D $. $v ph ps x y $. wph $f wff ph $. wps $f " + typecode +
         " ps $. vx $f set x $. vy $f set y $. wc $a " + wc + " $. wd $a wff d $. " + label +
         " $a |- p c $. ${ st.1 $e " + st_hypothesis +
         " $. st $a |- q ph $. $} gps $a |- g ps $. ${ " + distinct + " ax $a |- D x y $. $} " +
         R"(first $p |- q c $= ? $. second $p |- q c $= ? $. third $p |- q d $= ? $.
     ${ $d x y $. fourth $p |- D x y $= ? $. $})";
}

/// Proves `first` (and, if asked, `second` from it and `fourth`), in `segments` segments.
inline Scene sample(std::uint32_t segments, bool all = false) {
  std::map<std::string, ir::Role> roles{{"first", ir::Role::Goal}};
  if (all)
    roles = {{"first", ir::Role::Lemma}, {"second", ir::Role::Goal}, {"fourth", ir::Role::Goal}};
  Scene scene(sample_text(), roles);
  // Nine blocks of two rules, so that both fill segments; the first of each kind is in use.
  const BlockId c = scene.apply("first", "wc", {});
  for (int i = 1; i < 9; ++i)
    scene.apply("first", "wc", {});
  for (int i = 0; i < 9; ++i)
    scene.apply("first", "gps", {c});
  scene.qed("first", scene.apply("first", "st", {c, scene.apply("first", "axc", {})}));
  if (all) {
    scene.qed("second", scene.apply("second", "first", {}));
    const BlockId x = scene.variable("fourth", "x"), y = scene.variable("fourth", "y");
    scene.qed("fourth", scene.apply("fourth", "ax", {x, y}));
    scene.disjoint(ir::DisjointReason::Declared, "fourth", x, y);
  }
  scene.plan.segments = segments;
  scene.plan.log_width = 3;
  return scene;
}

/// Shared syntax, a lemma, times, lengths, and every sort of $d block.
inline Scene rich() {
  Scene scene(
      R"($c set wff |- D E f g p q $. $v x y ph ps $.
    vx $f set x $. vy $f set y $. wph $f wff ph $. wps $f wff ps $.
    one $a wff f x $. pair $a wff g ph ps $. axp $a |- p ph $.
    ${ same.1 $e |- p ph $. same $a |- p ph $. $}
    ${ $d ph ps $. far $a |- E ph ps $. $}
    ${ $d x y $. axd $a |- D x y $. $}
    ${ use.1 $e |- D x y $. use $a |- q $. $}
    ${ lem.1 $e |- p f x $. lem $p |- p f x $= ? $. $}
    cite $p |- p f y $= ? $.
    ${ $d x y $. apart $p |- E g f x f x f y $= ? $. $}
    dummies $p |- q $= ? $.)",
      {{"lem", ir::Role::Lemma},
       {"cite", ir::Role::Goal},
       {"apart", ir::Role::Goal},
       {"dummies", ir::Role::Goal}},
      {{"set", 2}});
  const BlockId x = scene.variable("lem", "x"), y = scene.variable("lem", "y");
  const BlockId fx = scene.apply("lem", "one", {x}), fy = scene.apply("lem", "one", {y});
  scene.qed("lem", scene.apply("lem", "same", {fx, scene.hypothesis("lem", 0)}));
  const BlockId axp = scene.apply("cite", "axp", {fy});
  scene.qed("cite", scene.apply("cite", "lem", {y, scene.apply("cite", "same", {fy, axp})}));
  const BlockId pair = scene.apply("apart", "pair", {fx, fx});
  scene.qed("apart", scene.apply("apart", "far", {pair, fy}));
  scene.disjoint(ir::DisjointReason::Left, "apart", pair, fy);
  scene.disjoint(ir::DisjointReason::Left, "apart", fx, fy);
  scene.disjoint(ir::DisjointReason::Right, "apart", x, fy);
  scene.disjoint(ir::DisjointReason::Declared, "apart", x, y);
  const BlockId a = scene.variable("dummies", "$set0"), b = scene.variable("dummies", "$set1");
  scene.qed("dummies",
            scene.apply("dummies", "use", {a, b, scene.apply("dummies", "axd", {a, b})}));
  scene.disjoint(ir::DisjointReason::Dummy, "dummies", a, b);
  return scene;
}

/// Syntax in contexts of its own, because a hypothesis is a text; $d reaches into it.
inline Scene contextual() {
  Scene scene(R"($c set wff |- E f F $. $v x y ph ps $.
    vx $f set x $. vy $f set y $. wph $f wff ph $. wps $f wff ps $.
    one $a wff f x $. two $a wff ph ps $. none $a wff $. ${ $d ph ps $. far $a |- E ph ps $. $}
    ${ th.1 $e wff F x $. $d x y $. th.2 $e |- E y y $. th $p |- E F x f y $= ? $. $})",
              {{"th", ir::Role::Goal}});
  const BlockId x = scene.variable("th", "x"), y = scene.variable("th", "y");
  const BlockId hypothesis = scene.hypothesis("th", 0, {x});
  scene.hypothesis("th", 1);
  // A leaf that only $d asks for could stand in any context: var(a; x) is true in all of them.
  scene.apply("th", "one", {x});
  const BlockId fy = scene.apply("th", "one", {y});
  const BlockId joined = scene.apply("th", "two", {fy, scene.apply("th", "none", {})});
  const BlockId none = joined - 1;
  scene.qed("th", scene.apply("th", "far", {hypothesis, joined}));
  scene.disjoint(ir::DisjointReason::Left, "th", hypothesis, joined);
  scene.disjoint(ir::DisjointReason::Right, "th", x, joined);
  scene.disjoint(ir::DisjointReason::Right, "th", x, fy);
  scene.disjoint(ir::DisjointReason::Right, "th", x, none);
  scene.disjoint(ir::DisjointReason::Declared, "th", x, y);
  return scene;
}

} // namespace blockfold::soundness
