// blockfold run: executes an IMP program, and certifies what it came to.
#include "tools/blockfold/command.h"

#include "compiler/imp/inputs.h"
#include "compiler/imp/logic_proof.h"
#include "compiler/ir/execution_text.h"
#include "compiler/support/format.h"
#include "compiler/support/render.h"
#include "runtime/parallel/parallel.h"
#include "tools/blockfold/imp_programs.h"
#include "tools/blockfold/memory.h"
#include "tools/blockfold/prove_execution.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"
#include "tools/common/theory_file.h"

#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

constexpr std::size_t kMaxInputBytes = std::size_t{1} << 26;

struct Options {
  imp::RunLimits limits;
  imp::Values inputs;
  ProveOptions prove;
};

/// Options that say how to prove.
Status check_prove_options(const Arguments& arguments) {
  for (const char* option : {"segments", "resume", "memory-limit", "profile"})
    if (arguments.has(option) && !arguments.has("output"))
      return Error{std::string("usage.") + option,
                   fmt::format("without -o nothing is proved, and --{} has no meaning", option)};
  return success();
}

/// Nothing after an error, which has been printed and is in `*exit`.
std::optional<Options> parse(const Arguments& arguments, int* exit) {
  const bool json = arguments.json();
  const auto refuse = [&](ExitStatus why, const Error& error) {
    *exit = fail(why, error, json);
    return std::nullopt;
  };
  Options options;
  if (Status usage = check_prove_options(arguments); !usage)
    return refuse(ExitStatus::Usage, usage.error());
  auto prove = prove_options(arguments);
  if (!prove)
    return refuse(ExitStatus::Usage, prove.error());
  options.prove = std::move(*prove);
  set_thread_count(options.prove.threads);
  const auto steps = arguments.number("max-steps", 100'000'000, 1'000'000'000);
  if (!steps)
    return refuse(ExitStatus::Usage, steps.error());
  options.limits.max_steps = *steps;
  DiagnosticSink sink;
  bool good = true;
  for (const std::string& path : arguments.values("input-file")) {
    const auto file = read_file(path, kMaxInputBytes);
    if (!file)
      return refuse(ExitStatus::Unreadable, file.error());
    good &= imp::read_inputs((*file)->getBuffer(), options.inputs, sink);
  }
  for (const std::string& input : arguments.values("input"))
    good &= imp::read_input(input, options.inputs, sink);
  if (good)
    return options;
  *exit = fail_with_diagnostics(ExitStatus::Usage, {"usage.input", "the inputs are malformed"},
                                sink, json);
  return std::nullopt;
}

/// Prints a line for every step.
imp::Trace trace_to(llvm::raw_ostream& out, const imp::ReadProgram& program) {
  return [&out, &program](std::uint64_t number, const imp::Step& step,
                          llvm::ArrayRef<std::int64_t> values) {
    const SourceFile& source = *program.source;
    const auto& variables = program.program->machine.variables;
    out << fmt::format("{:>8}  line {:>3}  {:<40} ", number, source.position(step.where.begin).line,
                       escape_bytes(source.text().slice(step.where.begin, step.where.end)));
    for (std::size_t i = 0; i < variables.size(); ++i)
      out << fmt::format("{}{}={}", i == 0 ? "" : " ", variables[i].name, values[i]);
    out << '\n';
  };
}

/// A program's run, and what is made of it.
class ProgramRun {
public:
  ProgramRun(const Arguments& arguments, const Options& options, const imp::ReadProgram& program,
             ProgressDisplay& progress)
      : arguments_(arguments), options_(options), program_(program), progress_(progress),
        execution_(program.program->blocks) {}

  int run() {
    const bool certify = arguments_.has("output"), record = certify || arguments_.has("blocks");
    progress_.phase("run");
    imp::RunLimits limits = options_.limits;
    limits.report = [this](std::uint64_t steps) {
      progress_.step(format_count(steps) + " steps", 0);
    };
    if (options_.prove.memory_limit != 0)
      enforce_memory_limit(options_.prove.memory_limit); // the blocks of a run take room, too
    DiagnosticSink sink;
    const imp::Trace trace =
        arguments_.has("trace") ? trace_to(llvm::errs(), program_) : imp::Trace();
    const auto outcome = imp::run(*program_.program, *program_.source, options_.inputs, limits,
                                  record ? &execution_ : nullptr, trace, sink);
    if (!outcome) {
      progress_.finish();
      return fail_with_diagnostics(exit_of(sink), {"run.stopped", "the run came to no end"}, sink,
                                   arguments_.json());
    }
    if (arguments_.has("blocks"))
      if (Status written = write_blocks(); !written) {
        progress_.finish();
        return fail(ExitStatus::Unreadable, written.error(), arguments_.json());
      }
    std::optional<CertifiedExecution> certified;
    if (certify) {
      auto done = tools::certify(program_.program->blocks, execution_, arguments_, options_.prove,
                                 progress_);
      progress_.finish();
      if (!done)
        return fail(exit_of_proof(done.error()), done.error(), arguments_.json());
      certified = std::move(*done);
    }
    progress_.finish();
    print(*outcome, certified ? &*certified : nullptr);
    return status(ExitStatus::Success);
  }

private:
  /// Inputs that are missing or unknown are a matter of the command line.
  static ExitStatus exit_of(const DiagnosticSink& sink) {
    return llvm::StringRef(sink.diagnostics().front().code->id).startswith("IM04")
               ? ExitStatus::Usage
               : ExitStatus::Invalid;
  }

  Status write_blocks() const {
    std::string text;
    llvm::raw_string_ostream out(text);
    ir::print_execution(out, program_.program->blocks, execution_);
    out.flush();
    return write_file(arguments_.value("blocks"), bytes_of(text));
  }

  void print(const imp::Outcome& outcome, const CertifiedExecution* certified) const {
    if (arguments_.json())
      return print_as_json(outcome, certified);
    if (arguments_.has("quiet") ||
        (certified != nullptr && is_standard_output(arguments_.value("output"))))
      return;
    print_run(program_, options_.inputs, outcome);
    if (certified == nullptr)
      return;
    llvm::raw_ostream& out = llvm::outs();
    out << "Size         " << format_count(outcome.steps) << " steps -> "
        << format_count(certified->proved.blocks) << " blocks -> "
        << format_count(certified->proved.constraints) << " constraints\nTime         ";
    for (const auto& phase : progress_.times())
      out << phase.name << ' ' << format_duration(phase.seconds)
          << (&phase == &progress_.times().back() ? "\n" : ", ");
    out << "Memory       at most " << format_memory(certified->peak_memory) << '\n';
    if (certified->resumed_units != 0)
      out << "Resumed      " << format_count(certified->resumed_units)
          << " pieces of work taken over from before\n";
    out << "Certificate  " << arguments_.value("output") << ", " << format_size(certified->bytes)
        << '\n';
  }

  void print_as_json(const imp::Outcome& outcome, const CertifiedExecution* certified) const {
    nlohmann::ordered_json json = {{"status", certified != nullptr ? "proved" : "run"},
                                   {"exit_status", 0}};
    json.update(to_json(program_, options_.inputs, outcome));
    if (certified != nullptr) {
      json["certificate"] = arguments_.value("output").str();
      json["certificate_bytes"] = certified->bytes;
      json["blocks"] = certified->proved.blocks;
      json["constraints"] = certified->proved.constraints;
      json["peak_memory_bytes"] = certified->peak_memory;
      json["resumed_units"] = certified->resumed_units;
    }
    for (const auto& phase : progress_.times())
      json["seconds"][phase.name] = phase.seconds;
    print_json(json);
  }

  const Arguments& arguments_;
  const Options& options_;
  const imp::ReadProgram& program_;
  ProgressDisplay& progress_;
  ir::Execution execution_;
};

/// NAME.blk and NAME.bmt.
int write_logic_proof(const Arguments& arguments, const Options& options,
                      const imp::ReadProgram& program) {
  const bool json = arguments.json();
  if (arguments.has("output"))
    return fail(ExitStatus::Usage,
                {"usage.proof", "--proof writes what 'blockfold prove NAME.blk NAME.bmt' proves; "
                                "it goes without --output"},
                json);
  DiagnosticSink sink;
  const auto proof =
      imp::prove_in_logic(*program.program, *program.source, options.inputs, options.limits, sink);
  if (!proof)
    return fail_with_diagnostics(ExitStatus::Invalid, {"run.proof", "the run is not proved"}, sink,
                                 json);
  const std::string name = arguments.value("proof").str();
  for (const auto& [ending, text] :
       {std::pair(".blk", &proof->rules), std::pair(".bmt", &proof->transcript)})
    if (Status written = write_file(name + ending, bytes_of(*text)); !written)
      return fail(ExitStatus::Unreadable, written.error(), json);
  if (json) {
    nlohmann::ordered_json object = {{"status", "written"}, {"exit_status", 0}};
    object.update(to_json(program, options.inputs, proof->outcome));
    object["files"] = {name + ".blk", name + ".bmt"};
    print_json(object);
  } else if (!arguments.has("quiet")) {
    print_run(program, options.inputs, proof->outcome);
    llvm::outs() << "Proof        " << name << ".blk, " << name << ".bmt\n";
  }
  return status(ExitStatus::Success);
}

int run(const Arguments& arguments) {
  int exit = 0;
  const auto options = parse(arguments, &exit);
  if (!options)
    return exit;
  const auto program = read_imp_program(arguments.operand(0), arguments.json(), &exit);
  if (!program)
    return exit;
  if (arguments.has("rules")) {
    llvm::outs() << program->program->rules.text;
    return status(ExitStatus::Success);
  }
  if (arguments.has("output"))
    if (Status writable = check_outputs(arguments, options->prove); !writable)
      return fail(exit_of_proof(writable.error()), writable.error(), arguments.json());
  if (arguments.has("proof"))
    return write_logic_proof(arguments, *options, *program);
  ProgressDisplay progress(options->prove.progress);
  return ProgramRun(arguments, *options, *program, progress).run();
}

} // namespace

Command run_command() {
  CommandLine line;
  line.name = "blockfold run";
  line.synopsis = "PROGRAM.imp [--input NAME=VALUE ...] [-o X.bfc] [options]";
  line.summary = "run a program, and certify what it came to";
  line.description =
      "Executes an IMP program (docs/executions.md) and prints the values of its outputs. With -o, "
      "also\n"
      "writes a certificate: this program, with these inputs, ends in this state after so many "
      "steps.\n"
      "A run in which a 'require' fails is certified as failed. Whoever has the program verifies "
      "it\n"
      "without running it: blockfold verify X.bfc --theory PROGRAM.imp\n";
  line.operands = {"PROGRAM.imp"};
  line.options = {
      {"input", "NAME=VALUE", "the value of an input; of an array NAME=[1,2,3]", 'i', true},
      {"input-file", "FILE.json", "a JSON object with values of inputs", 0, true},
      {"output", "X.bfc", "where to write the certificate; -: standard output, and no report", 'o'},
      {"max-steps", "N", "stop a run after N steps (default: 100000000)"},
      {"trace", "", "print every step, with the variables before it, on standard error"},
      {"rules", "", "run nothing; print the rule file that the program becomes"},
      {"blocks", "X.bmt", "write the blocks of the run, for the rule file that --rules prints"},
      {"proof", "NAME",
       "write the run as a proof in matching logic, NAME.blk and NAME.bmt, instead of\n"
       "proving its blocks (docs/executions.md)"},
      threads_option(),
      {"segments", "N", "cut the proof into N segments (default: by size)"},
      {"resume", "DIR",
       "keep finished work of the proof in DIR, made if it is not there; the same\n"
       "command takes it up again after an interruption; the result is the same"},
      {"memory-limit", "SIZE",
       "such as 4G or 512M: refuse to prove what would need more (default: what the\n"
       "machine has), and never take more"},
      {"profile", "FILE.json",
       "write where time and memory went, and a picture of it beside, FILE.svg"},
      {"progress", "MODE",
       "auto (on a terminal only), plain (lines), json (lines), none;\n"
       "on standard error"},
      {"quiet", "", "print nothing but errors", 'q'},
      json_option()};
  line.examples =
      "  blockfold run gcd.imp --input a=1071 --input b=462\n"
      "  blockfold run sum.imp --input n=30000 -o sum.bfc\n"
      "  blockfold run sum.imp -i n=9000000 -o sum.bfc --resume=work --memory-limit=8G\n"
      "  blockfold verify sum.bfc --theory sum.imp\n"
      "  blockfold run sort.imp -i 'a=[3,1,2,0]' --trace\n"
      "  blockfold run sum.imp --rules > sum.blk\n"
      "  blockfold run sum.imp -i n=10 --blocks sum.bmt\n"
      "  blockfold run gcd.imp -i a=12 -i b=8 --proof gcd\n"
      "  blockfold prove gcd.blk gcd.bmt -o gcd.bfc\n"
      "  blockfold blocks gcd.blk gcd.bmt --metamath > gcd.mm\n";
  return {line, run};
}

} // namespace blockfold::tools
