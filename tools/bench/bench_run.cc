// bench-run: how many steps of a program a second are certified.
#include "compiler/driver/prove_execution.h"
#include "compiler/driver/verify.h"
#include "compiler/imp/inputs.h"
#include "compiler/imp/statement.h"
#include "compiler/support/format.h"
#include "runtime/parallel/parallel.h"
#include "tools/bench/machine.h"
#include "tools/common/arguments.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

#include <sys/resource.h>

using namespace blockfold;
using namespace blockfold::tools;

namespace {

/// Time on the wall, and of all processors together: on a busy machine they tell different things.
struct Clock {
  double wall, cpu;

  static Clock now() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return {std::chrono::duration<double>(since).count(),
            seconds(usage.ru_utime) + seconds(usage.ru_stime)};
  }
  Clock since(const Clock& start) const { return {wall - start.wall, cpu - start.cpu}; }
};

struct Case {
  std::string path;
  imp::Values inputs;
};

struct Sample {
  Clock run, prove, verify;
};

struct Measured {
  std::uint64_t steps = 0, blocks = 0, constraints = 0;
  std::size_t bytes = 0;
  std::vector<Sample> samples;

  /// The sample whose proof took the median time.
  const Sample& median() {
    std::ranges::sort(samples, {}, [](const Sample& s) { return s.prove.wall; });
    return samples[samples.size() / 2];
  }
};

Status run_once(const imp::ReadProgram& program, const Case& what, Measured& out) {
  Sample sample{};
  DiagnosticSink sink;
  Clock start = Clock::now();
  ir::Execution execution(program.program->blocks);
  const auto outcome = imp::run(*program.program, *program.source, what.inputs, {1'000'000'000},
                                &execution, {}, sink);
  if (!outcome)
    return Error{"bench.run", sink.diagnostics().front().message};
  sample.run = Clock::now().since(start);

  start = Clock::now();
  const auto proved = driver::prove_execution(program.program->blocks, execution);
  if (!proved)
    return proved.error();
  const Bytes bytes = cert::write_certificate(proved->certificate);
  sample.prove = Clock::now().since(start);

  start = Clock::now();
  const auto verified = driver::verify_execution(program.program->blocks, bytes);
  if (!verified)
    return verified.error();
  if (const auto said = imp::read_statement(*program.program, verified->bound.public_blocks); !said)
    return said.error();
  sample.verify = Clock::now().since(start);

  out.steps = outcome->steps;
  out.blocks = proved->blocks;
  out.constraints = proved->constraints;
  out.bytes = bytes.size();
  out.samples.push_back(sample);
  return success();
}

Result<Measured> measure(const Case& what, unsigned runs) {
  DiagnosticSink sink;
  const imp::ReadProgram program = imp::read_program(what.path, sink);
  if (!program.program)
    return Error{"bench.program", blockfold::quoted(what.path) + " is no valid program"};
  Measured out;
  for (unsigned i = 0; i < runs; ++i)
    if (Status done = run_once(program, what, out); !done)
      return done.error();
  return out;
}

nlohmann::ordered_json to_json(const Case& what, Measured& measured) {
  const Sample& sample = measured.median();
  const auto seconds = [](const Clock& clock) {
    return nlohmann::ordered_json{{"wall", clock.wall}, {"cpu", clock.cpu}};
  };
  return {{"program", what.path},
          {"inputs", what.inputs},
          {"steps", measured.steps},
          {"blocks", measured.blocks},
          {"constraints", measured.constraints},
          {"certificate_bytes", measured.bytes},
          {"runs", measured.samples.size()},
          {"seconds",
           {{"run", seconds(sample.run)},
            {"prove", seconds(sample.prove)},
            {"verify", seconds(sample.verify)}}}};
}

void print(const Case& what, Measured& measured) {
  const Sample& sample = measured.median();
  const double both = sample.run.wall + sample.prove.wall, cpu = sample.run.cpu + sample.prove.cpu;
  const auto rate = [&](double seconds) {
    return format_count(static_cast<std::uint64_t>(static_cast<double>(measured.steps) / seconds));
  };
  llvm::outs() << fmt::format(
      "{}: {} steps, {} constraints: run {}, prove {} (cpu {}), verify {}; certificate {}; "
      "{} steps/s, {} steps per cpu second\n",
      what.path, format_count(measured.steps), format_count(measured.constraints),
      format_duration(sample.run.wall), format_duration(sample.prove.wall),
      format_duration(sample.prove.cpu), format_duration(sample.verify.wall),
      format_size(measured.bytes), rate(both), rate(cpu));
  llvm::outs().flush();
}

/// The sum of 1 to n takes 3 n + 1 steps.
std::vector<Case> series() {
  std::vector<Case> out;
  for (const std::int64_t steps : {1'000, 10'000, 100'000, 1'000'000})
    out.push_back({BLOCKFOLD_SOURCE_DIR "/stdlib/imp/sum.imp", {{"n", {steps / 3}}}});
  return out;
}

CommandLine command_line() {
  CommandLine line;
  line.name = "bench-run";
  line.synopsis = "[PROGRAM.imp --input NAME=VALUE ...] [options]";
  line.summary = "time certificates of runs";
  line.description =
      "Runs a program, proves and verifies, several times in one process, and prints "
      "the sample\n"
      "with the median time of proving. Without a program: stdlib/imp/sum.imp with "
      "1,000 to\n"
      "1,000,000 steps.\n";
  line.optional_operands = {"PROGRAM.imp"};
  line.options = {{"input", "NAME=VALUE", "the value of an input", 'i', true},
                  {"runs", "N", "how often (default 3)"},
                  {"threads", "N", "at most N threads"},
                  {"json", "FILE", "also write the figures to FILE"}};
  return line;
}

int run(const Arguments& arguments) {
  const auto runs = arguments.number("runs", 3, 10000);
  const auto threads = arguments.number("threads", 0, 1024);
  if (!runs || !threads)
    return fail(ExitStatus::Usage, {"usage", "see bench-run --help"}, false);
  set_thread_count(*threads);
  std::vector<Case> cases = series();
  if (arguments.operand_count() != 0) {
    DiagnosticSink sink;
    cases = {{arguments.operand(0).str(), {}}};
    for (const std::string& input : arguments.values("input"))
      if (!imp::read_input(input, cases.front().inputs, sink))
        return fail(ExitStatus::Usage, {"usage", sink.diagnostics().front().message}, false);
  }
  nlohmann::ordered_json json = {{"machine", bench::machine()}, {"threads", thread_count()}};
  for (const Case& what : cases) {
    auto measured = measure(what, std::max(1U, *runs));
    if (!measured)
      return fail(ExitStatus::Invalid, measured.error(), false);
    print(what, *measured);
    json["cases"].push_back(to_json(what, *measured));
  }
  llvm::outs() << bench::machine().dump() << '\n';
  if (!arguments.has("json"))
    return status(ExitStatus::Success);
  const std::string text = json.dump(2) + "\n";
  const Status written = write_file(arguments.value("json"), bytes_of(text));
  return written ? status(ExitStatus::Success)
                 : fail(ExitStatus::Unreadable, written.error(), false);
}

} // namespace

int main(int argc, char** argv) {
  const CommandLine line = command_line();
  const std::vector<llvm::StringRef> words(argv + 1, argv + argc);
  const auto arguments = parse_arguments(line, words);
  if (!arguments)
    return fail(ExitStatus::Usage, arguments.error(), false);
  if (arguments->help()) {
    print_help(line, llvm::outs());
    return 0;
  }
  return finish_output(run(*arguments));
}
