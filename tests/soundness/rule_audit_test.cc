// Searches over the circuits of field rules (tools/audit): of every construct, of stdlib, of what
// IMP programs become; and whether a circuit with a hole in it is told from one without.
#include "compiler/driver/transcript_proof.h"
#include "compiler/ir/execution_text.h"
#include "compiler/rules/block_program.h"
#include "compiler/rules/theory.h"
#include "compiler/trial/examples.h"
#include "runtime/fold/prover.h"
#include "runtime/verify/verify.h"
#include "tests/soundness/harness.h"
#include "tests/soundness/rule_samples.h"
#include "tests/unit/imp/program_text.h"
#include "tests/unit/rules/rule_text.h"
#include "tools/audit/program_audit.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <functional>
#include <set>

using namespace blockfold;
using audit::Constraint;
using audit::Model;
using audit::Removal;
using audit::RowModel;
using audit::Theatre;

namespace {

/// A rule file as an audit needs it.
struct Subject {
  ir::BlockProgram program;
  audit::FreeVariables free;
  trial::Examples examples;
};

Subject subject_of(const std::string& text) {
  rules::Read read = rules::read_text(text);
  for (const std::string& finding : read.findings())
    FAIL_CHECK(finding);
  auto program = rules::block_program(*read.read.program);
  REQUIRE(program.ok());
  auto examples = trial::documented_examples(*read.read.program, *program, read.sink);
  REQUIRE(examples.has_value());
  return {*program, audit::free_variables(*read.read.program, *program), std::move(*examples)};
}

audit::ProgramAudit audited(const Subject& subject, const audit::ProgramAuditOptions& options) {
  auto audit = audit::audit_program(subject.program, subject.free, subject.examples, options);
  REQUIRE(audit.ok());
  for (const std::string& error : audit->errors())
    FAIL_CHECK(error);
  CHECK(!audit->rules.empty());
  for (const audit::RuleAudit& rule : audit->rules)
    CHECK(rule.sweep.changes > 0);
  return std::move(*audit);
}

void audit_execution(const Subject& subject, const ir::Execution& execution) {
  const auto model = audit::model_of_execution(subject.program, execution, subject.free);
  REQUIRE(model.ok());
  audit::AuditOptions options;
  options.lies = false;
  const audit::AuditReport report = audit::audit_model(*model, options);
  for (const std::string& error : report.errors())
    FAIL_CHECK(error);
  CHECK(report.sweep.changes() > 0);
}

} // namespace

// --- sound circuits -----------------------------------------------------------------------------

namespace {

/// What only the world could break (docs/under-constrained.md, section 4): a text that the block
/// knows is told by its fingerprint alone, and what is granted at one place counts there once.
bool is_promised_by_texts(const std::string& constraint) {
  const bool demands = constraint.find(": demands ") != std::string::npos ||
                       constraint.find(": consumes ") != std::string::npos;
  return (demands && constraint.find(", length of argument ") != std::string::npos) ||
         (demands && constraint.find(", power of argument ") != std::string::npos) ||
         constraint.ends_with(": pow") || constraint == "turn: active is 0 or 1" ||
         constraint == "splice: active is 0 or 1";
}

} // namespace

TEST_CASE("rules: every wire is determined, every cell matters, no constraint is idle") {
  const audit::ProgramAudit audit = audited(subject_of(soundness::kEveryConstruct), {});
  std::size_t lies = 0;
  for (const auto& entry : audit.by_class) {
    const audit::LieCount& count = entry.second;
    CHECK_MESSAGE(count.found == count.tried, entry.first, ": ", count.found, " of ", count.tried);
    lies += count.found;
  }
  MESSAGE(lies << " lies about " << audit.by_class.size() << " classes of constraints");
  CHECK(audit.by_class.size() > 200);
  const auto promises = audit.lesser.find(audit::LieKind::BreaksPromise);
  REQUIRE(promises != audit.lesser.end());
  for (const std::string& constraint : promises->second)
    CHECK_MESSAGE(is_promised_by_texts(constraint), constraint);
}

TEST_CASE("rules: the same with digits of another size") {
  const audit::ProgramAudit audit =
      audited(subject_of(soundness::kEveryConstruct), {.table_bits = 8});
  // Half of a byte and the rest of it are smaller than a byte anyway.
  for (const std::string& constraint : audit.without_lie)
    CHECK_MESSAGE(constraint.starts_with("halve: "), constraint);
}

TEST_CASE("rules: reasons why a wire is free are the listed ones") {
  const audit::ProgramAudit audit =
      audited(subject_of(soundness::kEveryConstruct), {.lies = false});
  std::set<std::string> reasons;
  for (const audit::RuleAudit& rule : audit.rules)
    for (const audit::WireFinding& wire : audit.determination.chips[rule.chip].wires)
      if (wire.how == audit::How::Choice)
        reasons.insert(wire.by.substr(0, wire.by.find(':')));
  std::string listed;
  for (const std::string& reason : reasons)
    listed += reason + "; ";
  CHECK(listed ==
        "free; not emitted; whether the copy counts; which block; which claim; which emission; ");
}

namespace {

std::string path_of(const std::string& name) {
  return std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/" + name;
}

/// The names of stdlib's files of one sort, without its ending.
std::vector<std::string> stdlib(const std::string& folder, const std::string& ending) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(path_of(folder)))
    if (entry.path().extension() == ending)
      out.push_back(entry.path().stem().string());
  return out;
}

/// An order of derivations.blk that premises promise, of relations that rest on each other.
bool is_promised_in_circle(const std::string& constraint) {
  return constraint.find(" has 32 bits") != std::string::npos;
}

void audit_field_rules(const std::string& name, const SourceFile& transcript) {
  Subject subject = subject_of(imp::source_text("stdlib/" + name + ".blk"));
  DiagnosticSink sink;
  const auto execution = ir::parse_execution(transcript, subject.program, sink);
  REQUIRE(execution.has_value());
  audit_execution(subject, *execution);
  trial::add_blocks(subject.program, *execution, subject.examples);
  // In one file, the size of m and n follows from that of their sum.
  const std::set<std::string> known = {
      "spell_implication: m has 6 bits", "spell_implication: m has 6 bits, value",
      "spell_implication: n has 6 bits", "spell_implication: n has 6 bits, value"};
  // Lies about every constraint of the largest file would take minutes.
  const bool lies = name != "imp", few = !lies || subject.program.has_texts();
  const audit::ProgramAudit audit = audited(subject, {.blocks = few ? 2U : 4U, .lies = lies});
  for (const std::string& constraint : audit.without_lie)
    CHECK_MESSAGE(known.contains(constraint), constraint);
  if (subject.program.has_texts())
    for (const std::string& constraint : audit.lesser.at(audit::LieKind::BreaksPromise))
      CHECK_MESSAGE((is_promised_by_texts(constraint) || is_promised_in_circle(constraint)),
                    constraint);
}

void audit_text_rules(const std::string& name, const SourceFile& transcript) {
  DiagnosticSink sink;
  const rules::ReadProgram read = rules::read_program(path_of(name + ".blk"), sink);
  REQUIRE(read.program.has_value());
  const rules::RuleTheory theory(*read.program);
  const auto proof = driver::read_proof(theory, transcript, sink);
  REQUIRE(proof.has_value());
  const auto model = audit::model_of_proof(theory, *proof);
  REQUIRE(model.ok());
  audit::AuditOptions options;
  options.lie_stride = 8;
  const audit::AuditReport report = audit::audit_model(*model, options);
  for (const std::string& error : report.errors())
    FAIL_CHECK(error);
  CHECK(report.confirmed > 0);
}

} // namespace

TEST_CASE("rules: every file of stdlib, with its transcript") {
  std::size_t fields = 0, texts = 0;
  for (const std::string& name : stdlib("", ".blk")) {
    CAPTURE(name);
    std::string why;
    const auto transcript = SourceFile::open(path_of(name + ".bmt"), &why);
    REQUIRE(transcript != nullptr);
    const bool execution = ir::is_execution_text(*transcript);
    execution ? audit_field_rules(name, *transcript) : audit_text_rules(name, *transcript);
    ++(execution ? fields : texts);
  }
  CHECK(fields >= 3);
  CHECK(texts >= 3);
}

namespace {

struct ProgramRun {
  const char* path;
  imp::Values inputs;
  bool lies;
};

/// What may be without a lie: the size of a number that is known to be smaller anyway, and the two
/// ways of saying that a remainder of two is a bit.
bool is_about_size(const std::string& constraint) {
  return constraint.find(" has 63 bits") != std::string::npos ||
         constraint.find(" has 1 bits") != std::string::npos;
}

} // namespace

TEST_CASE("rules: what IMP programs become, and their runs") {
  const ProgramRun runs[] = {
      {"stdlib/imp/sum.imp", {{"n", {4}}}, true},
      {"stdlib/imp/collatz.imp", {{"n", {3}}}, true},
      {"stdlib/imp/fibonacci.imp", {{"n", {5}}}, false},
      {"stdlib/imp/gcd.imp", {{"a", {12}}, {"b", {9}}}, false},
      {"stdlib/imp/sieve.imp", {{"n", {6}}}, false},
      {"stdlib/imp/sort.imp", {{"a", {3, 1, 2, 5, 4, 9, 8, 7, 6, 0, -1, 2, 2, 1, 0, 3}}}, false},
      {"stdlib/imp/transfer.imp",
       {{"balance", {5, 6, 7, 8}}, {"sender", {1}}, {"receiver", {2}}, {"amount", {3}}},
       false}};
  CHECK(stdlib("imp", ".imp").size() == std::size(runs));
  for (const ProgramRun& run : runs) {
    CAPTURE(run.path);
    const imp::Read read(imp::source_text(run.path));
    REQUIRE(read.read.program.has_value());
    const imp::Run done(read, run.inputs);
    REQUIRE(done.accepted);
    Subject subject{read.program().blocks, {}, {}};
    audit_execution(subject, done.execution);
    subject.examples.resize(subject.program.rules.size());
    trial::add_blocks(subject.program, done.execution, subject.examples);
    const audit::ProgramAudit audit = audited(subject, {.blocks = 2, .lies = run.lies});
    for (const std::string& constraint : audit.without_lie)
      CHECK_MESSAGE(is_about_size(constraint), constraint);
  }
}

// --- circuits with a hole -----------------------------------------------------------------------

namespace {

/// Makes a row say nothing. Its number stays.
void blank(audit::ChipModel& chip, std::uint32_t index) {
  RowModel& row = chip.rows[index];
  if (row.defines != audit::kNoWire)
    chip.wires[row.defines].definer = UINT32_MAX;
  RowModel nothing;
  nothing.kind = cs::RowKind::Assert;
  nothing.name = row.name;
  row = nothing;
}

/// The chip of a rule by itself, and on the stage.
struct Staged {
  std::uint32_t chip; ///< in the program's model
  Theatre many;       ///< with a spare copy
  std::vector<Theatre> single;
};

class Holes {
public:
  explicit Holes(const Subject& subject)
      : subject_(subject), unique_(audit::unique_relations(subject.program)) {
    auto model = audit::model_of_program(subject.program, subject.free);
    REQUIRE(model.ok());
    model_ = std::move(*model);
  }

  /// By class of constraint: how many rows were taken out, and how often that was noticed.
  std::map<std::string, audit::LieCount> run() {
    for (std::uint32_t chip = 0; chip < model_.chips.size(); ++chip)
      if (model_.chips[chip].role == lower::ChipRole::BlockRule)
        try_rule(chip);
    return counts_;
  }

private:
  Theatre theatre(ir::BlockRuleIndex rule, llvm::ArrayRef<trial::Values> blocks,
                  std::uint32_t spares, bool unheard) const {
    auto made = audit::make_theatre(subject_.program, rule, blocks,
                                    {spares, 4, {}, unheard, subject_.examples.texts});
    REQUIRE(made.ok());
    return std::move(*made);
  }

  void try_rule(std::uint32_t chip) {
    const ir::BlockRuleIndex rule = model_.chips[chip].subject;
    const auto blocks = audit::valid_blocks(subject_.program, rule, subject_.examples, 3, 7);
    REQUIRE(!blocks.empty());
    Staged staged{
        chip, theatre(rule, blocks, subject_.program.rules[rule].is_public ? 0 : 1, false), {}};
    for (const trial::Values& block : blocks)
      staged.single.push_back(theatre(rule, block, 0, false));
    staged.single.push_back(theatre(rule, blocks.front(), 0, true));
    for (std::uint32_t row = 0; row < model_.chips[chip].rows.size(); ++row) {
      if (model_.chips[chip].rows[row].kind == cs::RowKind::Emit)
        continue;
      audit::LieCount& count = counts_[audit::class_of(model_, {chip, row, Removal::Row})];
      ++count.tried;
      count.found += notices(staged, row) ? 1 : 0;
    }
  }

  bool notices(const Staged& staged, std::uint32_t row) const {
    Model weak = model_;
    blank(weak.chips[staged.chip], row);
    const audit::Determination wires = audit::determine_wires(weak);
    // The bus term of a demand that was taken out is left over, and not part of the bus sum.
    if (std::ranges::any_of(wires.errors, [](const std::string& error) {
          return error.find("wire 'h") == std::string::npos;
        }))
      return true;
    return has_false_block(staged, row) || changes_pass(staged, wires, row);
  }

  bool has_false_block(const Staged& staged, std::uint32_t row) const {
    return std::ranges::any_of(staged.single, [&](Theatre weak) {
      blank(weak.model.chips[weak.chip], row);
      return audit::find_false_block(weak, unique_).has_value();
    });
  }

  static bool changes_pass(const Staged& staged, const audit::Determination& wires,
                           std::uint32_t row) {
    Theatre weak = staged.many;
    blank(weak.model.chips[weak.chip], row);
    std::vector<audit::ChipWires> known = audit::determine_wires(weak.model).chips;
    known[weak.chip] = wires.chips[staged.chip];
    const auto report = audit::sweep_cells(weak.model, known);
    return std::ranges::any_of(report.errors, [](const std::string& error) {
      return error.find("wire 'h") == std::string::npos;
    });
  }

  const Subject& subject_;
  std::vector<bool> unique_;
  Model model_;
  std::map<std::string, audit::LieCount> counts_;
};

} // namespace

TEST_CASE("rules: a row taken out of a circuit is noticed, whatever its sort") {
  const auto counts = Holes(subject_of(soundness::kEveryConstruct)).run();
  std::size_t tried = 0;
  for (const auto& entry : counts) {
    const audit::LieCount& count = entry.second;
    tried += count.tried;
    CHECK_MESSAGE(count.found == count.tried, entry.first, ": ", count.found, " of ", count.tried);
  }
  MESSAGE(tried << " rows of " << counts.size() << " classes");
  CHECK(counts.size() > 30);
}

namespace {

/// The circuits of all rules, to be damaged.
class Texts {
public:
  Texts() {
    auto model = audit::model_of_program(subject_.program, subject_.free);
    REQUIRE(model.ok());
    model_ = std::move(*model);
  }

  audit::ChipModel& chip(const std::string& rule) {
    for (audit::ChipModel& chip : model_.chips)
      if (chip.name == rule)
        return chip;
    FAIL("no rule ", rule);
    return model_.chips.front();
  }
  /// The number of a row, counted among those of its name.
  std::uint32_t row(const std::string& rule, const std::string& name, unsigned number = 0) {
    const auto& rows = chip(rule).rows;
    for (std::uint32_t i = 0; i < rows.size(); ++i)
      if (rows[i].name == name && number-- == 0)
        return i;
    FAIL("no row ", name);
    return 0;
  }
  std::uint32_t place(const RowModel& row, audit::FieldKind kind) const {
    const audit::ClaimShape& shape = audit::shape_of_tag(model_.shapes, row.tag);
    for (std::uint32_t i = 0; i < shape.size(); ++i)
      if (shape[i].kind == kind)
        return i + 1;
    return 0;
  }
  void drop_field(const std::string& rule, const std::string& name, audit::FieldKind kind) {
    RowModel& at = chip(rule).rows[row(rule, name)];
    std::erase_if(at.fields, [&, place = place(at, kind)](const audit::FieldModel& field) {
      return field.place == place;
    });
  }

  /// The wires of a rule that nothing determines.
  std::string open_wires(const std::string& rule) {
    const audit::Determination found = audit::determine_wires(model_);
    std::string out;
    for (std::size_t i = 0; i < model_.chips.size(); ++i)
      if (const audit::ChipModel& at = model_.chips[i]; at.name == rule)
        for (std::size_t wire = 0; wire < found.chips[i].wires.size(); ++wire)
          if (found.chips[i].wires[wire].how == audit::How::Undetermined)
            out += at.wires[at.first_committed + wire].name + " ";
    return out;
  }

private:
  Subject subject_ = subject_of(soundness::kEveryConstruct);
  Model model_;
};

} // namespace

TEST_CASE("rules: what a text is must be fixed by a premise, and before the challenge") {
  CHECK(Texts().open_wires("pass").empty());
  const std::pair<audit::FieldKind, const char*> parts[] = {
      {audit::FieldKind::Length, "L1 F1 R1 "},
      {audit::FieldKind::Fingerprint, "L1 F1 R1 "},
      {audit::FieldKind::Power, "L1 F1 R1 "},
      {audit::FieldKind::Site, "L1 site0 F1 R1 "}};
  for (const auto& [kind, open] : parts) { // a text is known by all of its parts or not at all
    Texts texts;
    texts.drop_field("pass", "demands says", kind);
    CHECK(texts.open_wires("pass").starts_with(open));
  }

  // A text that stands inside of another one is not read off.
  Texts inside;
  audit::ChipModel& unwrap = inside.chip("unwrap");
  CHECK(inside.open_wires("unwrap").empty());
  blank(unwrap, inside.row("unwrap", "demands says"));
  CHECK(inside.open_wires("unwrap").find("L2 site0 F2 R2 ") != std::string::npos);

  // Where a premise stands is said before texts become numbers.
  Texts late;
  for (audit::WireModel& wire : late.chip("pass").wires)
    if (wire.name == "site0")
      wire.column.phase = cs::Phase::Text;
  CHECK(late.open_wires("pass").starts_with("L1 site0 F1 R1 "));

  // Of every emission, or of none.
  Texts nowhere;
  nowhere.drop_field("wrap", "emits says", audit::FieldKind::Site);
  CHECK(nowhere.open_wires("pass").starts_with("L1 site0 F1 R1 "));

  // Two emissions of a block have two places.
  Texts twice;
  std::vector<RowModel>& letters = twice.chip("letters").rows;
  RowModel &first = letters[twice.row("letters", "emits says")],
           &second = letters[twice.row("letters", "emits says", 1)];
  second.fields.back() = first.fields.back();
  CHECK(twice.open_wires("pass").starts_with("L1 site0 F1 R1 "));
}

// --- lies through the real prover ---------------------------------------------------------------

namespace {

/// The copies of a model as a prover's witness: of one that is made for any challenge, and says the
/// same of all that is fixed before.
class ModelWitness final : public cs::WitnessSource {
public:
  using Maker = std::function<Model(const cs::Challenges&)>;
  ModelWitness(const cs::Circuit& circuit, Maker make)
      : circuit_(circuit), make_(std::move(make)), model_(make_(audit::audit_challenges())) {}

  std::vector<std::uint64_t> structure(std::size_t kind, std::uint32_t segment) override {
    std::vector<std::uint64_t> out(circuit_.kinds[kind].used[0]);
    write(kind, segment, cs::Phase::Structure,
          [&](std::size_t entry, const Fr& value) { out[entry] = value.to_limbs()[0]; });
    return out;
  }
  void set_text_challenge(const cs::CoefficientTable& table) override {
    cs::Challenges challenges = audit::audit_challenges();
    challenges.r = table.challenges().r;
    Model model = make_(challenges);
    REQUIRE(model.copies.size() == model_.copies.size());
    for (std::size_t i = 0; i < model.copies.size(); ++i)
      for (audit::WireId wire = 0; wire < model.copies[i].wires.size(); ++wire)
        if (model.chip_of(model.copies[i]).wires[wire].column.phase == cs::Phase::Structure)
          REQUIRE(model.copies[i].wires[wire] == model_.copies[i].wires[wire]);
    model_ = std::move(model);
  }
  void fill_text(std::size_t kind, std::uint32_t segment, std::span<Fr> text) override {
    write(kind, segment, cs::Phase::Text,
          [&](std::size_t entry, const Fr& value) { text[entry] = value; });
  }

private:
  template <class Put>
  void write(std::size_t kind, std::uint32_t segment, cs::Phase phase, Put put) const {
    for (const audit::Copy& copy : model_.copies) {
      if (copy.kind != kind || copy.segment != segment)
        continue;
      const cs::Placement& placement = circuit_.kinds[kind].placements[copy.placement];
      const audit::ChipModel& chip = model_.chip_of(copy);
      const std::uint32_t columns =
          circuit_.chips[copy.chip].columns[static_cast<unsigned>(phase) - 1];
      for (audit::WireId wire = chip.first_committed; wire < chip.wires.size(); ++wire)
        if (const cs::Column column = chip.wires[wire].column;
            column.phase == phase &&
            column.index < columns) // what was set free has no wire in truth
          put(placement.column[static_cast<unsigned>(phase) - 1] +
                  (std::size_t{column.index} << placement.log_copies) + copy.copy,
              copy.wires[wire]);
    }
  }

  const cs::Circuit& circuit_;
  Maker make_;
  Model model_;
};

bool believed(const cs::Circuit& circuit, const ModelWitness::Maker& make) {
  ModelWitness witness(circuit, make);
  Transcript proving("rule audit"), verifying("rule audit");
  const cert::Proof proof = fold::prove(circuit, witness, proving);
  return verify::verify(circuit, proof, verifying).ok();
}

/// Frees a field of every claim of one row, as with_free_field does: a new wire stands in its
/// place, the last text wire of the chip.
void free_field(Model& model, const Constraint& constraint) {
  audit::ChipModel& chip = model.chips[constraint.chip];
  RowModel& row = chip.rows[constraint.row];
  const auto field = std::ranges::find(row.fields, constraint.place, &audit::FieldModel::place);
  REQUIRE(field != row.fields.end());
  Fr power = Fr::one();
  for (std::uint32_t i = 0; i < constraint.place; ++i)
    power *= model.challenges.beta;
  const auto wire = static_cast<audit::WireId>(chip.wires.size());
  const auto index = static_cast<std::uint32_t>(std::ranges::count_if(
      chip.wires, [](const audit::WireModel& w) { return w.column.phase == cs::Phase::Text; }));
  chip.wires.push_back({{cs::Phase::Text, index}, "free", {}, {}, {}});
  for (audit::Copy& copy : model.copies)
    if (copy.chip == constraint.chip)
      copy.wires.push_back(audit::value_of(field->form, copy.wires));
  audit::add_form(row.a, field->form, power);
  field->form = {{wire, Fr::one()}};
  audit::add_form(row.a, field->form, -power);
}

void take_out(Model& model, const Constraint& constraint, const audit::Lie& lie) {
  if (constraint.removal == Removal::Field) {
    free_field(model, constraint);
    model.copies[lie.copy].wires.back() = *lie.field;
    return;
  }
  blank(model.chips[constraint.chip], constraint.row);
  for (audit::ChipModel& chip : model.chips)
    for (RowModel& row : chip.rows) // a guard that was taken out guards nothing
      std::erase_if(row.guards, [&](std::uint32_t guard) {
        return &chip == &model.chips[constraint.chip] && guard == constraint.row;
      });
}

/// The model with the lie told, and every multiplicity set to what is then demanded.
Model told(Model model, const Constraint& constraint, const audit::Lie& lie) {
  model.ledger = {};
  for (const audit::Lie::Change& change : lie.changes)
    model.copies[change.copy].wires[change.wire] = change.value;
  if (constraint.removal == Removal::Field) // products first: the field may be made of them
    for (audit::Copy& copy : model.copies)
      audit::define_text(model.chip_of(copy), copy.wires);
  take_out(model, constraint, lie);
  for (audit::Copy& copy : model.copies)
    audit::settle_copy(model, copy);
  model.balance();
  return model;
}

/// The circuit of a theatre without a constraint.
cs::Circuit weakened(const Theatre& theatre, const Constraint& constraint) {
  lower::LoweredTheory weak = theatre.lowered;
  if (constraint.removal == Removal::Row)
    weak.circuit.chips[constraint.chip].rows[constraint.row] = {cs::RowKind::Assert, 0, 0, 0, 0, 0};
  else
    soundness::with_free_field(constraint.chip, constraint.row, constraint.place)(weak);
  REQUIRE(layout::place_chips(weak, theatre.layout).ok());
  return weak.circuit;
}

bool can_be_told(const Model& model) {
  return std::ranges::all_of(model.copies, [&](const audit::Copy& copy) {
    const audit::ChipModel& chip = model.chip_of(copy);
    for (audit::WireId wire = chip.first_committed; wire < chip.wires.size(); ++wire) {
      const Limbs value = copy.wires[wire].to_limbs();
      if (chip.wires[wire].column.phase == cs::Phase::Structure &&
          (value[1] | value[2] | value[3]) != 0)
        return false; // our prover commits to structures of small integers only
    }
    return true;
  });
}

/// One block of a rule, at any challenge.
class OneBlock {
public:
  OneBlock(const Subject& subject, ir::BlockRuleIndex rule, bool unheard)
      : subject_(subject), unique_(audit::unique_relations(subject.program)), rule_(rule),
        unheard_(unheard),
        blocks_(audit::valid_blocks(subject.program, rule, without_examples(subject), 1, 5)) {
    REQUIRE(!blocks_.empty());
  }

  Theatre theatre(const cs::Challenges& challenges = audit::audit_challenges()) const {
    auto made = audit::make_theatre(subject_.program, rule_, blocks_,
                                    {0, 4, {}, unheard_, subject_.examples.texts, challenges});
    REQUIRE(made.ok());
    return std::move(*made);
  }

  /// A lie of some kind that a prover could tell.
  bool has_lie(const Theatre& theatre, const Constraint& constraint, audit::LieKind kind) const {
    const auto lie = audit::find_block_lie(theatre, unique_, constraint);
    return lie && lie->kind == kind && can_be_told(told(theatre.model, constraint, lie->lie));
  }

  ModelWitness::Maker honest() const {
    return [this](const cs::Challenges& challenges) { return theatre(challenges).model; };
  }
  ModelWitness::Maker lying(const Constraint& constraint) const {
    return [this, constraint](const cs::Challenges& challenges) {
      const Theatre at = theatre(challenges);
      const auto lie = audit::find_block_lie(at, unique_, constraint);
      REQUIRE(lie.has_value());
      return told(at.model, constraint, lie->lie);
    };
  }

private:
  static trial::Examples without_examples(const Subject& subject) {
    trial::Examples none;
    none.texts = subject.examples.texts;
    return none;
  }

  const Subject& subject_;
  std::vector<bool> unique_;
  ir::BlockRuleIndex rule_;
  bool unheard_;
  std::vector<trial::Values> blocks_;
};

} // namespace

namespace {

/// One about each class of constraints of a rule that is not among those seen.
void tell_lies(const OneBlock& block, audit::LieKind kind, std::set<std::string>& seen) {
  const Theatre theatre = block.theatre();
  const cs::Circuit& honest = theatre.lowered.circuit;
  for (const Constraint& constraint : audit::block_constraints_of(theatre.model, theatre.chip)) {
    const std::string name = audit::class_of(theatre.model, constraint);
    if (constraint.removal == Removal::Equation || seen.contains(name) ||
        !block.has_lie(theatre, constraint, kind))
      continue;
    CAPTURE(audit::name_of(theatre.model, constraint));
    seen.insert(name);
    CHECK(believed(weakened(theatre, constraint), block.lying(constraint)));
    CHECK_FALSE(believed(honest, block.lying(constraint)));
    CHECK(believed(honest, block.honest()));
  }
}

} // namespace

TEST_CASE("rules: lies are believed without their constraint, and not with it") {
  const Subject every = subject_of(soundness::kEveryConstruct);
  std::set<std::string> seen;
  for (const audit::LieKind kind : {audit::LieKind::BreaksRule, audit::LieKind::OnlyWires})
    for (ir::BlockRuleIndex rule = 0; rule < every.program.rules.size(); ++rule)
      for (const bool unheard : {false, true})
        tell_lies(OneBlock(every, rule, unheard), kind, seen);
  const auto fields = std::ranges::count_if(
      seen, [](const std::string& name) { return name.find(", ") != std::string::npos; });
  MESSAGE(seen.size() << " classes of constraints, " << fields
                      << " of them fields; a lie about each");
  CHECK(seen.size() > 120);
  for (const char* row : {"text", "pow", "demands says", "consumes tape", "emits tape",
                          "the length of `( x t )` has # bits",
                          "demands says, length of argument 2", "demands says, text of argument 2",
                          "demands says, power of argument 2", "emits says, site"})
    CHECK_MESSAGE(seen.contains(std::string("block rule: ") + row), row);
}
