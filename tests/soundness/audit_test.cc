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
  CHECK(accepted >= 10);
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
  CHECK(unnoticed == std::set<std::string>{"$d declared: demands the declaration",
                                           "$d left: demands part #", "$d right: demands part #",
                                           "rule: text", "rule: parameters # and # are disjoint"});
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
  MESSAGE(classes.size() << " classes of constraints");
  for (const auto& [name, lies] : classes)
    if (lies.found == 0)
      FAIL_CHECK("no lie about '" << name << "' in " << lies.tried << " attempts");
}

// --- lies through the real prover ---------------------------------------------------------------

/// The lie about a constraint, told by the real prover. Texts depend on r, so that part of the lie
/// is found again for the challenges of the run; the search is deterministic, and the structure, to
/// which the prover is committed by then, does not depend on them.
class ToldLie {
public:
  ToldLie(const Scene& scene, const Constraint& constraint, bool weakened)
      : scene_(scene), constraint_(constraint), weakened_(weakened) {}

  Edits edits() const {
    const Played played = play(audit::audit_challenges());
    Edits edits;
    edits.structure = [=](Witness& w) {
      for (const audit::Lie::Change& change : played.lie.changes)
        if (column(played, change).phase == cs::Phase::Structure)
          w.structure(played.model.copies[change.copy], column(played, change).index) =
              change.value.to_limbs()[0];
    };
    if (constraint_.removal == Removal::Equation) {
      edits.bus = [=, this](Witness& w) { balance_by_term(w, played); };
      return edits;
    }
    edits.text = [this](Witness& w, const cs::CoefficientTable& table) {
      tell_texts(w, table, false);
    };
    edits.defined = [this](Witness& w, const cs::CoefficientTable& table) {
      tell_texts(w, table, true);
    };
    return edits;
  }

  /// Our prover commits to structures of small integers only.
  static bool can_be_told(const Model& model, const audit::Lie& lie) {
    return std::ranges::all_of(lie.changes, [&](const audit::Lie::Change& change) {
      const Limbs value = change.value.to_limbs();
      return model.chip_of(model.copies[change.copy]).wires[change.wire].column.phase !=
                 cs::Phase::Structure ||
             (value[1] | value[2] | value[3]) == 0;
    });
  }

private:
  struct Played {
    Model model;
    audit::Lie lie;
  };

  Played play(const cs::Challenges& challenges) const {
    Model model = scene_.model({}, challenges);
    auto lie = audit::find_lie(audit::Scenery(model), constraint_);
    REQUIRE(lie.has_value());
    return {std::move(model), std::move(*lie)};
  }

  static cs::Column column(const Played& played, const audit::Lie::Change& change) {
    return played.model.chip_of(played.model.copies[change.copy]).wires[change.wire].column;
  }

  void tell_texts(Witness& w, const cs::CoefficientTable& table, bool defined) const {
    const Played played = play(table.challenges());
    const auto removed = [&](const audit::Lie::Change& change) {
      return played.model.chip_of(played.model.copies[change.copy]).wires[change.wire].definer !=
             UINT32_MAX;
    };
    if (defined)
      tell_honestly(w, played);
    for (const audit::Lie::Change& change : played.lie.changes)
      if (column(played, change).phase == cs::Phase::Text && removed(change) == defined)
        w.text(played.model.copies[change.copy], column(played, change).index) = change.value;
  }

  /// Gives the bus term that was set free the value that makes the sum zero.
  void balance_by_term(Witness& w, const Played& played) const {
    Fr sum;
    for (const audit::Copy& copy : played.model.copies)
      for (const audit::RowModel& row : played.model.chip_of(copy).rows)
        if (row.is_bus()) {
          const Fr term = w.bus(copy, played.model.chip_of(copy).wires[row.defines].column.index);
          row.kind == cs::RowKind::Emit ? sum += term : sum -= term;
        }
    const audit::ChipModel& chip = played.model.chips[constraint_.chip];
    const audit::RowModel& row = chip.rows[constraint_.row];
    Fr& term = w.bus(played.model.copies[played.lie.copy], chip.wires[row.defines].column.index);
    row.kind == cs::RowKind::Emit ? term -= sum : term += sum;
  }

  /// Wires that no row of the weakened circuit defines any more, in all copies of the chip.
  void tell_honestly(Witness& w, const Played& played) const {
    const audit::ChipModel& chip = played.model.chips[constraint_.chip];
    const audit::RowModel& row = chip.rows[constraint_.row];
    const bool freed = weakened_ && constraint_.removal == Removal::Field;
    const bool released = constraint_.removal == Removal::Row && !row.is_bus();
    const auto texts = static_cast<std::uint32_t>(
        std::ranges::count_if(chip.wires, [](const audit::WireModel& wire) {
          return wire.column.phase == cs::Phase::Text;
        }));
    for (std::size_t i = 0; i < played.model.copies.size(); ++i) {
      const audit::Copy& copy = played.model.copies[i];
      if (copy.chip != constraint_.chip)
        continue;
      if (freed)
        w.text(copy, texts) = i == played.lie.copy
                                  ? *played.lie.field
                                  : audit::value_of(row.field(constraint_.place)->form, copy.wires);
      if (released && row.kind == cs::RowKind::Product)
        w.text(copy, chip.wires[row.defines].column.index) = copy.wires[row.defines];
    }
  }

  const Scene& scene_;
  Constraint constraint_;
  bool weakened_;
};

/// The row says 0 h = 0, and its term still counts.
Weakening with_empty_row(std::uint32_t chip_id, std::uint32_t row_id) {
  return [=](lower::LoweredTheory& lowered) {
    cs::Chip& chip = lowered.circuit.chips[chip_id];
    const cs::Row& row = chip.rows[row_id];
    for (std::uint32_t term = row.a; term < row.end; ++term)
      if (term < row.b || term >= row.c)
        change(lowered.circuit, chip.terms[term], [](cs::Coefficient& c) { c.scale = 0; });
  };
}

Weakening weakening_of(const Constraint& constraint) {
  if (constraint.removal == Removal::Equation)
    return with_empty_row(constraint.chip, constraint.row);
  return constraint.removal == Removal::Field
             ? with_free_field(constraint.chip, constraint.row, constraint.place)
             : without_row(constraint.chip, constraint.row);
}

TEST_CASE("lies that the search finds are accepted without the constraint, and not with it") {
  std::set<std::string> told;
  for (const Scene& scene : lie_scenes()) {
    const Model model = scene.model();
    const audit::Scenery scenery(model);
    for (std::uint32_t chip = 0; chip < model.chips.size(); ++chip)
      for (const Constraint& constraint : audit::constraints_of(model, chip)) {
        const std::string name = audit::class_of(model, constraint);
        if (told.contains(name) || scenery.stages[chip].empty())
          continue;
        const auto lie = audit::find_lie(scenery, constraint);
        if (!lie || !ToldLie::can_be_told(model, *lie))
          continue;
        CAPTURE(audit::name_of(model, constraint));
        told.insert(name);
        const ToldLie weakened(scene, constraint, true), real(scene, constraint, false);
        CHECK(scene.run(weakened.edits(), weakening_of(constraint)).code == "");
        CHECK(scene.run(real.edits()).code != "");
      }
  }
  MESSAGE(told.size() << " classes of constraints, a lie about each");
  CHECK(told.size() > 140);
}

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

const fs::path kData = fs::path(BLOCKFOLD_SOURCE_DIR) / ".." / "shared" / "data" / "metamath";
const fs::path kDebian = "/usr/share/metamath/databases";

struct File {
  fs::path path;
  std::size_t copies;     ///< of each chip; 0: all
  std::size_t lie_stride; ///< 0: no lies
  std::string only = "";  ///< a theorem; else all
};

void audit_file(const File& file) {
  if (!fs::exists(file.path)) {
    std::printf("skipped: %s is absent\n", file.path.c_str());
    return;
  }
  CAPTURE(file.path.string());
  DiagnosticSink sink;
  const mm::ReadResult read = mm::read_database(file.path.string(), sink);
  REQUIRE(read.ok());
  audit::AuditOptions options;
  options.sweep.copies_per_chip = file.copies;
  options.sweep.values_per_cell = 2;
  options.lies = file.lie_stride != 0;
  options.lie_stride = std::max<std::size_t>(file.lie_stride, 1);
  const audit::AuditReport report = audit_database(read.database, options, file.only);
  if (options.lies)
    CHECK(report.confirmed > 0);
}

/// Every file that proves something: wires and cells only.
void audit_folder(const fs::path& folder) {
  if (!fs::exists(folder)) {
    std::printf("skipped: %s is absent\n", folder.c_str());
    return;
  }
  std::size_t audited = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".mm" && entry.path().filename() != "simple-broken.mm") {
      audit_file({entry.path(), 1, 0});
      ++audited;
    }
  CHECK(audited > 0);
}

TEST_CASE("no wire of a small file's circuit is free") {
  for (const char* name : {"demo0.mm", "miu.mm", "big-unifier.mm"})
    audit_file({kDebian / name, 0, 1});
  audit_file({kData / "pi2-theory" / "simple.mm", 0, 1});
  audit_file({kData / "pi2" / "9.erc20transfer_success.mm", 2, 16});
}

TEST_CASE("no wire of a whole database's circuit is free") {
  audit_file({kDebian / "hol.mm", 2, 32});
  audit_file({kDebian / "ql.mm", 1, 0});
}

TEST_CASE("no wire of a real theory's circuit is free") {
  for (const char* folder : {"pi2", "pi2-theory", "matching-logic/transfer-sliced-top"})
    audit_folder(kData / folder);
}

} // namespace
} // namespace blockfold::soundness
