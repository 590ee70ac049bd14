// Searches for under-constrained wires and for idle constraints (tools/audit), and whether those
// searches would find a hole if there was one.
#include "tests/soundness/samples.h"

#include "compiler/driver/prove.h"
#include "tests/unit/theories.h"
#include "tools/audit/proof_model.h"
#include "tools/audit/report.h"

#include <cstdio>
#include <filesystem>
#include <random>
#include <set>

namespace blockfold::soundness {
namespace {

namespace fs = std::filesystem;
using audit::CellVerdict;
using audit::Constraint;
using audit::Model;
using audit::Removal;
using ir::Role;

// --- the direct evaluation says what the verifier says ------------------------------------------

/// A lie that changes one cell: as an edit of the prover's witness, phase by phase.
Edits edit_of(const Model& model, const audit::CellChange& change) {
  const audit::Copy& at = model.copies[change.copy];
  const audit::WireModel& wire = model.chip_of(at).wires[change.wire];
  const std::uint32_t column = wire.column.index;
  const std::uint64_t small = change.value.to_limbs()[0];
  const Fr value = change.value;
  if (wire.is_multiplicity())
    return {.multiplicities = [=](Witness& w) { w.structure(at, column) = small; }};
  if (wire.column.phase == cs::Phase::Structure)
    return {.structure = [=](Witness& w) { w.structure(at, column) = small; }};
  if (wire.column.phase == cs::Phase::Bus)
    return {.bus = [=](Witness& w) { w.bus(at, column) += Fr::one(); }};
  const auto text = [=](Witness& w, const cs::CoefficientTable&) { w.text(at, column) = value; };
  return wire.definer != UINT32_MAX ? Edits{.defined = text} : Edits{.text = text};
}

/// Cells of every sort, all that are free among them.
std::vector<audit::CellChange> sample_changes(const Model& model, std::mt19937_64& random,
                                              std::size_t count) {
  std::vector<audit::CellChange> out;
  for (std::size_t i = 0; out.size() < count; ++i) {
    const std::size_t copy = random() % model.copies.size();
    const audit::ChipModel& chip = model.chip_of(model.copies[copy]);
    const auto committed = static_cast<std::uint32_t>(chip.wires.size()) - chip.first_committed;
    const auto wire = chip.first_committed + static_cast<std::uint32_t>(random() % committed);
    const Fr value = Fr::from_u64(random() % 40);
    if (value == model.copies[copy].wires[wire])
      continue;
    const bool bound = audit::is_bound(audit::change_cell(model, {copy, wire, value}).verdict);
    if (!bound || i % 4 == 0)
      out.push_back({copy, wire, value});
  }
  return out;
}

TEST_CASE("one changed cell: the direct evaluation says what the verifier says") {
  std::mt19937_64 random(20);
  std::size_t accepted = 0, rejected = 0;
  for (Scene scene : {rich(), contextual()}) {
    scene.spare_copies = 1;
    const Model model = scene.model();
    for (const audit::CellChange& change : sample_changes(model, random, 120)) {
      const audit::CellOutcome outcome = audit::change_cell(model, change);
      CAPTURE(model.chip_of(model.copies[change.copy]).name);
      CAPTURE(model.chip_of(model.copies[change.copy]).wires[change.wire].name);
      CAPTURE(audit::name_of(outcome.verdict));
      if (outcome.verdict == CellVerdict::SharedClaim)
        continue; // below: the other copy's multiplicity has to change as well
      const bool verdict = scene.run(edit_of(model, change)).accepted();
      CHECK(verdict == !audit::is_bound(outcome.verdict));
      ++(verdict ? accepted : rejected);
    }
  }
  // The sample has both: a verdict that is always the same would be worth nothing.
  CHECK(accepted >= 20);
  CHECK(rejected >= 20);
}

TEST_CASE("copies that emit one claim may divide its demands, and nothing else") {
  // Two blocks for the same $d claim; one rule demands it.
  Scene scene = sample(1, true);
  scene.spare_copies = 1;
  const Model model = scene.model();
  std::vector<audit::CellChange> cells;
  for (std::size_t copy = 0; copy < model.copies.size(); ++copy) {
    const audit::ChipModel& chip = model.chip_of(model.copies[copy]);
    for (audit::WireId wire = 0; wire < chip.wires.size(); ++wire)
      if (chip.wires[wire].is_multiplicity()) {
        const Fr now = model.copies[copy].wires[wire];
        const Fr other = Fr::from_u64(2) - now; // the rule that demands it has two copies
        if (audit::change_cell(model, {copy, wire, other}).verdict == CellVerdict::SharedClaim)
          cells.push_back({copy, wire, other});
      }
  }
  REQUIRE(cells.size() == 2);
  const Edits first = edit_of(model, cells[0]), second = edit_of(model, cells[1]);
  CHECK(scene.run(first).code == "verify.bus");
  CHECK(scene.run(second).code == "verify.bus");
  const Edits both_cells{.multiplicities = [&](Witness& w) {
    first.multiplicities(w);
    second.multiplicities(w);
  }};
  CHECK(scene.run(both_cells).accepted());
}

// --- the audit bites ----------------------------------------------------------------------------

Weakening without_row(std::uint32_t chip_id, std::uint32_t row) {
  return [=](lower::LoweredTheory& lowered) {
    cs::Chip& chip = lowered.circuit.chips[chip_id];
    chip.rows.erase(chip.rows.begin() + row);
    chip.row_names.erase(chip.row_names.begin() + row);
  };
}

/// Whether the two searches that need no lie notice that something is missing.
bool notices(const Scene& scene, const Weakening& weaken) {
  const Model model = scene.model(weaken);
  const audit::Determination wires = audit::determine_wires(model);
  // The bus term of a demand that was taken out is left over, and not part of the bus sum.
  const auto matters = [](const std::string& error) {
    return error.find("wire 'h") == std::string::npos;
  };
  return std::ranges::any_of(wires.errors, matters) ||
         std::ranges::any_of(audit::sweep_cells(model, wires.chips).errors, matters);
}

TEST_CASE("a constraint taken out is noticed where it leaves a wire free") {
  std::size_t noticed = 0;
  std::set<std::string> unnoticed;
  for (const Scene& scene : {rich(), contextual()}) {
    const Model model = scene.model();
    for (std::uint32_t chip = 0; chip < model.chips.size(); ++chip)
      for (std::uint32_t row = 0; row < model.chips[chip].rows.size(); ++row) {
        if (model.chips[chip].rows[row].kind == cs::RowKind::Emit)
          continue;
        if (notices(scene, without_row(chip, row)))
          ++noticed;
        else
          unnoticed.insert(audit::class_of(model, {chip, row, Removal::Row}));
      }
  }
  CHECK(noticed > 50);
  // These compare what is determined already: without them no wire is free, but a claim is false.
  // (A product that an essential premise speaks of is what the premise's text makes it.) Only the
  // lies below and the tests by hand can tell.
  for (const auto& u : unnoticed) MESSAGE(u);
  CHECK(unnoticed == std::set<std::string>{"$d declared: demands the declaration",
                                           "$d left: demands part #", "$d right: demands part #",
                                           "rule: text",
                                           "rule: parameters # and # are disjoint"});
}

TEST_CASE("a field taken out of every claim is noticed where it leaves a wire free") {
  using lower::Relation;
  const Scene scene = contextual();
  for (const std::uint16_t field :
       {lower::kLengthField, lower::kTextField, lower::kPowField, lower::kAddressField})
    CHECK(notices(scene, without_field(Relation::Statement, field)));
  CHECK(notices(rich(), without_field(Relation::Statement, lower::kTimeField)));
  for (const std::uint16_t place : {1, 2})
    CHECK(notices(scene, without_field(Relation::Variable, place)));
  CHECK(notices(scene, without_field(Relation::Node, 1)));
  CHECK(notices(scene, without_field(Relation::Node, 2)));
  CHECK(notices(rich(), without_field(Relation::Range, 1)));
  CHECK(!notices(scene, without_field(Relation::Statement, lower::kTypecodeField))); // no wire
}

TEST_CASE("two copies at one address, or one at none, are noticed") {
  Model model = contextual().model();
  model.copies[1].wires[cs::kAddress] = model.copies[0].wires[cs::kAddress];
  CHECK(audit::determine_wires(model).errors.size() == 1);
  model.copies[1].wires[cs::kAddress] = Fr::zero();
  CHECK(audit::determine_wires(model).errors.size() == 1);
}

TEST_CASE("a table that claims one number too many is noticed") {
  Model model = rich().model();
  audit::Claim claim;
  audit::set_field(claim, 0, Fr::from_u64(static_cast<std::uint64_t>(lower::Relation::Range)));
  audit::set_field(claim, 1, Fr::from_u64(16));
  model.ledger.emit(claim);
  CHECK(audit::determine_wires(model).errors.size() == 1);
}

// --- no constraint is idle ----------------------------------------------------------------------

/// Constraints about which the search finds no lie in any theory below, and why that is no loss.
const std::map<std::string, std::string> kByHand = {};

/// Hypotheses, a declaration and leaves that the proof does not need: false claims can stand there.
Scene unused() {
  Scene scene(R"($c set wff |- E f F $. $v x y z w ph ps $. vx $f set x $.
    vy $f set y $. vz $f set z $. vw $f set w $. wph $f wff ph $. wps $f wff ps $.
    one $a wff f x $. got $a |- F ph $. ${ $d ph ps $. far $a |- E ph ps $. $}
    ${ th.1 $e wff F x $. th.2 $e |- E y z w $. $d x y $. $d y z $.
       th $p |- E f x f y $= ? $. $})",
              {{"th", Role::Goal}});
  const BlockId x = scene.variable("th", "x"), y = scene.variable("th", "y");
  scene.variable("th", "z"), scene.variable("th", "w");
  scene.hypothesis("th", 0, {x});
  scene.hypothesis("th", 1);
  const BlockId fx = scene.apply("th", "one", {x}), fy = scene.apply("th", "one", {y});
  scene.apply("th", "got", {fx});
  scene.qed("th", scene.apply("th", "far", {fx, fy}));
  scene.disjoint(ir::DisjointReason::Left, "th", fx, fy);
  scene.disjoint(ir::DisjointReason::Right, "th", x, fy);
  scene.disjoint(ir::DisjointReason::Declared, "th", x, y);
  return scene;
}

/// Two theorems with the same hypotheses; only the second needs them.
Scene two_contexts() {
  Scene scene(R"($c set wff |- E f F k $. $v x ph ps $.
    vx $f set x $. wph $f wff ph $. wps $f wff ps $. kk $a |- k $.
    ${ st.1 $e |- f ph $. st $a |- E ph $. $} ${ $d ph ps $. far $a |- E ph ps $. $}
    ${ none.1 $e wff F x $. none.2 $e |- f F x $. none $p |- k $= ? $. $}
    ${ both.1 $e wff F x $. both.2 $e |- f F x $. both $p |- E F x $= ? $. $})",
              {{"none", Role::Goal}, {"both", Role::Goal}});
  for (const char* context : {"none", "both"})
    scene.hypothesis(context, 0, {scene.variable(context, "x")});
  scene.hypothesis("none", 1);
  const BlockId essential = scene.hypothesis("both", 1);
  scene.qed("none", scene.apply("none", "kk", {}));
  scene.qed("both", scene.apply("both", "st", {essential - 2, essential}));
  return scene;
}

/// The conclusion's text is also that of a claim of another typecode.
Scene two_typecodes() {
  Scene scene("$c |- Pos c $. pos $a Pos c $. ax $a |- c $. th $p |- c $= ? $.",
              {{"th", Role::Goal}});
  scene.apply("th", "pos", {});
  scene.qed("th", scene.apply("th", "ax", {}));
  return scene;
}

/// Theories that between them have every chip, every order check and every sort of claim.
std::vector<Scene> lie_scenes() {
  std::vector<Scene> scenes{rich(),   contextual(),    sample(1, true),
                            unused(), two_typecodes(), two_contexts()};
  for (Scene& scene : scenes)
    scene.spare_copies = 1;
  return scenes;
}

/// What was found in one theory, added to what was found before.
void count(const audit::AuditReport& report, std::map<std::string, audit::LieCount>& classes) {
  for (const auto& [name, lies] : report.by_class) {
    classes[name].tried += lies.tried;
    classes[name].found += lies.found;
  }
}

audit::AuditReport audit_text(const std::string& text, const audit::AuditOptions& options = {});

TEST_CASE("no constraint is idle: taken out, each lets a lie through") {
  std::map<std::string, audit::LieCount> classes;
  audit::AuditOptions options;
  options.sweep.copies_per_chip = 2;
  options.confirm_stride = 1;
  for (const Scene& scene : lie_scenes()) {
    const audit::AuditReport report = audit::audit_model(scene.model(), options);
    for (const std::string& error : report.errors())
      FAIL_CHECK(error);
    CHECK(report.confirmed > 0);
    count(report, classes);
  }
  using testing::kIdentity, testing::kLogic, testing::kTwice;
  const std::string quantified = "${ $d x p $. $d y p $. both $p |- ( p -> A. x A. y p ) $=\n"
                                 "wp vx wp vy ax5 $. $}\n";
  for (const std::string& text : {std::string(kLogic) + kIdentity + kTwice})
    count(audit_text(text, options), classes);
  for (const auto& [name, lies] : classes) {
    if (lies.found == 0 && !kByHand.contains(name))
      FAIL_CHECK("no lie about '" << name << "' in " << lies.tried << " attempts");
    if (lies.found != 0 && kByHand.contains(name))
      FAIL_CHECK("there is a lie about '" << name << "', so it needs no other argument");
  }
}

// --- lies through the real prover ---------------------------------------------------------------

// --- files --------------------------------------------------------------------------------------

audit::AuditReport audit_database(const mm::Database& database, const audit::AuditOptions& options,
                                  const std::string& only = "") {
  import::ProofRequest request;
  for (const mm::StatementId id : import::assertions_of(database))
    if (database.statement(id).kind == mm::StatementKind::Theorem &&
        (only.empty() || database.statement(id).label == only))
      request.goals.push_back(id);
  DiagnosticSink sink;
  const auto proof = driver::prepare(database, request, sink);
  REQUIRE(proof.has_value());
  const auto model = audit::model_of_proof(database, *proof);
  REQUIRE(model.ok());
  audit::AuditReport report = audit::audit_model(*model, options);
  for (const std::string& error : report.errors())
    FAIL_CHECK(error);
  CHECK(report.sweep.changes() > 0);
  return report;
}

audit::AuditReport audit_text(const std::string& text, const audit::AuditOptions& options) {
  return audit_database(*testing::read(text), options);
}

} // namespace
} // namespace blockfold::soundness
