// Linking: what is the same statement, and which links are refused.
#include "compiler/driver/link.h"

#include "tests/unit/theories.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringRef.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

using namespace blockfold;
using blockfold::testing::read;

namespace {

/// Declarations that most parts begin with.
const std::string kSyntax = "$c |- wff set ( ) -> $.\n"
                            "$v p q x y $.\n"
                            "wp $f wff p $. wq $f wff q $. vx $f set x $. vy $f set y $.\n";
const std::string kProof = " $= ? $.\n";

/// Parts of a link, made from texts: $a are axioms, $p goals, but those named "assumed" are.
class Parts {
public:
  Parts& add(const std::string& text, std::vector<std::string> assumed = {},
             std::vector<std::string> lemmas = {}) {
    const auto database = read(text);
    std::vector<import::Selected> selected;
    for (const mm::StatementId id : import::assertions_of(*database)) {
      const mm::Statement& statement = database->statement(id);
      ir::Role role = statement.kind == mm::StatementKind::Axiom ? ir::Role::Axiom : ir::Role::Goal;
      if (llvm::is_contained(assumed, statement.label))
        role = ir::Role::Assumed;
      if (llvm::is_contained(lemmas, statement.label))
        role = ir::Role::Lemma;
      selected.push_back({id, role});
    }
    theories_.push_back(import::import_theory(*database, selected));
    parts_.push_back({"part" + std::to_string(parts_.size()), &theories_.back(), 0, {}});
    return *this;
  }

  const std::vector<driver::LinkPart>& list() const { return parts_; }
  Result<driver::Linking> match() const { return driver::match_parts(parts_); }
  std::string code() const {
    const auto linking = match();
    return linking ? "ok" : linking.error().code;
  }
  std::string message() const {
    const auto linking = match();
    return linking ? "" : linking.error().message;
  }

  std::string label(driver::Place place) const { return driver::at(parts_, place).label; }

private:
  std::deque<ir::Theory> theories_;
  std::vector<driver::LinkPart> parts_;
};

std::vector<std::string> remaining(const Parts& parts) {
  const auto linking = parts.match();
  REQUIRE_MESSAGE(linking.ok(), linking.error().message);
  std::vector<std::string> labels;
  for (const driver::Remaining& left : linking->remaining)
    labels.push_back(parts.label(left.places.front()));
  std::ranges::sort(labels);
  return labels;
}

using Labels = std::vector<std::string>;

/// A statement that is an axiom of one file and a theorem of another, each written as given, with
/// declarations of its own.
std::string linked(const std::string& axiom_file, const std::string& theorem_file) {
  return Parts().add(axiom_file).add(theorem_file).code();
}

/// "L $a TEXT" and "L $p TEXT", in a block with the same beginning.
std::string linked_in_block(const std::string& axiom_block, const std::string& theorem_block) {
  return linked(kSyntax + "${ " + axiom_block + " $}\n", kSyntax + "${ " + theorem_block + " $}\n");
}

} // namespace

TEST_CASE("an axiom of one file is discharged by a theorem of another") {
  Parts parts;
  parts.add(kSyntax + "l $a |- ( p -> p ) $.\nk $a |- p $.\ng $p |- ( q -> q )" + kProof)
      .add(kSyntax + "k $a |- p $.\nl $p |- ( p -> p )" + kProof);
  CHECK(remaining(parts) == Labels{"k"});
  const auto linking = parts.match();
  REQUIRE(linking->discharges.size() == 1);
  CHECK(parts.label(linking->discharges[0].assumption) == "l");
  CHECK(linking->discharges[0].assumption.part == 0);
  CHECK(linking->discharges[0].goal.part == 1);
  CHECK(linking->remaining[0].places.size() == 2);
  CHECK_FALSE(linking->remaining[0].assumed);
}

TEST_CASE("an assumed theorem is discharged by a theorem of the same file or another") {
  const std::string text =
      kSyntax + "k $a |- p $.\nl $p |- ( p -> p )" + kProof + "g $p |- ( q -> q )" + kProof;
  const std::string other = kSyntax + "l $p |- ( p -> p )" + kProof;
  CHECK(remaining(Parts().add(text, {"l"}).add(other)) == Labels{"k"});
  CHECK(remaining(Parts().add(text, {"l"}).add(text, {"g"})) == Labels{"k"});
  const Parts alone = std::move(Parts().add(text, {"l"}));
  CHECK(remaining(alone) == Labels{"k", "l"});
  CHECK(alone.match()->remaining[1].assumed);
}

TEST_CASE("an axiom of one part that another assumes is assumed") {
  Parts parts;
  parts.add(kSyntax + "l $a |- p $.\ng $p |- q" + kProof)
      .add(kSyntax + "l $p |- p" + kProof + "h $p |- q" + kProof, {"l"});
  CHECK(remaining(parts) == Labels{"l"});
  CHECK(parts.match()->remaining[0].assumed);
}

TEST_CASE("lemmas discharge nothing") {
  Parts parts;
  parts.add(kSyntax + "l $a |- p $.\ng $p |- q" + kProof)
      .add(kSyntax + "l $p |- p" + kProof + "h $p |- q" + kProof, {}, {"l"});
  CHECK(remaining(parts) == Labels{"l"});
}

TEST_CASE("the numbers that theories give to symbols do not matter") {
  CHECK(linked(kSyntax + "z $a wff ( x -> y ) $.\nl $a |- ( p -> q ) $.\n",
               kSyntax + "l $p |- ( p -> q )" + kProof) == "ok");
  CHECK(linked("$c wff |- -> $. $v p $. a.p $f wff p $. l $a |- -> p $.",
               "$c -> |- $. $v q p $. $c wff $. b.p $f wff p $. l $p |- -> p $= ? $.") == "ok");
}

TEST_CASE("statements that differ in one thing are refused") {
  const std::string l = "l $p |- ( p -> q ) $= ? $.";
  CHECK(linked_in_block("l $a |- ( p -> q ) $.", l) == "ok");
  SUBCASE("a constant") {
    CHECK(linked_in_block("l $a |- ( p ( q ) $.", l) == "link.statement");
  }
  SUBCASE("a variable") {
    CHECK(linked_in_block("l $a |- ( p -> p ) $.", l) == "link.statement");
    CHECK(linked_in_block("l $a |- ( q -> p ) $.", l) == "link.statement");
    CHECK(linked_in_block("l $a |- ( p -> x ) $.", l) == "link.statement");
  }
  SUBCASE("a variable where the other has a constant") {
    CHECK(linked_in_block("l $a |- ( p -> -> ) $.", l) == "link.statement");
  }
  SUBCASE("length") {
    CHECK(linked_in_block("l $a |- ( p -> q $.", l) == "link.statement");
    CHECK(linked_in_block("l $a |- ( p -> q ) ) $.", l) == "link.statement");
  }
  SUBCASE("the typecode of the conclusion") {
    CHECK(linked_in_block("l $a wff ( p -> q ) $.", l) == "link.statement");
  }
  SUBCASE("a hypothesis more or less") {
    CHECK(linked_in_block("h $e |- p $. l $a |- ( p -> q ) $.", l) == "link.statement");
    CHECK(linked_in_block("l $a |- ( p -> q ) $.", "h $e |- p $. " + l) == "link.statement");
  }
  SUBCASE("the text or typecode of a hypothesis") {
    CHECK(linked_in_block("h $e |- p $. l $a |- ( p -> q ) $.", "h $e |- q $. " + l) ==
          "link.statement");
    CHECK(linked_in_block("h $e |- p $. l $a |- ( p -> q ) $.", "h $e wff p $. " + l) ==
          "link.statement");
  }
  SUBCASE("the order of hypotheses") {
    CHECK(linked_in_block("h $e |- p $. i $e |- q $. l $a |- ( p -> q ) $.",
                          "h $e |- p $. i $e |- q $. " + l) == "ok");
    CHECK(linked_in_block("h $e |- q $. i $e |- p $. l $a |- ( p -> q ) $.",
                          "h $e |- p $. i $e |- q $. " + l) == "link.statement");
  }
  SUBCASE("labels of hypotheses say nothing") {
    CHECK(linked_in_block("h $e |- p $. l $a |- ( p -> q ) $.", "other $e |- p $. " + l) == "ok");
  }
  SUBCASE("the label: nothing is discharged") {
    CHECK(remaining(Parts().add(kSyntax + "m $a |- ( p -> q ) $.\n").add(kSyntax + l)) ==
          Labels{"m"});
  }
}

TEST_CASE("the typecode and the order of variables belong to a statement") {
  const std::string begin = "$c |- wff set $.\n$v p q $.\n";
  const std::string axiom = begin + "wp $f wff p $. wq $f wff q $. l $a |- p q $.";
  CHECK(linked(axiom, begin + "wp $f wff p $. wq $f wff q $. l $p |- p q $= ? $.") == "ok");
  CHECK(linked(axiom, begin + "wp $f wff p $. wq $f set q $. l $p |- p q $= ? $.") ==
        "link.statement");
  CHECK(linked(axiom, begin + "wq $f wff q $. wp $f wff p $. l $p |- p q $= ? $.") ==
        "link.statement");
}

TEST_CASE("the proving statement may demand less $d, never more") {
  const std::string l = "l $p |- ( x -> y ) $= ? $.", a = "l $a |- ( x -> y ) $.";
  CHECK(linked_in_block("$d x y $. " + a, "$d x y $. " + l) == "ok");
  CHECK(linked_in_block("$d x y $. " + a, l) == "ok");
  CHECK(linked_in_block(a, "$d x y $. " + l) == "link.statement");
  const std::string three = "l $a |- ( x -> y p ) $.", proved = "l $p |- ( x -> y p ) $= ? $.";
  CHECK(linked_in_block("$d x y $. " + three, "$d x p $. " + proved) == "link.statement");
  CHECK(linked_in_block("$d x y p $. " + three, "$d p x $. " + proved) == "ok");
  // Pairs with a variable that is not in the statement are not part of it.
  CHECK(linked_in_block(a, "$d x q $. " + l) == "ok");
}

TEST_CASE("a symbol is a constant everywhere or a variable everywhere") {
  const std::string constant = "$c |- wff p q $. $v r $. wr $f wff r $.\n";
  const std::string variable = "$c |- wff q $. $v p r $. wp $f wff p $. wr $f wff r $.\n";
  SUBCASE("in the statement that links") {
    CHECK(linked(constant + "l $a |- p $.", variable + "l $p |- p $= ? $.") == "link.symbol");
    CHECK(linked(variable + "l $a |- p $.", constant + "l $p |- p $= ? $.") == "link.symbol");
  }
  SUBCASE("elsewhere in what a certificate lists") {
    CHECK(linked(constant + "m $a |- p $. l $a |- r $.",
                 variable + "k $a |- p $. l $p |- r $= ? $.") == "link.symbol");
  }
  SUBCASE("as a typecode") {
    CHECK(linked("$c |- wff p $. $v r $. wr $f wff r $. l $a |- r $. k $a p r $.",
                 variable + "m $a |- p $. l $p |- r $= ? $.") == "link.symbol");
  }
  SUBCASE("what a certificate does not list says nothing") {
    CHECK(linked(constant + "l $a |- r $.", variable + "l $p |- r $= ? $.") == "ok");
  }
}

TEST_CASE("what nobody proves must be the same wherever it is assumed") {
  const auto both = [](const std::string& first, const std::string& second) {
    return linked(kSyntax + "${ " + first + " $} g $p |- p $= ? $.",
                  kSyntax + "${ " + second + " $} h $p |- p $= ? $.");
  };
  CHECK(both("l $a |- p $.", "l $a |- p $.") == "ok");
  CHECK(both("l $a |- p $.", "l $a |- q $.") == "link.conflict");
  CHECK(both("l $a |- p $.", "h1 $e |- p $. l $a |- p $.") == "link.conflict");
  CHECK(both("l $a |- x y $.", "$d x y $. l $a |- x y $.") == "link.conflict");
  CHECK(both("$d x y $. l $a |- x y $.", "l $a |- x y $.") == "link.conflict");
  CHECK(both("$d x y $. l $a |- x y $.", "$d y x $. l $a |- x y $.") == "ok");
}

TEST_CASE("what is proved may be assumed with different $d, if all are enough") {
  Parts parts;
  parts.add(kSyntax + "${ $d x y $. l $a |- x y $. $} g $p |- p $= ? $.")
      .add(kSyntax + "l $a |- x y $. h $p |- p $= ? $.");
  CHECK(parts.code() == "link.conflict");
  CHECK(Parts(parts).add(kSyntax + "l $p |- x y $= ? $.").code() == "ok");
  CHECK(Parts(parts).add(kSyntax + "${ $d x y $. l $p |- x y $= ? $. $}").code() ==
        "link.statement");
}

TEST_CASE("a label is a goal of one part only") {
  const std::string text = kSyntax + "l $p |- p" + kProof;
  CHECK(Parts().add(text).add(text).code() == "link.twice");
  CHECK(Parts().add(text).add(kSyntax + "l $p |- q" + kProof).code() == "link.twice");
}

TEST_CASE("messages name labels, files and the difference") {
  Parts parts;
  parts.add(kSyntax + "${ $d x y $. l $a |- ( x -> y ) $. $}")
      .add(kSyntax + "l $p |- ( x -> x )" + kProof);
  for (const char* word : {"'l'", "'part0'", "'part1'", "variable"}) {
    CAPTURE(word);
    CHECK(parts.message().find(word) != std::string::npos);
  }
  CHECK(Parts()
            .add(kSyntax + "l $a |- ( x -> y ) $.")
            .add(kSyntax + "${ $d x y $. l $p |- ( x -> y ) $= ? $. $}")
            .message()
            .find("$d x y") != std::string::npos);
}

// --- order --------------------------------------------------------------------------------------

namespace {

/// A part that proves one label from axioms of the given labels.
std::string proves(const std::string& goal, const Labels& axioms) {
  std::string text = kSyntax;
  for (const std::string& axiom : axioms)
    text += axiom + " $a |- p $.\n";
  return text + goal + " $p |- p" + kProof;
}

Result<std::vector<std::uint32_t>> order(const Parts& parts) {
  const auto linking = parts.match();
  REQUIRE_MESSAGE(linking.ok(), linking.error().message);
  auto goals = driver::undischarging_goals(parts.list(), *linking);
  if (goals.empty())
    goals.push_back({0, 0});
  return driver::order_parts(parts.list(), *linking, goals);
}

std::string shape(const Parts& parts, const std::vector<std::string>& goals) {
  const auto linking = parts.match();
  REQUIRE_MESSAGE(linking.ok(), linking.error().message);
  std::vector<driver::Place> places;
  for (std::uint32_t part = 0; part < parts.list().size(); ++part)
    for (std::uint32_t i = 0; i < parts.list()[part].theory->assertions.size(); ++i)
      if (const auto& assertion = parts.list()[part].theory->assertions[i];
          ir::is_goal(assertion.role) && llvm::is_contained(goals, assertion.label))
        places.push_back({part, i});
  const Status status = driver::check_shape(parts.list(), *linking, places);
  return status ? "ok" : status.error().code;
}

} // namespace

TEST_CASE("parts are ordered from the goals downwards, whatever the order they come in") {
  const std::string a = proves("a", {"b", "c"}), b = proves("b", {"d"}), c = proves("c", {"d"}),
                    d = proves("d", {"k"});
  using Order = std::vector<std::uint32_t>;
  CHECK(*order(Parts().add(a).add(b).add(c).add(d)) == Order{0, 1, 2, 3});
  CHECK(*order(Parts().add(d).add(c).add(b).add(a)) == Order{3, 2, 1, 0});
  CHECK(*order(Parts().add(c).add(a).add(d).add(b)) == Order{1, 3, 0, 2});
}

TEST_CASE("parts that no goal rests on are left out") {
  const Parts parts =
      std::move(Parts().add(proves("a", {"b"})).add(proves("b", {})).add(proves("z", {"b"})));
  const auto linking = parts.match();
  const driver::Place goal{0, 1};
  REQUIRE(parts.label(goal) == "a");
  CHECK(*driver::order_parts(parts.list(), *linking, goal) == std::vector<std::uint32_t>{0, 1});
  CHECK(driver::undischarging_goals(parts.list(), *linking).size() == 2);
}

TEST_CASE("parts that rest on each other are refused, and named") {
  Parts two;
  two.add(proves("a", {"b"})).add(proves("b", {"a"}));
  const auto refused = order(two);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "link.cycle");
  CHECK(refused.error().message.find("'part0' rests on 'b' of 'part1'") != std::string::npos);
  CHECK(refused.error().message.find("'part1' rests on 'a' of 'part0'") != std::string::npos);
  Parts three;
  three.add(proves("a", {"b"}))
      .add(proves("b", {"c"}))
      .add(proves("c", {"d"}))
      .add(proves("d", {"b"}));
  CHECK(order(three).error().code == "link.cycle");
  CHECK(order(three).error().message.find("part0") == std::string::npos);
  // Each of two goals of a part rests on all that the part assumes.
  Parts shared;
  shared.add(proves("a", {"b"}) + "c $p |- p" + kProof).add(proves("b", {"c"}));
  CHECK(order(shared).error().code == "link.cycle");
  CHECK(shape(two, {"a"}) == "link.order");
  CHECK(shape(two, {"a", "b"}) == "link.order");
  CHECK(shape(shared, {"a"}) == "link.order");
}

TEST_CASE("verifiers take one order only: what is assumed is proved further back") {
  const std::string a = proves("a", {"b"}), b = proves("b", {});
  CHECK(shape(Parts().add(a).add(b), {"a"}) == "ok");
  CHECK(shape(Parts().add(a).add(b), {"a", "b"}) == "ok");
  CHECK(shape(Parts().add(b).add(a), {"a"}) == "link.order");
}

TEST_CASE("a link has a goal, and no part that it does not need") {
  const std::string a = proves("a", {"b"}), b = proves("b", {}), z = proves("z", {"b"});
  CHECK(shape(Parts().add(a).add(b), {}) == "link.goals");
  CHECK(shape(Parts().add(a).add(b), {"b"}) == "link.unused");
  CHECK(shape(Parts().add(a).add(z).add(b), {"a"}) == "link.unused");
  CHECK(shape(Parts().add(a).add(z).add(b), {"a", "z"}) == "ok");
}
