// blockfold prove: theorems, with every lemma they need, into one certificate.
#include "tools/blockfold/command.h"

#include "compiler/driver/estimate.h"
#include "compiler/driver/prove.h"
#include "compiler/ir/execution_text.h"
#include "compiler/support/format.h"
#include "runtime/parallel/parallel.h"
#include "runtime/parallel/profile.h"
#include "tools/blockfold/goals.h"
#include "tools/blockfold/memory.h"
#include "tools/blockfold/profile_report.h"
#include "tools/blockfold/prove_execution.h"
#include "tools/blockfold/theories.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"
#include "tools/common/theory_file.h"

#include <llvm/ADT/StringExtras.h>
#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

// --- the result ---------------------------------------------------------------------------------

struct Outcome {
  driver::Proved proved;
  std::vector<std::string> goals;
  std::size_t bytes = 0;
  std::vector<ProgressDisplay::PhaseTime> times;
  std::uint64_t peak_memory = 0;
  std::size_t resumed_units = 0; ///< taken over from a checkpoint
};

double total_seconds(const Outcome& outcome) {
  double total = 0;
  for (const auto& phase : outcome.times)
    total += phase.seconds;
  return total;
}

std::string plural(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", format_count(count), count == 1 ? one : many);
}

std::string goal_names(llvm::ArrayRef<std::string> goals) {
  constexpr std::size_t kShown = 5;
  std::string text = llvm::join(goals.take_front(kShown), ", ");
  if (goals.size() > kShown)
    text += fmt::format(" and {} more", format_count(goals.size() - kShown));
  return text;
}

void print_as_text(const Outcome& outcome, llvm::StringRef path) {
  const driver::Proved& proved = outcome.proved;
  llvm::raw_ostream& out = llvm::outs();
  out << "Proved       " << goal_names(outcome.goals) << '\n'
      << "from         " << plural(proved.axioms, "axiom", "axioms");
  if (proved.lemmas != 0)
    out << ", with " << plural(proved.lemmas, "lemma", "lemmas") << " proved along the way";
  if (proved.assumed != 0)
    out << ", ASSUMING " << plural(proved.assumed, "theorem", "theorems") << " without proof";
  out << "\nSize         " << plural(proved.applications, "proof step", "proof steps") << " -> "
      << plural(proved.blocks, "block", "blocks") << " -> "
      << plural(proved.constraints, "constraint", "constraints") << "\nTime         ";
  for (const auto& phase : outcome.times)
    out << phase.name << ' ' << format_duration(phase.seconds) << ", ";
  out << "in all " << format_duration(total_seconds(outcome)) << "\nMemory       at most "
      << format_memory(outcome.peak_memory) << '\n';
  if (outcome.resumed_units != 0)
    out << "Resumed      " << plural(outcome.resumed_units, "piece", "pieces")
        << " of work taken over from before\n";
  out << "Certificate  " << path << ", " << format_size(outcome.bytes) << '\n';
}

void print_as_json(const Outcome& outcome, llvm::StringRef path) {
  const driver::Proved& proved = outcome.proved;
  nlohmann::ordered_json json = {{"status", "proved"},
                                 {"exit_status", 0},
                                 {"certificate", path.str()},
                                 {"certificate_bytes", outcome.bytes},
                                 {"goals", outcome.goals},
                                 {"counts",
                                  {{"goals", proved.goals},
                                   {"lemmas", proved.lemmas},
                                   {"axioms", proved.axioms},
                                   {"assumed", proved.assumed},
                                   {"proof_steps", proved.applications},
                                   {"blocks", proved.blocks},
                                   {"constraints", proved.constraints},
                                   {"small_values", proved.small_values},
                                   {"full_values", proved.full_values}}}};
  for (const auto& phase : outcome.times)
    json["seconds"][phase.name] = phase.seconds;
  json["seconds"]["total"] = total_seconds(outcome);
  json["peak_memory_bytes"] = outcome.peak_memory;
  json["threads"] = thread_count();
  json["resumed_units"] = outcome.resumed_units;
  print_json(json);
}

// --- the work -----------------------------------------------------------------------------------

/// Proves with a checkpoint if one is asked for.
Result<driver::Proved> prove_resumably(driver::Compiled compiled, const ProveOptions& options,
                                       const fold::Progress& progress, Profile* profile,
                                       Outcome& outcome) {
  if (options.resume.empty())
    return driver::prove(compiled, progress, {nullptr, profile});
  auto checkpoint = fold::FolderCheckpoint::open(options.resume, driver::proof_identity(compiled));
  if (!checkpoint)
    return checkpoint.error();
  auto proved = driver::prove(compiled, progress, {checkpoint->get(), profile});
  outcome.resumed_units = (*checkpoint)->reused();
  if (const auto failure = (*checkpoint)->failure())
    llvm::errs() << "warning[" << failure->code << "]: " << failure->message
                 << "; this proof could not have been resumed\n";
  return proved;
}

/// One run of the command: phases that show themselves and may be measured.
class ProveRun {
public:
  /// `transcript` is the text of the second operand; null if there is none.
  ProveRun(const Arguments& arguments, const SourceFile* transcript, const ProveOptions& options,
           ProgressDisplay& progress)
      : arguments_(arguments), transcript_(transcript), options_(options), progress_(progress) {}

  /// Nothing is returned after an error, which has been printed and is in `*exit`.
  std::optional<Outcome> run(int* exit) {
    auto compiled = prepare(exit);
    if (!compiled)
      return std::nullopt;
    if (Status done = prove_and_write(std::move(*compiled)); !done) {
      *exit = refuse(done.error());
      return std::nullopt;
    }
    return std::move(outcome_);
  }

private:
  int refuse(const Error& error) {
    progress_.finish();
    return fail(exit_of_proof(error), error, arguments_.json());
  }

  Profile* profile() { return options_.profile.empty() ? nullptr : &profile_; }
  Profile::Scope phase(const char* name) {
    progress_.phase(name);
    return Profile::measure_if(profile(), name);
  }

  /// From the files to a circuit.
  std::optional<driver::Compiled> prepare(int* exit) {
    return transcript_ != nullptr ? prepare_transcript(exit) : prepare_database(exit);
  }

  std::optional<driver::Compiled> prepare_transcript(int* exit) {
    auto read = [&] {
      const auto scope = phase("read");
      return read_transcript_proof(arguments_, *transcript_, exit);
    }();
    if (!read)
      return std::nullopt;
    for (const ir::Context& context : read->proof.theory.contexts)
      if (const ir::Assertion& goal = read->proof.theory.of(context); ir::is_goal(goal.role))
        outcome_.goals.push_back(goal.label);
    return compile(*read->source, std::move(read->proof), exit);
  }

  std::optional<driver::Compiled> prepare_database(int* exit) {
    auto database = [&] {
      const auto scope = phase("read");
      return read_theory(arguments_.operand(0), arguments_.json(), exit);
    }();
    if (!database)
      return std::nullopt;
    const auto request = proof_request(*database, arguments_);
    if (!request) {
      *exit = refuse(request.error());
      return std::nullopt;
    }
    for (const mm::StatementId goal : request->goals)
      outcome_.goals.push_back(database->statement(goal).label.str());
    DiagnosticSink sink;
    auto prepared = [&] {
      const auto scope = phase("check");
      return driver::prepare(*database, *request, sink);
    }();
    if (!prepared) {
      progress_.finish();
      *exit = fail_unproved(sink, arguments_.json());
      return std::nullopt;
    }
    return compile(import::MetamathSource(*database), std::move(*prepared), exit);
  }

  std::optional<driver::Compiled> compile(const ir::TheorySource& source,
                                          import::ImportedProof proof, int* exit) {
    const auto scope = phase("compile");
    auto compiled = driver::compile(source, std::move(proof), options_.plan);
    if (compiled)
      return std::move(*compiled);
    *exit = refuse(compiled.error());
    return std::nullopt;
  }

  Status prove_and_write(driver::Compiled compiled) {
    const std::uint64_t needed = driver::predict_memory(compiled, thread_count());
    if (Status fits = check_memory(needed, options_.memory_limit); !fits)
      return fits;
    if (options_.memory_limit != 0)
      enforce_memory_limit(options_.memory_limit);

    progress_.phase("prove");
    const auto show = [this](std::string_view step, double done) { progress_.step(step, done); };
    auto proved = prove_resumably(std::move(compiled), options_, show, profile(), outcome_);
    if (!proved)
      return proved.error();

    progress_.phase("write");
    const Bytes bytes = cert::write_certificate(proved->certificate);
    if (Status written = write_certificate(arguments_.value("output"), bytes); !written)
      return written;
    progress_.finish();
    outcome_.bytes = bytes.size();
    outcome_.proved = std::move(*proved);
    outcome_.times = progress_.times();
    outcome_.peak_memory = peak_memory();
    if (options_.profile.empty())
      return success();
    return write_profile(options_.profile, profile_.spans(), thread_count(), outcome_.peak_memory);
  }

  const Arguments& arguments_;
  const SourceFile* transcript_;
  const ProveOptions& options_;
  ProgressDisplay& progress_;
  Profile profile_;
  Outcome outcome_;
};

int run(const Arguments& arguments) {
  if (!arguments.has("output"))
    return fail(ExitStatus::Usage, {"usage.output", "say where to write the certificate: -o X.bfc"},
                arguments.json());
  const auto options = prove_options(arguments);
  if (!options)
    return fail(ExitStatus::Usage, options.error(), arguments.json());
  if (Status goals = check_goal_options(arguments); !goals)
    return fail(ExitStatus::Usage, goals.error(), arguments.json());
  const llvm::StringRef path = arguments.value("output");
  if (Status writable = check_outputs(arguments, *options); !writable)
    return fail(exit_of_proof(writable.error()), writable.error(), arguments.json());
  set_thread_count(options->threads);
  int exit = 0;
  std::unique_ptr<SourceFile> transcript;
  if (arguments.operand_count() == 2) {
    transcript = open_transcript(arguments, &exit);
    if (!transcript)
      return exit;
    if (ir::is_execution_text(*transcript))
      return prove_execution_file(arguments, *transcript, *options);
  }

  ProgressDisplay progress(options->progress);
  const auto outcome = ProveRun(arguments, transcript.get(), *options, progress).run(&exit);
  progress.finish();
  if (!outcome)
    return exit;
  if (arguments.json())
    print_as_json(*outcome, path);
  else if (!arguments.has("quiet") && !is_standard_output(path))
    print_as_text(*outcome, path);
  return status(ExitStatus::Success);
}

} // namespace

Command prove_command() {
  CommandLine line;
  line.name = "blockfold prove";
  line.synopsis = "FILE.mm (--theorem=LABEL ... | --all) -o X.bfc [options]\n"
                  "       blockfold prove THEORY TRANSCRIPT.bmt -o X.bfc [options]";
  line.summary = "prove theorems, with every lemma they need, into one certificate";
  line.description =
      "Checks the proofs of the theorems and of every lemma they cite, compiles them to a circuit "
      "and\n"
      "writes one certificate for all of them. The certificate speaks of the axioms that were used "
      "and\n"
      "of the theorems named here; whoever has FILE.mm, with or without its proofs, can verify "
      "it.\n"
      "The second form proves what a transcript proves, as 'blockfold blocks' or another program\n"
      "wrote it; THEORY is a rule file (.blk) or a Metamath database. If the transcript is of an\n"
      "execution, it proves that blocks of the file's field rules exist, and which public ones.\n"
      "The same input gives the same bytes. The file is written whole or not at all.\n";
  line.operands = {"FILE.mm"};
  line.optional_operands = {"TRANSCRIPT.bmt"};
  line.options = {{"output", "X.bfc",
                   "where to write the certificate; -: standard output, and no report", 'o'}};
  for (const Option& option : goal_options())
    line.options.push_back(option);
  const Option rest[] = {
      threads_option(),
      {"segments", "N", "cut the work into N segments (default: by size)"},
      {"resume", "DIR",
       "keep finished work in DIR, made if it is not there; the same command takes it\n"
       "up again after an interruption; the result is the same"},
      {"memory-limit", "SIZE",
       "such as 4G or 512M: refuse what would need more (default: what the machine\n"
       "has), and never take more"},
      {"profile", "FILE.json",
       "write where time and memory went, and a picture of it beside, FILE.svg"},
      {"progress", "MODE",
       "auto (on a terminal only), plain (lines), json (lines), none;\n"
       "on standard error",
       0, false, "auto plain json none"},
      {"quiet", "", "print nothing but errors", 'q'},
      json_option()};
  line.options.insert(line.options.end(), std::begin(rest), std::end(rest));
  line.examples = "  blockfold prove set.mm --theorem=2p2e4 -o 2p2e4.bfc\n"
                  "  blockfold prove set.mm -t id -t exmid -o two.bfc\n"
                  "  blockfold prove hol.mm --all -o hol.bfc --progress=plain\n"
                  "  blockfold prove set.mm --all -o set.bfc --resume=work --memory-limit=16G\n"
                  "  blockfold prove fibonacci.blk fibonacci.bmt -o fib.bfc\n"
                  "  blockfold prove set.mm -t 2p2e4 --assume='eq*' --assume=oveq2i -o short.bfc\n"
                  "  blockfold prove propositional.blk id.bmt -o id.bfc\n";
  return {line, run};
}

} // namespace blockfold::tools
