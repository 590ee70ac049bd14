// blockfold estimate: what a proof will cost, before it is made.
#include "tools/blockfold/command.h"

#include "compiler/driver/estimate.h"
#include "compiler/support/format.h"
#include "runtime/parallel/parallel.h"
#include "tools/blockfold/goals.h"
#include "tools/blockfold/memory.h"
#include "tools/common/exit_status.h"
#include "tools/common/progress.h"

#include <nlohmann/json.hpp>

#include <chrono>

namespace blockfold::tools {
namespace {

constexpr std::uint32_t kMaxThreads = 1024;

struct Estimate {
  driver::ProofSize size;
  std::size_t steps = 0;
  double prepare_seconds = 0; ///< measured: reading, checking and compiling are done already
  double prove_seconds = 0;   ///< predicted
  std::uint64_t memory = 0;
  driver::MachineSpeed speed;

  double total_seconds() const { return prepare_seconds + prove_seconds; }
};

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::optional<Estimate> estimate(const Arguments& arguments, std::uint32_t segments, int* exit) {
  const double start = now();
  auto prepared = prepare_goals(arguments, exit);
  if (!prepared)
    return std::nullopt;
  Estimate out;
  out.steps = prepared->proof.applications;
  layout::PlanOptions plan;
  plan.segments = segments;
  auto compiled = driver::compile(prepared->database, std::move(prepared->proof), plan);
  if (!compiled) {
    *exit = fail(ExitStatus::Invalid, compiled.error(), arguments.json());
    return std::nullopt;
  }
  { const mm::Database released = std::move(prepared->database); } // as `prove` does
  out.prepare_seconds = now() - start;
  out.size = driver::size_of(*compiled);
  out.memory = driver::predict_memory(*compiled, thread_count());
  out.speed = driver::measure_speed(*compiled);
  out.prove_seconds = driver::predict_seconds(*compiled, out.speed);
  return out;
}

void print_as_text(const Estimate& estimate) {
  const driver::ProofSize& size = estimate.size;
  llvm::raw_ostream& out = llvm::outs();
  out << "Size         " << format_count(estimate.steps) << " proof steps -> "
      << format_count(size.blocks) << " blocks -> " << format_count(size.constraints)
      << " constraints\n"
      << "Witness      " << format_count(size.small_values) << " small values and "
      << format_count(size.full_values) << " field elements\n"
      << "Time         about " << format_duration(estimate.total_seconds()) << " on "
      << estimate.speed.threads << (estimate.speed.threads == 1 ? " thread" : " threads") << " ("
      << format_duration(estimate.prepare_seconds) << " to read, check and compile, "
      << format_duration(estimate.prove_seconds) << " to prove)\n"
      << "Memory       about " << format_memory(estimate.memory) << '\n'
      << "Certificate  " << format_size(size.certificate_bytes) << '\n';
  if (estimate.memory > machine_memory())
    out << "ATTENTION    this machine has only " << format_memory(machine_memory())
        << " of memory\n";
}

void print_as_json(const Estimate& estimate) {
  const driver::ProofSize& size = estimate.size;
  print_json({{"status", "estimated"},
              {"exit_status", 0},
              {"counts",
               {{"proof_steps", estimate.steps},
                {"blocks", size.blocks},
                {"constraints", size.constraints},
                {"small_values", size.small_values},
                {"full_values", size.full_values},
                {"commitments", size.commitments}}},
              {"seconds",
               {{"prepare", estimate.prepare_seconds},
                {"prove", estimate.prove_seconds},
                {"total", estimate.total_seconds()}}},
              {"threads", estimate.speed.threads},
              {"machine",
               {{"commit_field_element_ns", 1e9 * estimate.speed.full_value},
                {"commit_small_value_ns", 1e9 * estimate.speed.small_value},
                {"multiply_add_ns", 1e9 * estimate.speed.multiply_add},
                {"lone_multiply_ns", 1e9 * estimate.speed.lone_multiply}}},
              {"peak_memory_bytes", estimate.memory},
              {"machine_memory_bytes", machine_memory()},
              {"certificate_bytes", size.certificate_bytes}});
}

int run(const Arguments& arguments) {
  const auto threads = arguments.number("threads", 0, kMaxThreads);
  const auto segments = arguments.number("segments", 0, layout::Bounds::kSegments);
  for (const auto* number : {&threads, &segments})
    if (!*number)
      return fail(ExitStatus::Usage, number->error(), arguments.json());
  set_thread_count(*threads);
  int exit = 0;
  const auto result = estimate(arguments, *segments, &exit);
  if (!result)
    return exit;
  if (arguments.json())
    print_as_json(*result);
  else
    print_as_text(*result);
  return status(ExitStatus::Success);
}

} // namespace

Command estimate_command() {
  CommandLine line;
  line.name = "blockfold estimate";
  line.synopsis = "FILE.mm (--theorem=LABEL ... | --all) [options]";
  line.summary = "predict time, memory and certificate size before proving";
  line.description =
      "Reads, checks and compiles as 'prove' would, measures the machine for less than half a "
      "second\n"
      "and says what the proof would cost. Counts and the certificate's size are exact; time and\n"
      "memory are meant to be right within 30 %.\n";
  line.operands = {"FILE.mm"};
  line.options = goal_options();
  line.options.push_back(threads_option());
  line.options.push_back({"segments", "N", "as for 'prove'"});
  line.options.push_back(json_option());
  line.examples = "  blockfold estimate set.mm --theorem=2p2e4\n"
                  "  blockfold estimate hol.mm --all --json\n";
  return {line, run};
}

} // namespace blockfold::tools
