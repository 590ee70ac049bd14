// blockfold reproduce: a certificate made again, and the first difference.
#include "tools/blockfold/command.h"

#include "compiler/driver/estimate.h"
#include "compiler/driver/reproduce.h"
#include "compiler/driver/transcript_proof.h"
#include "compiler/ir/execution_check.h"
#include "compiler/ir/execution_text.h"
#include "compiler/support/format.h"
#include "compiler/support/render.h"
#include "runtime/parallel/parallel.h"
#include "tools/blockfold/executions.h"
#include "tools/blockfold/imp_programs.h"
#include "tools/blockfold/memory.h"
#include "tools/blockfold/theories.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"
#include "tools/common/theory_file.h"
#include "tools/verify/verify_flow.h"

#include <llvm/ADT/DenseSet.h>
#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

constexpr std::uint32_t kMaxThreads = 1024;

bool is_transcript(llvm::StringRef path) {
  return path.endswith(".bmt");
}

/// Proofs of what a certificate says, or why there are none.
struct FoundProof {
  std::optional<import::ImportedProof> proof;
  std::string why;
};

/// Everything that is printed.
struct Outcome {
  std::string certificate, theory;
  std::size_t bytes = 0;
  std::string proof; ///< where proofs were looked for; empty: nowhere
};

class ReproduceRun {
public:
  ReproduceRun(const Arguments& arguments, ProgressDisplay& progress)
      : arguments_(arguments), progress_(progress) {}

  int run() {
    const llvm::StringRef path = arguments_.operand(0);
    const auto file = read_file(path, cert::kMaxBytes);
    if (!file)
      return fail(ExitStatus::Unreadable, file.error(), json());
    const auto certificate = cert::read_certificate(bytes_of(**file));
    if (!certificate)
      return fail(ExitStatus::Invalid, certificate.error(), json());
    outcome_ = {path.str(), arguments_.value("theory").str(), (*file)->getBufferSize(), ""};

    int exit = 0;
    progress_.phase("read");
    if (certificate->subject == cert::Subject::Execution)
      return run_execution(*certificate, bytes_of(**file));
    const auto source = read_theory_source(arguments_.value("theory"), json(), &exit);
    if (!source)
      return exit;
    progress_.phase("rebuild");
    driver::Reproduction reproduction(*source, *certificate, bytes_of(**file));
    reproduction.from_theory();
    if (!arguments_.has("no-proof") && !prove_again(*source, reproduction, &exit))
      return exit;
    progress_.finish();
    return json() ? print_as_json(reproduction) : print_as_text(reproduction);
  }

private:
  bool json() const { return arguments_.json(); }

  /// False after an error, which has been printed and is in `*exit`.
  bool prove_again(const ir::TheorySource& source, driver::Reproduction& reproduction, int* exit) {
    if (!reproduction.bound())
      return true; // there is nothing to be proved
    progress_.phase("check");
    auto found = find_proof(source, reproduction, exit);
    if (!found)
      return false;
    if (!found->proof) {
      missing_ = found->why;
      return true;
    }
    progress_.phase("prove");
    const auto show = [this](std::string_view step, double done) { progress_.step(step, done); };
    const auto fits = [](const driver::Compiled& compiled) {
      return check_memory(driver::predict_memory(compiled, thread_count()), 0);
    };
    return finished(reproduction.from_proof(std::move(*found->proof), fits, show), exit);
  }

  bool finished(Status done, int* exit) {
    if (done)
      return true;
    progress_.finish();
    const bool memory = llvm::StringRef(done.error().code).startswith("memory.");
    *exit = fail(memory ? ExitStatus::Usage : ExitStatus::Invalid, done.error(), json());
    return false;
  }

  // --- executions -------------------------------------------------------------------------------

  int run_execution(const cert::Certificate& certificate, ByteView bytes) {
    int exit = 0;
    const llvm::StringRef theory = arguments_.value("theory");
    const auto imp = is_imp_program(theory) ? read_imp_program(theory, json(), &exit) : nullptr;
    if (is_imp_program(theory) && !imp)
      return exit;
    const auto program =
        imp ? std::optional(imp->program->blocks) : read_block_program(theory, json(), &exit);
    if (!program)
      return exit;
    progress_.phase("rebuild");
    driver::ExecutionReproduction reproduction(*program, certificate, bytes);
    reproduction.from_program();
    if (!arguments_.has("no-proof") && reproduction.bound()) {
      progress_.phase("check");
      const auto execution = imp && !arguments_.has("proof") ? run_again(*imp, certificate)
                                                             : read_blocks_again(*program, &exit);
      if (exit != 0)
        return exit;
      if (execution && !prove_again(reproduction, *execution, &exit))
        return exit;
    }
    progress_.finish();
    return json() ? print_as_json(reproduction) : print_as_text(reproduction);
  }

  bool prove_again(driver::ExecutionReproduction& reproduction, const ir::Execution& execution,
                   int* exit) {
    progress_.phase("prove");
    const auto show = [this](std::string_view step, double done) { progress_.step(step, done); };
    const auto fits = [](const driver::CompiledExecution& compiled) {
      return check_memory(driver::predict_memory(compiled, thread_count()), 0);
    };
    return finished(reproduction.from_execution(execution, fits, show), exit);
  }

  /// The program says what happens, and the certificate with which inputs.
  std::optional<ir::Execution> run_again(const imp::ReadProgram& read,
                                         const cert::Certificate& certificate) {
    outcome_.proof = arguments_.value("theory").str();
    const imp::CompiledProgram& program = *read.program;
    const auto blocks = driver::decode_public_blocks(program.blocks, certificate.public_blocks);
    const auto statement =
        blocks ? imp::read_statement(program, *blocks) : Result<imp::RunStatement>(blocks.error());
    if (!statement) {
      missing_ = statement.error().message;
      return std::nullopt;
    }
    ir::Execution execution(program.blocks);
    imp::RunLimits limits;
    limits.max_steps = statement->outcome.steps + 1; // another run may have no end
    DiagnosticSink sink;
    if (imp::run(program, *read.source, statement->inputs, limits, &execution, {}, sink))
      return execution;
    missing_ = "the program does not end with these inputs as the certificate says: " +
               sink.diagnostics().front().message;
    return std::nullopt;
  }

  /// The transcript that --proof names. Nothing, and an exit status, if it is no execution.
  std::optional<ir::Execution> read_blocks_again(const ir::BlockProgram& program, int* exit) {
    if (!arguments_.has("proof")) {
      missing_ = "the rules say what may happen, not what did; name a transcript, --proof=X.bmt";
      return std::nullopt;
    }
    const llvm::StringRef path = arguments_.value("proof");
    outcome_.proof = path.str();
    std::string why;
    const auto text = SourceFile::open(path, &why);
    if (!text) {
      *exit = fail(ExitStatus::Unreadable,
                   {"file.read", fmt::format("cannot read {}: {}", quoted(path), why)}, json());
      return std::nullopt;
    }
    DiagnosticSink sink;
    auto execution = ir::parse_execution(*text, program, sink);
    if (execution && ir::check_execution(program, *execution, sink))
      return execution;
    progress_.finish();
    *exit = fail_with_diagnostics(
        ExitStatus::Invalid,
        {"blocks.invalid", quoted(path) + " is no execution of the certificate's program"}, sink,
        json());
    return std::nullopt;
  }

  // --- theorems ---------------------------------------------------------------------------------

  /// Proofs in the file that --proof names, else in the theory itself, where there may be none.
  std::optional<FoundProof> find_proof(const ir::TheorySource& source,
                                       const driver::Reproduction& reproduction, int* exit) {
    const bool named = arguments_.has("proof");
    const llvm::StringRef path = arguments_.value(named ? "proof" : "theory");
    outcome_.proof = path.str();
    if (!named && is_rule_file(path))
      return FoundProof{std::nullopt, "rule files have no proofs in them; name a transcript, "
                                      "--proof=X.bmt"};
    DiagnosticSink sink;
    bool readable = true;
    auto proof = is_transcript(path) ? read_blocks(source, path, sink, &readable, exit)
                                     : read_proofs(reproduction, path, sink, &readable, exit);
    if (!readable)
      return std::nullopt;
    if (proof)
      return FoundProof{std::move(proof), ""};
    const Error error{"reproduce.proof",
                      quoted(path) + " has no complete proof of what the certificate says"};
    if (named) {
      progress_.finish();
      *exit = fail_with_diagnostics(ExitStatus::Invalid, error, sink, json());
      return std::nullopt;
    }
    return FoundProof{std::nullopt,
                      error.message + (sink.diagnostics().empty()
                                           ? std::string()
                                           : ": " + sink.diagnostics().front().message)};
  }

  std::optional<import::ImportedProof> read_blocks(const ir::TheorySource& source,
                                                   llvm::StringRef path, DiagnosticSink& sink,
                                                   bool* readable, int* exit) {
    std::string why;
    const auto text = SourceFile::open(path, &why);
    if (!text) {
      *readable = false;
      *exit = fail(ExitStatus::Unreadable,
                   {"file.read", fmt::format("cannot read {}: {}", quoted(path), why)}, json());
      return std::nullopt;
    }
    return driver::read_proof(source, *text, sink);
  }

  std::optional<import::ImportedProof> read_proofs(const driver::Reproduction& reproduction,
                                                   llvm::StringRef path, DiagnosticSink& sink,
                                                   bool* readable, int* exit) {
    const auto database = read_theory(path, json(), exit);
    if (!database) {
      *readable = false;
      return std::nullopt;
    }
    const std::vector<mm::StatementId> assertions = import::assertions_of(*database);
    import::ProofRequest request;
    for (const std::uint32_t goal : reproduction.goals()) {
      if (goal >= assertions.size() ||
          database->statement(assertions[goal]).kind != mm::StatementKind::Theorem)
        return std::nullopt; // another file than the theory
      request.goals.push_back(assertions[goal]);
    }
    llvm::DenseSet<mm::StatementId> assumed;
    for (const std::uint32_t ordinal : reproduction.assumed())
      if (ordinal < assertions.size())
        assumed.insert(assertions[ordinal]);
    request.assumed = [&assumed, first = database->statements().data()](const auto& statement) {
      return assumed.contains(static_cast<mm::StatementId>(&statement - first));
    };
    return driver::prepare(*database, request, sink);
  }

  // --- output -----------------------------------------------------------------------------------

  std::string verdict(const driver::ReproductionLog& reproduction) const {
    if (!reproduction.same())
      return "DIFFERENT";
    return reproduction.proved_again() ? "REPRODUCED" : "REPRODUCED, but for the proof section";
  }

  int print_as_text(const driver::ReproductionLog& reproduction) const {
    llvm::raw_ostream& out = llvm::outs();
    for (const driver::ReproductionStep& step : reproduction.steps()) {
      const bool differs = step.outcome == driver::ReproductionStep::Outcome::Differs;
      out << fmt::format("{:<9}{:<16}{}\n", word(step.outcome), step.name,
                         escape_bytes((differs ? "found        " : "") + step.found));
      if (differs)
        out << fmt::format("{:<25}certificate  {}\n", "", escape_bytes(step.says));
    }
    if (!missing_.empty())
      out << fmt::format("{:<9}{:<16}{}\n", "left out", "certificate", escape_bytes(missing_));
    if (const auto& difference = reproduction.difference())
      out << "\nFirst difference, at byte " << format_count(difference->offset) << ": "
          << difference->name << "\n  found        " << or_absent(difference->first)
          << "\n  certificate  " << or_absent(difference->second) << '\n';
    out << '\n'
        << verdict(reproduction) << ": " << outcome_.certificate << " for " << outcome_.theory
        << '\n';
    return status(exit_of(reproduction));
  }

  int print_as_json(const driver::ReproductionLog& reproduction) const {
    nlohmann::ordered_json json = {{"status", reproduction.same() ? "reproduced" : "different"},
                                   {"exit_status", status(exit_of(reproduction))},
                                   {"certificate", outcome_.certificate},
                                   {"certificate_bytes", outcome_.bytes},
                                   {"theory", outcome_.theory},
                                   {"proofs", outcome_.proof},
                                   {"proved_again", reproduction.proved_again()}};
    json["steps"] = nlohmann::ordered_json::array();
    for (const driver::ReproductionStep& step : reproduction.steps()) {
      nlohmann::ordered_json entry = {
          {"name", step.name}, {"outcome", key(step.outcome)}, {"found", step.found}};
      if (step.outcome == driver::ReproductionStep::Outcome::Differs)
        entry["certificate"] = step.says;
      json["steps"].push_back(std::move(entry));
    }
    if (!missing_.empty())
      json["left_out"] = missing_;
    if (const auto& difference = reproduction.difference())
      json["difference"] = {{"field", difference->name},
                            {"offset", difference->offset},
                            {"found", difference->first},
                            {"certificate", difference->second}};
    print_json(json);
    return status(exit_of(reproduction));
  }

  static ExitStatus exit_of(const driver::ReproductionLog& reproduction) {
    return reproduction.same() ? ExitStatus::Success : ExitStatus::Invalid;
  }
  static const char* word(driver::ReproductionStep::Outcome outcome) {
    switch (outcome) {
    case driver::ReproductionStep::Outcome::Same:
      return "same";
    case driver::ReproductionStep::Outcome::Differs:
      return "DIFFERS";
    case driver::ReproductionStep::Outcome::Noted:
      return "found";
    }
    return "";
  }
  static std::string key(driver::ReproductionStep::Outcome outcome) {
    return llvm::StringRef(word(outcome)).lower();
  }
  static std::string or_absent(const std::string& value) {
    return value.empty() ? "no such field" : value;
  }

  const Arguments& arguments_;
  ProgressDisplay& progress_;
  Outcome outcome_;
  std::string missing_; ///< why the certificate was not made again
};

int run(const Arguments& arguments) {
  const bool json = arguments.json();
  if (!arguments.has("theory"))
    return fail(ExitStatus::Usage,
                {"usage.theory", "say which theory the certificate is about: --theory=FILE"}, json);
  if (arguments.has("proof") && arguments.has("no-proof"))
    return fail(ExitStatus::Usage, {"usage.proof", "--proof and --no-proof contradict each other"},
                json);
  const auto threads = arguments.number("threads", 0, kMaxThreads);
  if (!threads)
    return fail(ExitStatus::Usage, threads.error(), json);
  const auto mode = progress_mode(arguments.value("progress", "auto"));
  if (!mode)
    return fail(ExitStatus::Usage, {"usage.value", "--progress is auto, plain, json or none"},
                json);
  set_thread_count(*threads);
  ProgressDisplay progress(*mode);
  return ReproduceRun(arguments, progress).run();
}

} // namespace

Command reproduce_command() {
  CommandLine line;
  line.name = "blockfold reproduce";
  line.synopsis = "X.bfc --theory=FILE [--proof=FILE] [options]";
  line.summary = "make a certificate again from theory and proofs, and show the first difference";
  line.description =
      "Makes theory digest, layout and circuit again from the theory and holds them against the\n"
      "certificate. Where FILE has proofs of what the certificate says, proves it again, with the\n"
      "layout that the certificate has, and compares all bytes: proving is deterministic, so the\n"
      "same proofs give the same certificate. A difference is shown by the name of its field, "
      "with\n"
      "both values. The run of a program is run again with the inputs that the certificate "
      "states.\n";
  line.operands = {"X.bfc"};
  line.options = {{"theory", "FILE", "the Metamath database, rule file (.blk) or program (.imp)"},
                  {"proof", "FILE",
                   "where the proofs are: a database, or a transcript (.bmt), for executions one\n"
                   "of blocks; default: the theory, if it has them all"},
                  {"no-proof", "", "do not prove again"},
                  threads_option(),
                  {"progress", "MODE", "as for 'prove'"},
                  json_option()};
  line.examples = "  blockfold reproduce 2p2e4.bfc --theory set.mm\n"
                  "  blockfold reproduce id.bfc --theory propositional.blk --proof id.bmt\n"
                  "  blockfold reproduce gcd.bfc --theory gcd.imp\n"
                  "  blockfold reproduce set.bfc --theory set.mm --no-proof --json\n";
  return {line, run};
}

} // namespace blockfold::tools
