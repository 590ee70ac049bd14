// blockfold export: the circuit, the witness and the proof for the tools of others.
#include "tools/blockfold/command.h"

#include "compiler/export/assignment.h"
#include "compiler/export/iden3.h"
#include "compiler/export/json.h"
#include "compiler/export/names.h"
#include "compiler/export/open_system.h"
#include "compiler/support/format.h"
#include "compiler/witness/witness.h"
#include "runtime/fold/assignment.h"
#include "tools/blockfold/export_subject.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

std::string hex(llvm::ArrayRef<std::uint8_t> bytes) {
  return llvm::toHex(bytes, true);
}

/// Writes the targets one after another.
class Exporter {
public:
  Exporter(const ExportSubject& subject, const ExportOptions& options)
      : subject_(subject), options_(options), bound_(subject.bound()),
        wires_(bound_.lowered.circuit,
               options.public_challenges ? exports::OpenSystem::kPublicInputs : 0),
        table_(bound_.lowered.circuit, subject.challenges), system_(make_system()) {}

  exports::System::Sizes sizes() const { return system_->sizes(); }

  Status run() const {
    if (options_.wants({ExportFormat::R1cs, ExportFormat::Wtns}))
      if (Status fits = exports::check_iden3_sizes(system_->sizes()); !fits)
        return fits;
    for (const ExportTarget& target : options_.targets) {
      const auto write = [&](llvm::raw_ostream& out) { this->write(target.format, out); };
      if (is_standard_output(target.path))
        write(llvm::outs());
      else if (Status written = write_file(target.path, write); !written)
        return written;
    }
    return success();
  }

private:
  std::unique_ptr<exports::System> make_system() const {
    if (options_.public_challenges)
      return std::make_unique<exports::OpenSystem>(wires_);
    return std::make_unique<exports::FixedSystem>(wires_, table_);
  }

  void write(ExportFormat format, llvm::raw_ostream& out) const {
    switch (format) {
    case ExportFormat::R1cs:
      return exports::write_r1cs(out, *system_);
    case ExportFormat::Wtns:
      return exports::write_wtns(out, witness());
    case ExportFormat::Sym:
      return exports::write_sym(out, wires_, *system_);
    case ExportFormat::Json:
      return exports::write_json(out, *system_, about());
    case ExportFormat::Dot:
      return exports::write_block_graph(out, bound_.theory, subject_.compiled->proof.transcript,
                                        options_.graph);
    }
  }

  std::vector<Fr> witness() const {
    const auto source = witness::arrange_witness(bound_.theory, bound_.lowered,
                                                 subject_.compiled->proof.transcript);
    const cs::Challenges& challenges = subject_.challenges;
    std::vector<Fr> inputs;
    if (options_.public_challenges)
      inputs = {challenges.r, challenges.alpha, challenges.beta};
    std::vector<Fr> values = exports::flatten(
        wires_, inputs, fold::assign_witness(bound_.lowered.circuit, *source, table_));
    system_->complete(values);
    return values;
  }

  nlohmann::ordered_json about() const {
    nlohmann::ordered_json about = {{"goals", nlohmann::ordered_json::array()},
                                    {"theory_digest", hex(subject_.theory_digest)},
                                    {"circuit_digest", hex(bound_.circuit_digest)}};
    if (!options_.public_challenges)
      about["challenges"] = {{"r", exports::decimal(subject_.challenges.r)},
                             {"alpha", exports::decimal(subject_.challenges.alpha)},
                             {"beta", exports::decimal(subject_.challenges.beta)}};
    for (const ir::Context& context : bound_.theory.contexts)
      if (const ir::Assertion& goal = bound_.theory.of(context); ir::is_goal(goal.role))
        about["goals"].push_back(goal.label);
    about.update(exports::describe_circuit(bound_.theory, bound_.lowered, wires_));
    return about;
  }

  const ExportSubject& subject_;
  const ExportOptions& options_;
  const driver::BoundStatement& bound_;
  exports::WireMap wires_;
  cs::CoefficientTable table_;
  std::unique_ptr<exports::System> system_;
};

std::uint64_t size_of_file(const std::string& path) {
  std::uint64_t bytes = 0;
  return llvm::sys::fs::file_size(path, bytes) ? 0 : bytes;
}

void report(const exports::System::Sizes& sizes, const ExportOptions& options, bool json) {
  if (json) {
    nlohmann::ordered_json object = {{"status", "exported"},
                                     {"exit_status", 0},
                                     {"counts",
                                      {{"wires", sizes.wires},
                                       {"public_inputs", sizes.public_inputs},
                                       {"private_inputs", sizes.private_inputs},
                                       {"constraints", sizes.constraints}}},
                                     {"files", nlohmann::ordered_json::array()}};
    for (const ExportTarget& target : options.targets)
      object["files"].push_back({{"format", format_name(target.format).str()},
                                 {"path", target.path},
                                 {"bytes", size_of_file(target.path)}});
    return print_json(object);
  }
  llvm::outs() << fmt::format("Circuit  {} constraints, {} wires, {} of them inputs\n",
                              format_count(sizes.constraints), format_count(sizes.wires),
                              format_count(sizes.private_inputs));
  for (const ExportTarget& target : options.targets)
    llvm::outs() << fmt::format("Written  {}, {}\n", target.path,
                                format_size(size_of_file(target.path)));
}

int run(const Arguments& arguments) {
  const bool json = arguments.json();
  const auto options = parse_export_options(arguments);
  if (!options)
    return fail(export_exit_status(options.error()), options.error(), json);
  int exit = 0;
  const auto subject = read_export_subject(arguments, *options, &exit);
  if (!subject)
    return exit;
  const Exporter exporter(*subject, *options);
  if (Status written = exporter.run(); !written)
    return fail(export_exit_status(written.error()), written.error(), json);
  if (!is_standard_output(arguments.value("output")))
    report(exporter.sizes(), *options, json);
  return status(ExitStatus::Success);
}

} // namespace

Command export_command() {
  CommandLine line;
  line.name = "blockfold export";
  line.synopsis = "FILE.mm (--theorem=LABEL ... | --all) --format=FORM[,FORM...] -o OUT [options]\n"
                  "       blockfold export THEORY TRANSCRIPT.bmt --format=FORM -o OUT [options]\n"
                  "       blockfold export X.bfc --theory=FILE.mm --format=FORM -o OUT [options]";
  line.summary = "write circuit, witness and proof for snarkjs, Graphviz and other tools";
  line.description =
      "Writes what a certificate proves in the formats of other tools. The circuit is the unfolded "
      "one:\n"
      "every copy of every chip in every segment, as plain R1CS over BN254's scalar field, and "
      "one\n"
      "constraint that says that the bus terms of all of them cancel. The challenges of the "
      "certificate\n"
      "are constants in it, or public inputs (--challenges). That is for looking, linting and\n"
      "measuring; a proof of the exported circuit by another proof system does NOT replace the\n"
      "certificate: docs/export.md says why.\n\n"
      "  r1cs  the constraints, for snarkjs and circom's tools (iden3 .r1cs, version 1)\n"
      "  wtns  the values of all wires (iden3 .wtns, version 2)\n"
      "  sym   the names of all wires (circom's .sym)\n"
      "  json  the constraints with the chips and equations they come from\n"
      "  dot   the blocks of the proof and what each rests on, for Graphviz\n\n"
      "The first two forms prove what they export, since the challenges depend on the proof; they "
      "are\n"
      "those of the certificate that 'blockfold prove' writes. The third takes them from a "
      "certificate;\n"
      "wtns and dot then need its proofs in FILE.mm.\n";
  line.operands = {"FILE.mm"};
  line.optional_operands = {"TRANSCRIPT.bmt"};
  line.options = export_options();
  line.examples = "  blockfold export demo0.mm -t th1 --format=r1cs,wtns,sym -o th1\n"
                  "  snarkjs wtns check th1.r1cs th1.wtns\n"
                  "  blockfold export th1.bfc --theory=demo0.mm --format=json -o th1.json\n"
                  "  blockfold export demo0.mm -t th1 --format=dot -o - | dot -Tsvg > th1.svg\n";
  return {line, run};
}

} // namespace blockfold::tools
