// blockfold run: executes an IMP program, and certifies what it came to.
#include "tools/blockfold/command.h"

#include "compiler/driver/prove_execution.h"
#include "compiler/imp/inputs.h"
#include "compiler/imp/logic_proof.h"
#include "compiler/ir/execution_text.h"
#include "compiler/support/format.h"
#include "compiler/support/render.h"
#include "runtime/parallel/parallel.h"
#include "tools/blockfold/imp_programs.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"
#include "tools/common/theory_file.h"

#include <llvm/Support/FileSystem.h>
#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

constexpr std::uint32_t kMaxThreads = 1024;
constexpr std::size_t kMaxInputBytes = std::size_t{1} << 26;

struct Options {
  imp::RunLimits limits;
  imp::Values inputs;
  ProgressMode progress = ProgressMode::None;
};

/// Nothing after an error, which has been printed and is in `*exit`.
std::optional<Options> parse(const Arguments& arguments, int* exit) {
  const bool json = arguments.json();
  const auto refuse = [&](ExitStatus why, const Error& error) {
    *exit = fail(why, error, json);
    return std::nullopt;
  };
  Options options;
  const auto threads = arguments.number("threads", 0, kMaxThreads);
  if (!threads)
    return refuse(ExitStatus::Usage, threads.error());
  set_thread_count(*threads);
  const auto steps = arguments.number("max-steps", 100'000'000, 1'000'000'000);
  if (!steps)
    return refuse(ExitStatus::Usage, steps.error());
  options.limits.max_steps = *steps;
  const auto mode =
      progress_mode(arguments.value("progress", arguments.has("quiet") ? "none" : "auto"));
  if (!mode)
    return refuse(ExitStatus::Usage, {"usage.value", "--progress is auto, plain, json or none"});
  options.progress = *mode;
  if (is_standard_output(arguments.value("output")) && json)
    return refuse(ExitStatus::Usage,
                  {"usage.output", "-o - and --json would both write to standard output"});
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

struct Certified {
  driver::ProvedExecution proved;
  std::size_t bytes = 0;
};

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
    DiagnosticSink sink;
    const imp::Trace trace =
        arguments_.has("trace") ? trace_to(llvm::errs(), program_) : imp::Trace();
    const auto outcome = imp::run(*program_.program, *program_.source, options_.inputs,
                                  options_.limits, record ? &execution_ : nullptr, trace, sink);
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
    std::optional<Certified> certified;
    if (certify) {
      auto done = prove_and_write();
      progress_.finish();
      if (!done)
        return fail(llvm::StringRef(done.error().code).startswith("file.") ? ExitStatus::Unreadable
                                                                           : ExitStatus::Invalid,
                    done.error(), arguments_.json());
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
    return write_file(arguments_.value("blocks"),
                      {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }

  Result<Certified> prove_and_write() {
    progress_.phase("prove");
    auto proved = driver::prove_execution(
        program_.program->blocks, execution_, {},
        [this](std::string_view step, double done) { progress_.step(step, done); });
    if (!proved)
      return proved.error();
    progress_.phase("write");
    const Bytes bytes = cert::write_certificate(proved->certificate);
    const llvm::StringRef path = arguments_.value("output");
    if (is_standard_output(path))
      llvm::outs().write(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    else if (Status written = write_file(path, bytes); !written)
      return written.error();
    return Certified{std::move(*proved), bytes.size()};
  }

  void print(const imp::Outcome& outcome, const Certified* certified) const {
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
    out << "Certificate  " << arguments_.value("output") << ", " << format_size(certified->bytes)
        << '\n';
  }

  void print_as_json(const imp::Outcome& outcome, const Certified* certified) const {
    nlohmann::ordered_json json = {{"status", certified != nullptr ? "proved" : "run"},
                                   {"exit_status", 0}};
    json.update(to_json(program_, options_.inputs, outcome));
    if (certified != nullptr) {
      json["certificate"] = arguments_.value("output").str();
      json["certificate_bytes"] = certified->bytes;
      json["blocks"] = certified->proved.blocks;
      json["constraints"] = certified->proved.constraints;
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
    if (Status written =
            write_file(name + ending,
                       ByteView(reinterpret_cast<const std::uint8_t*>(text->data()), text->size()));
        !written)
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
  const llvm::StringRef path = arguments.value("output");
  if (arguments.has("output") && !is_standard_output(path)) {
    if (llvm::sys::fs::equivalent(path, arguments.operand(0)))
      return fail(ExitStatus::Usage,
                  {"usage.output", quoted(path) + " is the program itself; write to another file"},
                  arguments.json());
    if (Status writable = check_writable(path); !writable)
      return fail(ExitStatus::Unreadable, writable.error(), arguments.json());
  }
  if (arguments.has("proof"))
    return write_logic_proof(arguments, *options, *program);
  ProgressDisplay progress(options->progress);
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
      {"progress", "MODE",
       "auto (on a terminal only), plain (lines), json (lines), none;\n"
       "on standard error"},
      {"quiet", "", "print nothing but errors", 'q'},
      json_option()};
  line.examples = "  blockfold run gcd.imp --input a=1071 --input b=462\n"
                  "  blockfold run sum.imp --input n=30000 -o sum.bfc\n"
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
