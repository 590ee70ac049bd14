// blockfold export: the circuit, the witness and the proof for the tools of others.
#include "tools/blockfold/command.h"

#include "compiler/driver/recompile.h"
#include "compiler/export/assignment.h"
#include "compiler/export/block_graph.h"
#include "compiler/export/iden3.h"
#include "compiler/export/json.h"
#include "compiler/export/names.h"
#include "compiler/support/format.h"
#include "compiler/witness/witness.h"
#include "runtime/fold/assignment.h"
#include "runtime/parallel/parallel.h"
#include "tools/blockfold/goals.h"
#include "tools/blockfold/theories.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"
#include "tools/common/theory_file.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

constexpr std::uint32_t kMaxThreads = 1024;
constexpr std::uint32_t kDrawnBlocks = 300;

// --- what is asked for --------------------------------------------------------------------------

enum class Format { R1cs, Wtns, Sym, Json, Dot };
constexpr llvm::StringRef kFormatNames[] = {"r1cs", "wtns", "sym", "json", "dot"};

struct Target {
  Format format;
  std::string path;
};

struct Options {
  std::vector<Target> targets;
  exports::GraphLimits graph;
  layout::PlanOptions plan;

  bool wants(std::initializer_list<Format> formats) const {
    return llvm::any_of(
        targets, [&](const Target& target) { return llvm::is_contained(formats, target.format); });
  }
  /// The coefficients of the constraints, and text and bus wires, depend on the challenges.
  bool need_challenges() const { return wants({Format::R1cs, Format::Wtns, Format::Json}); }
  /// What a certificate does not hold.
  bool need_proof() const { return wants({Format::Wtns, Format::Dot}); }
};

Result<Format> parse_format(llvm::StringRef name) {
  const auto found = llvm::find(kFormatNames, name);
  if (found != std::end(kFormatNames))
    return static_cast<Format>(found - std::begin(kFormatNames));
  const std::string hint = did_you_mean(name, kFormatNames);
  return Error{"usage.value",
               fmt::format("there is no format {}; {}", quoted(name),
                           hint.empty() ? "--format is r1cs, wtns, sym, json or dot" : hint)};
}

Result<std::vector<Format>> parse_formats(const Arguments& arguments) {
  std::vector<Format> formats;
  for (const std::string& list : arguments.values("format")) {
    llvm::SmallVector<llvm::StringRef, 5> names;
    llvm::StringRef(list).split(names, ',');
    for (const llvm::StringRef name : names) {
      const auto format = parse_format(name);
      if (!format)
        return format.error();
      if (llvm::is_contained(formats, *format))
        return Error{"usage.value", fmt::format("the format {} is given twice", name)};
      formats.push_back(*format);
    }
  }
  if (formats.empty())
    return Error{"usage.value", "say what to write: --format=r1cs, wtns, sym, json or dot"};
  return formats;
}

/// One format goes to the file that is named, several to files with their names added.
Result<std::vector<Target>> parse_targets(const Arguments& arguments) {
  const auto formats = parse_formats(arguments);
  if (!formats)
    return formats.error();
  const llvm::StringRef output = arguments.value("output");
  if (output.empty())
    return Error{"usage.output", "say where to write: -o FILE"};
  if (is_standard_output(output) && (formats->size() > 1 || arguments.json()))
    return Error{"usage.output", "standard output has room for one format and no report"};
  std::vector<Target> targets;
  for (const Format format : *formats)
    targets.push_back({format, formats->size() == 1
                                   ? output.str()
                                   : fmt::format("{}.{}", output,
                                                 kFormatNames[static_cast<std::size_t>(format)])});
  return targets;
}

Result<Options> parse(const Arguments& arguments) {
  auto targets = parse_targets(arguments);
  if (!targets)
    return targets.error();
  const auto depth = arguments.number("depth", UINT32_MAX, UINT32_MAX);
  if (!depth)
    return depth.error();
  const auto blocks = arguments.number("max", kDrawnBlocks, UINT32_MAX);
  if (!blocks)
    return blocks.error();
  const auto segments = arguments.number("segments", 0, layout::Bounds::kSegments);
  if (!segments)
    return segments.error();
  const auto threads = arguments.number("threads", 0, kMaxThreads);
  if (!threads)
    return threads.error();
  set_thread_count(*threads);
  return Options{std::move(*targets),
                 {*depth, *blocks == 0 ? SIZE_MAX : std::size_t{*blocks}},
                 {*segments, 0}};
}

/// A certificate is exported with the theory it is about; it says itself what was proved, and how.
Status check_certificate_options(const Arguments& arguments) {
  if (arguments.operand_count() == 2)
    return Error{"usage.operand", "with --theory, name a certificate and nothing else"};
  for (const char* option : {"theorem", "all", "assume", "segments"})
    if (arguments.has(option))
      return Error{"usage.goals",
                   fmt::format("a certificate says what it proves: --{} has no meaning", option)};
  return success();
}

Status check_outputs(const Arguments& arguments, const Options& options) {
  for (const Target& target : options.targets) {
    if (is_standard_output(target.path))
      continue;
    for (const std::string& input : {arguments.operand(0).str(), arguments.value("theory").str()})
      if (llvm::sys::fs::equivalent(target.path, input))
        return Error{"usage.output",
                     fmt::format("{} is what is read; write to another file", quoted(llvm::StringRef(target.path)))};
    if (Status writable = check_writable(target.path); !writable)
      return writable;
  }
  return success();
}

ExitStatus exit_of(const Error& error) {
  const llvm::StringRef code = error.code;
  if (code.startswith("usage.") || code.startswith("theorem."))
    return ExitStatus::Usage;
  return code.startswith("file.") ? ExitStatus::Unreadable : ExitStatus::Invalid;
}

// --- what is exported ---------------------------------------------------------------------------

/// A circuit, with the proof if that is known, and the challenges if they are needed.
struct Subject {
  std::optional<driver::Compiled> compiled;   ///< nothing if only the certificate is known
  std::optional<driver::BoundStatement> read; ///< in that case
  cs::Challenges challenges{};
  std::array<std::uint8_t, 32> theory_digest{};

  const driver::BoundStatement& bound() const { return compiled ? compiled->bound : *read; }
};

/// The challenges that the certificate of this proof has; the proof is made for it.
Result<cs::Challenges> prove_challenges(const driver::Compiled& compiled) {
  const auto proved = driver::prove(compiled);
  if (!proved)
    return proved.error();
  return driver::challenges_of(compiled.bound, proved->certificate.proof);
}

std::optional<Subject> refuse(const Error& error, bool json, int* exit) {
  *exit = fail(exit_of(error), error, json);
  return std::nullopt;
}

std::optional<Subject> compile(const ir::TheorySource& source, import::ImportedProof proof,
                               const Options& options, bool json, int* exit) {
  auto compiled = driver::compile(source, std::move(proof), options.plan, lower::Keep::Names);
  if (!compiled)
    return refuse(compiled.error(), json, exit);
  Subject subject{std::move(*compiled), {}, {}, {}};
  subject.theory_digest = subject.compiled->certificate.theory_digest;
  if (!options.need_challenges())
    return subject;
  const auto challenges = prove_challenges(*subject.compiled);
  if (!challenges)
    return refuse(challenges.error(), json, exit);
  subject.challenges = *challenges;
  return subject;
}

/// Of theorems in a database, or of a transcript.
std::optional<Subject> read_proof(const Arguments& arguments, const Options& options, int* exit) {
  if (arguments.operand_count() == 2) {
    auto read = read_transcript_proof(arguments, exit);
    if (!read)
      return std::nullopt;
    return compile(*read->source, std::move(read->proof), options, arguments.json(), exit);
  }
  auto prepared = prepare_goals(arguments, exit);
  if (!prepared)
    return std::nullopt;
  return compile(import::MetamathSource(prepared->database), std::move(prepared->proof), options,
                 arguments.json(), exit);
}

/// Finds the proof of a certificate in its database. Proving is deterministic: the challenges are
/// the certificate's exactly if it is the same proof.
std::optional<Subject> add_proof(const Arguments& arguments, const Options& options,
                                 const cert::Certificate& certificate, Subject subject, int* exit) {
  const bool json = arguments.json();
  const llvm::StringRef path = arguments.value("theory");
  if (is_rule_file(path))
    return refuse({"usage.operand", fmt::format("{} has no proofs in it; for wtns and dot: "
                                                "blockfold export {} X.bmt ...",
                                                quoted(path), path)},
                  json, exit);
  const auto database = read_theory(path, json, exit);
  if (!database)
    return std::nullopt;
  DiagnosticSink sink;
  auto compiled = driver::recompile(*database, subject.read->theory, certificate,
                                    subject.read->layout, sink, lower::Keep::Names);
  if (!compiled) {
    *exit = fail_with_diagnostics(exit_of(compiled.error()), compiled.error(), sink, json);
    return std::nullopt;
  }
  if (options.wants({Format::Wtns})) {
    const auto proved = driver::prove(*compiled);
    if (!proved)
      return refuse(proved.error(), json, exit);
    if (cert::write_certificate(proved->certificate) != cert::write_certificate(certificate))
      return refuse({"export.witness", "the proof in the theory file is not the one that the "
                                       "certificate was made from; export that theorem itself"},
                    json, exit);
  }
  return Subject{std::move(*compiled), {}, subject.challenges, subject.theory_digest};
}

std::optional<Subject> read_certificate(const Arguments& arguments, const Options& options,
                                        int* exit) {
  const bool json = arguments.json();
  const auto file = read_file(arguments.operand(0), cert::kMaxBytes);
  if (!file)
    return refuse(file.error(), json, exit);
  const auto certificate = cert::read_certificate(bytes_of(**file));
  if (!certificate)
    return refuse(certificate.error(), json, exit);
  const auto source = read_theory_source(arguments.value("theory"), json, exit);
  if (!source)
    return std::nullopt;
  auto bound = driver::bind_statement(*source, *certificate, lower::Keep::Names);
  if (!bound)
    return refuse(bound.error(), json, exit);
  const auto challenges = driver::challenges_of(*bound, certificate->proof);
  if (!challenges)
    return refuse(challenges.error(), json, exit);
  Subject subject{{}, std::move(*bound), *challenges, certificate->theory_digest};
  if (!options.need_proof())
    return subject;
  return add_proof(arguments, options, *certificate, std::move(subject), exit);
}

// --- writing ------------------------------------------------------------------------------------

std::string hex(llvm::ArrayRef<std::uint8_t> bytes) {
  return llvm::toHex(bytes, true);
}

/// Writes the targets one after another.
class Exporter {
public:
  Exporter(const Subject& subject, const Options& options)
      : subject_(subject), options_(options), bound_(subject.bound()),
        wires_(bound_.lowered.circuit), table_(bound_.lowered.circuit, subject.challenges),
        system_(wires_, table_) {}

  exports::System::Sizes sizes() const { return system_.sizes(); }

  Status run() const {
    if (options_.wants({Format::R1cs, Format::Wtns}))
      if (Status fits = exports::check_iden3_sizes(system_.sizes()); !fits)
        return fits;
    for (const Target& target : options_.targets) {
      const auto write = [&](llvm::raw_ostream& out) { this->write(target.format, out); };
      if (is_standard_output(target.path))
        write(llvm::outs());
      else if (Status written = write_file(target.path, write); !written)
        return written;
    }
    return success();
  }

private:
  void write(Format format, llvm::raw_ostream& out) const {
    switch (format) {
    case Format::R1cs:
      return exports::write_r1cs(out, system_);
    case Format::Wtns:
      return exports::write_wtns(out, witness());
    case Format::Sym:
      return exports::write_sym(out, wires_);
    case Format::Json:
      return exports::write_json(out, system_, about());
    case Format::Dot:
      return exports::write_block_graph(out, bound_.theory, subject_.compiled->proof.transcript,
                                        options_.graph);
    }
  }

  std::vector<Fr> witness() const {
    const auto source = witness::arrange_witness(bound_.theory, bound_.lowered,
                                                 subject_.compiled->proof.transcript);
    return exports::flatten(wires_, {},
                            fold::assign_witness(bound_.lowered.circuit, *source, table_));
  }

  nlohmann::ordered_json about() const {
    nlohmann::ordered_json about = {{"goals", nlohmann::ordered_json::array()},
                                    {"theory_digest", hex(subject_.theory_digest)},
                                    {"circuit_digest", hex(bound_.circuit_digest)},
                                    {"challenges",
                                     {{"r", exports::decimal(subject_.challenges.r)},
                                      {"alpha", exports::decimal(subject_.challenges.alpha)},
                                      {"beta", exports::decimal(subject_.challenges.beta)}}}};
    for (const ir::Context& context : bound_.theory.contexts)
      if (const ir::Assertion& goal = bound_.theory.of(context); ir::is_goal(goal.role))
        about["goals"].push_back(goal.label);
    about.update(exports::describe_circuit(bound_.theory, bound_.lowered, wires_));
    return about;
  }

  const Subject& subject_;
  const Options& options_;
  const driver::BoundStatement& bound_;
  exports::WireMap wires_;
  cs::CoefficientTable table_;
  exports::FixedSystem system_;
};

std::uint64_t size_of_file(const std::string& path) {
  std::uint64_t bytes = 0;
  return llvm::sys::fs::file_size(path, bytes) ? 0 : bytes;
}

void report(const exports::System::Sizes& sizes, const Options& options, bool json) {
  if (json) {
    nlohmann::ordered_json object = {{"status", "exported"},
                                     {"exit_status", 0},
                                     {"counts",
                                      {{"wires", sizes.wires},
                                       {"public_inputs", sizes.public_inputs},
                                       {"private_inputs", sizes.private_inputs},
                                       {"constraints", sizes.constraints}}},
                                     {"files", nlohmann::ordered_json::array()}};
    for (const Target& target : options.targets)
      object["files"].push_back(
          {{"format", kFormatNames[static_cast<std::size_t>(target.format)].str()},
           {"path", target.path},
           {"bytes", size_of_file(target.path)}});
    return print_json(object);
  }
  llvm::outs() << fmt::format("Circuit  {} constraints, {} wires, {} of them inputs\n",
                              format_count(sizes.constraints), format_count(sizes.wires),
                              format_count(sizes.private_inputs));
  for (const Target& target : options.targets)
    llvm::outs() << fmt::format("Written  {}, {}\n", target.path,
                                format_size(size_of_file(target.path)));
}

int run(const Arguments& arguments) {
  const bool json = arguments.json();
  const auto options = parse(arguments);
  if (!options)
    return fail(ExitStatus::Usage, options.error(), json);
  const bool of_certificate = arguments.has("theory");
  if (Status right =
          of_certificate ? check_certificate_options(arguments) : check_goal_options(arguments);
      !right)
    return fail(ExitStatus::Usage, right.error(), json);
  if (Status writable = check_outputs(arguments, *options); !writable)
    return fail(exit_of(writable.error()), writable.error(), json);

  int exit = 0;
  const auto subject = of_certificate ? read_certificate(arguments, *options, &exit)
                                      : read_proof(arguments, *options, &exit);
  if (!subject)
    return exit;
  const Exporter exporter(*subject, *options);
  if (Status written = exporter.run(); !written)
    return fail(exit_of(written.error()), written.error(), json);
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
      "are constants in it. That is for looking, linting and measuring; a proof of the exported "
      "circuit\n"
      "by another proof system does NOT replace the certificate: docs/export.md says why.\n\n"
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
  line.options = {{"format", "FORM",
                   "r1cs, wtns, sym, json or dot; several with commas, or repeated", 'f', true},
                  {"output", "OUT",
                   "where to write; with several formats to OUT.r1cs, OUT.wtns, ...;\n"
                   "-: standard output, one format only",
                   'o'},
                  {"theory", "FILE.mm", "the operand is a certificate, and this is its theory"}};
  for (const Option& option : goal_options())
    line.options.push_back(option);
  const Option rest[] = {
      {"depth", "N", "dot: draw blocks at most N steps below a conclusion"},
      {"max", "N",
       "dot: draw at most the N blocks nearest to the conclusions (default: 300;\n0: all)"},
      {"segments", "N", "cut the work into N segments (default: by size)"},
      threads_option(),
      json_option()};
  line.options.insert(line.options.end(), std::begin(rest), std::end(rest));
  line.examples = "  blockfold export demo0.mm -t th1 --format=r1cs,wtns,sym -o th1\n"
                  "  snarkjs wtns check th1.r1cs th1.wtns\n"
                  "  blockfold export th1.bfc --theory=demo0.mm --format=json -o th1.json\n"
                  "  blockfold export demo0.mm -t th1 --format=dot -o - | dot -Tsvg > th1.svg\n";
  return {line, run};
}

} // namespace blockfold::tools
