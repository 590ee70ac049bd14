// What `blockfold prove` does with the transcript of an execution.
#include "tools/blockfold/prove_execution.h"

#include "compiler/driver/execution_statement.h"
#include "compiler/driver/prove_execution.h"
#include "compiler/support/format.h"
#include "runtime/cert/certificate.h"
#include "runtime/parallel/parallel.h"
#include "runtime/parallel/profile.h"
#include "tools/blockfold/executions.h"
#include "tools/blockfold/memory.h"
#include "tools/blockfold/profile_report.h"
#include "tools/common/files.h"

#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

/// Everything that is printed.
struct Outcome {
  driver::ProvedExecution proved;
  driver::ExecutionText statement;
  std::size_t bytes = 0;
  std::vector<ProgressDisplay::PhaseTime> times;
  std::uint64_t peak_memory = 0;

  double total_seconds() const {
    double total = 0;
    for (const auto& phase : times)
      total += phase.seconds;
    return total;
  }
};

void print_as_text(const Outcome& outcome, llvm::StringRef path) {
  constexpr std::size_t kShown = 10;
  llvm::raw_ostream& out = llvm::outs();
  const driver::ExecutionText& statement = outcome.statement;
  const auto blocks = llvm::ArrayRef(statement.blocks).take_front(kShown);
  for (std::size_t i = 0; i < blocks.size(); ++i)
    out << (i == 0 ? "Proved       " : "             ") << driver::to_text(blocks[i]) << '\n';
  if (statement.block_count > blocks.size())
    out << "             and " << format_count(statement.block_count - blocks.size())
        << " more public blocks\n";
  out << "Size         " << format_count(outcome.proved.blocks) << " blocks -> "
      << format_count(outcome.proved.constraints) << " constraints\nTime         ";
  for (const auto& phase : outcome.times)
    out << phase.name << ' ' << format_duration(phase.seconds) << ", ";
  out << "in all " << format_duration(outcome.total_seconds()) << "\nMemory       at most "
      << format_memory(outcome.peak_memory) << "\nCertificate  " << path << ", "
      << format_size(outcome.bytes) << '\n';
}

void print_as_json(const Outcome& outcome, llvm::StringRef path) {
  const driver::ProvedExecution& proved = outcome.proved;
  auto statement = driver::to_json(outcome.statement);
  nlohmann::ordered_json json = {{"status", "proved"},
                                 {"exit_status", 0},
                                 {"certificate", path.str()},
                                 {"certificate_bytes", outcome.bytes},
                                 {"program_digest", statement["program_digest"]},
                                 {"public_blocks", statement["public_blocks"]},
                                 {"counts",
                                  {{"blocks", proved.blocks},
                                   {"public_blocks", outcome.statement.block_count},
                                   {"constraints", proved.constraints},
                                   {"small_values", proved.small_values},
                                   {"full_values", proved.full_values}}}};
  for (const auto& phase : outcome.times)
    json["seconds"][phase.name] = phase.seconds;
  json["seconds"]["total"] = outcome.total_seconds();
  json["peak_memory_bytes"] = outcome.peak_memory;
  json["threads"] = thread_count();
  print_json(json);
}

/// What the certificate says, read back from it.
Result<driver::ExecutionText> statement_of(const ir::BlockProgram& program,
                                           const cert::Certificate& certificate) {
  const auto blocks = driver::decode_public_blocks(program, certificate.public_blocks);
  if (!blocks)
    return blocks.error();
  return driver::describe_execution(program, *blocks, certificate.theory_digest, {},
                                    driver::Detail::Full);
}

Status prove_and_write(const ir::BlockProgram& program, const ir::Execution& execution,
                       const Arguments& arguments, const ProveOptions& options,
                       ProgressDisplay& progress, Outcome& outcome) {
  if (options.memory_limit != 0)
    enforce_memory_limit(options.memory_limit);
  progress.phase("prove");
  const auto show = [&](std::string_view step, double done) { progress.step(step, done); };
  Profile profile;
  auto proved =
      driver::prove_execution(program, execution, options.plan, show,
                              fold::Company{nullptr, options.profile.empty() ? nullptr : &profile});
  if (!proved)
    return proved.error();
  auto statement = statement_of(program, proved->certificate);
  if (!statement)
    return statement.error();

  progress.phase("write");
  const Bytes bytes = cert::write_certificate(proved->certificate);
  if (Status written = write_certificate(arguments.value("output"), bytes); !written)
    return written;
  progress.finish();
  outcome.bytes = bytes.size();
  outcome.proved = std::move(*proved);
  outcome.statement = std::move(*statement);
  outcome.times = progress.times();
  outcome.peak_memory = peak_memory();
  if (options.profile.empty())
    return success();
  return write_profile(options.profile, profile.spans(), thread_count(), outcome.peak_memory);
}

} // namespace

int prove_and_report(const ir::BlockProgram& program, const ir::Execution& execution,
                     const Arguments& arguments, const ProveOptions& options,
                     ProgressDisplay& progress) {
  Outcome outcome;
  if (Status done = prove_and_write(program, execution, arguments, options, progress, outcome);
      !done) {
    progress.finish();
    return fail(exit_of_proof(done.error()), done.error(), arguments.json());
  }
  const llvm::StringRef path = arguments.value("output");
  if (arguments.json())
    print_as_json(outcome, path);
  else if (!arguments.has("quiet") && !is_standard_output(path))
    print_as_text(outcome, path);
  return status(ExitStatus::Success);
}

int prove_execution_file(const Arguments& arguments, const SourceFile& transcript,
                         const ProveOptions& options) {
  if (!options.resume.empty())
    return fail(ExitStatus::Usage,
                {"usage.resume", "the proof of an execution cannot be resumed; leave out --resume"},
                arguments.json());
  ProgressDisplay progress(options.progress);
  progress.phase("read");
  int exit = 0;
  const auto read = read_execution(arguments, transcript, &exit);
  if (!read) {
    progress.finish();
    return exit;
  }
  return prove_and_report(read->program, read->execution, arguments, options, progress);
}

} // namespace blockfold::tools
