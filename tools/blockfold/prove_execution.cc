// What `blockfold prove` does with the transcript of an execution.
#include "tools/blockfold/prove_execution.h"

#include "compiler/driver/estimate.h"
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
  CertifiedExecution certified;
  driver::ExecutionText statement;
  std::vector<ProgressDisplay::PhaseTime> times;

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
  out << "Size         " << format_count(outcome.certified.proved.blocks) << " blocks -> "
      << format_count(outcome.certified.proved.constraints) << " constraints\nTime         ";
  for (const auto& phase : outcome.times)
    out << phase.name << ' ' << format_duration(phase.seconds) << ", ";
  out << "in all " << format_duration(outcome.total_seconds()) << "\nMemory       at most "
      << format_memory(outcome.certified.peak_memory) << '\n';
  if (outcome.certified.resumed_units != 0)
    out << "Resumed      " << format_count(outcome.certified.resumed_units)
        << " pieces of work taken over from before\n";
  out << "Certificate  " << path << ", " << format_size(outcome.certified.bytes) << '\n';
}

void print_as_json(const Outcome& outcome, llvm::StringRef path) {
  const driver::ProvedExecution& proved = outcome.certified.proved;
  auto statement = driver::to_json(outcome.statement);
  nlohmann::ordered_json json = {{"status", "proved"},
                                 {"exit_status", 0},
                                 {"certificate", path.str()},
                                 {"certificate_bytes", outcome.certified.bytes},
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
  json["peak_memory_bytes"] = outcome.certified.peak_memory;
  json["threads"] = thread_count();
  json["resumed_units"] = outcome.certified.resumed_units;
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

/// Proves with a checkpoint if one is asked for.
Result<driver::ProvedExecution>
prove_resumably(const ir::BlockProgram& program, const driver::CompiledExecution& compiled,
                const ir::Execution& execution, const ProveOptions& options,
                const fold::Progress& progress, Profile* profile, CertifiedExecution& out) {
  if (options.resume.empty())
    return driver::prove_compiled(program, compiled, execution, progress, {nullptr, profile});
  auto checkpoint =
      fold::FolderCheckpoint::open(options.resume, driver::proof_identity(compiled, execution));
  if (!checkpoint)
    return checkpoint.error();
  auto proved =
      driver::prove_compiled(program, compiled, execution, progress, {checkpoint->get(), profile});
  out.resumed_units = (*checkpoint)->reused();
  if (const auto failure = (*checkpoint)->failure())
    llvm::errs() << "warning[" << failure->code << "]: " << failure->message
                 << "; this proof could not have been resumed\n";
  return proved;
}

} // namespace

Result<CertifiedExecution> certify(const ir::BlockProgram& program, const ir::Execution& execution,
                                   const Arguments& arguments, const ProveOptions& options,
                                   ProgressDisplay& progress) {
  CertifiedExecution out;
  Profile measured;
  Profile* const profile = options.profile.empty() ? nullptr : &measured;
  progress.phase("compile");
  const auto compiled = [&] {
    const auto scope = Profile::measure_if(profile, "compile");
    return driver::compile_execution(program, execution, options.plan);
  }();
  if (!compiled)
    return compiled.error();
  if (Status fits =
          check_memory(driver::predict_memory(*compiled, thread_count()), options.memory_limit);
      !fits)
    return fits.error();
  if (options.memory_limit != 0)
    enforce_memory_limit(options.memory_limit);
  progress.phase("prove");
  const auto show = [&](std::string_view step, double done) { progress.step(step, done); };
  auto proved = prove_resumably(program, *compiled, execution, options, show, profile, out);
  if (!proved)
    return proved.error();
  progress.phase("write");
  const Bytes bytes = cert::write_certificate(proved->certificate);
  if (Status written = write_certificate(arguments.value("output"), bytes); !written)
    return written.error();
  progress.finish();
  out.proved = std::move(*proved);
  out.bytes = bytes.size();
  out.peak_memory = peak_memory();
  if (profile != nullptr)
    if (Status written =
            write_profile(options.profile, profile->spans(), thread_count(), out.peak_memory);
        !written)
      return written.error();
  return out;
}

int prove_execution_file(const Arguments& arguments, const SourceFile& transcript,
                         const ProveOptions& options) {
  ProgressDisplay progress(options.progress);
  progress.phase("read");
  int exit = 0;
  const auto read = read_execution(arguments, transcript, &exit);
  if (!read) {
    progress.finish();
    return exit;
  }
  Outcome outcome;
  auto certified = certify(read->program, read->execution, arguments, options, progress);
  if (certified) {
    outcome.certified = std::move(*certified);
    auto statement = statement_of(read->program, outcome.certified.proved.certificate);
    if (statement)
      outcome.statement = std::move(*statement);
    else
      certified = statement.error();
  }
  progress.finish();
  if (!certified)
    return fail(exit_of_proof(certified.error()), certified.error(), arguments.json());
  outcome.times = progress.times();
  const llvm::StringRef path = arguments.value("output");
  if (arguments.json())
    print_as_json(outcome, path);
  else if (!arguments.has("quiet") && !is_standard_output(path))
    print_as_text(outcome, path);
  return status(ExitStatus::Success);
}

} // namespace blockfold::tools
