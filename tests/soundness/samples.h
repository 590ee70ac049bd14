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

} // namespace blockfold::soundness
