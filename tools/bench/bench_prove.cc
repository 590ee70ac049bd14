// bench-prove: how long each part of the main job takes, in one process, and how long the programs
// take as users run them.
#include "compiler/driver/prove.h"
#include "compiler/driver/verify.h"
#include "compiler/support/format.h"
#include "compiler/support/render.h"
#include "runtime/parallel/parallel.h"
#include "tools/bench/machine.h"
#include "tools/common/arguments.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"
#include "tools/common/theory_file.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/Program.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>

using namespace blockfold;
using namespace blockfold::tools;

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Times by name, in the order in which the names appeared.
class Times {
public:
  void add(const std::string& name, double seconds) {
    if (samples_[name].empty())
      order_.push_back(name);
    samples_[name].push_back(seconds);
  }
  const std::vector<std::string>& names() const { return order_; }

  struct Summary {
    double median, least, most;
  };
  Summary summary(const std::string& name) const {
    std::vector<double> sorted = samples_.at(name);
    std::ranges::sort(sorted);
    return {sorted[sorted.size() / 2], sorted.front(), sorted.back()};
  }

private:
  std::vector<std::string> order_;
  std::map<std::string, std::vector<double>> samples_;
};

/// A step of the prover is timed over the whole run, also if it occurs once per kind of segments.
class StepTimes {
public:
  void step(std::string_view name) {
    close();
    current_ = name;
    since_ = now();
  }
  void close() {
    if (!current_.empty())
      sums_[current_] += now() - since_;
    current_.clear();
  }
  const std::map<std::string, double>& sums() const { return sums_; }

private:
  std::string current_;
  double since_ = 0;
  std::map<std::string, double> sums_;
};

struct Case {
  std::string file;
  std::vector<std::string> patterns; ///< empty: every theorem
  unsigned runs = 5;
};

struct Measured {
  Times times;
  driver::Proved proved;
  std::size_t bytes = 0;
  std::uint64_t peak_kb = 0; ///< of the program `blockfold prove`
};

template <class T> T timed(Times& times, const char* name, const std::function<T()>& work) {
  const double start = now();
  T result = work();
  times.add(name, now() - start);
  return result;
}

import::ProofRequest request_of(const mm::Database& database,
                                const Case& what){import::ProofRequest request;
for (const std::string& pattern :
     what.patterns.empty() ? std::vector<std::string>{"*"} : what.patterns)
  if (const auto found = find_theorems(database, pattern))
    request.goals.insert(request.goals.end(), found->begin(), found->end());
std::ranges::sort(request.goals);
request.goals.erase(std::ranges::unique(request.goals).begin(), request.goals.end());
return request;
} // namespace

/// One run of everything in this process.
Status run_once(const Case& what, Measured& out) {
  Times& times = out.times;
  DiagnosticSink sink;
  const auto read = timed<mm::ReadResult>(times, "read theory",
                                          [&] { return mm::read_database(what.file, sink); });
  if (!read.ok())
    return Error{"bench.theory",
                 blockfold::quoted(what.file) + " is not a valid Metamath database"};
  const import::ProofRequest request = request_of(read.database, what);
  auto prepared = timed<std::optional<import::ImportedProof>>(
      times, "check and import", [&] { return driver::prepare(read.database, request, sink); });
  if (!prepared)
    return Error{"bench.proof", "a proof is invalid or incomplete"};
  auto compiled = timed<Result<driver::Compiled>>(
      times, "compile", [&] { return driver::compile(read.database, std::move(*prepared), {}); });
  if (!compiled)
    return compiled.error();

  StepTimes steps;
  auto proved = timed<Result<driver::Proved>>(times, "prove", [&] {
    steps.step("witness");
    return driver::prove(*compiled, [&](std::string_view step, double) {
      steps.step(step == "done" ? "self-check" : step); // what comes after the prover's end
    });
  });
  steps.close();
  if (!proved)
    return proved.error();
  for (const auto& [name, seconds] : steps.sums())
    times.add("  " + name, seconds);

  const Bytes bytes = cert::write_certificate(proved->certificate);
  const auto verified = timed<Result<driver::VerifiedCertificate>>(
      times, "verify", [&] { return driver::verify_certificate(read.database, bytes); });
  if (!verified)
    return verified.error();
  out.bytes = bytes.size();
  out.proved = std::move(*proved);
  return success();
}

/// Runs a program that stands beside this one.
Status run_program(const std::string& folder, std::vector<std::string> words, const char* name,
                   Times& times, std::uint64_t* peak_kb) {
  words.front() = folder + "/" + words.front();
  const std::vector<llvm::StringRef> views(words.begin(), words.end());
  const llvm::Optional<llvm::StringRef> redirects[] = {llvm::StringRef(""), llvm::StringRef(""),
                                                       llvm::None};
  llvm::Optional<llvm::sys::ProcessStatistics> statistics;
  const double start = now();
  const int exit = llvm::sys::ExecuteAndWait(words.front(), views, llvm::None, redirects, 0, 0,
                                             nullptr, nullptr, &statistics);
  times.add(name, now() - start);
  if (exit != 0)
    return Error{"bench.program", fmt::format("{} ended with status {}", words.front(), exit)};
  if (peak_kb != nullptr && statistics)
    *peak_kb = std::max(*peak_kb, statistics->PeakMemory);
  return success();
}

/// The two programs from start to end, reading the theory included.
Status run_programs(const std::string& folder, const Case& what, Measured& out) {
  const std::string certificate = folder + "/bench-prove.bfc";
  std::vector<std::string> prove = {"blockfold", "prove", what.file, "--quiet", "-o", certificate};
  for (const std::string& pattern : what.patterns)
    prove.insert(prove.end(), {"--theorem", pattern});
  if (what.patterns.empty())
    prove.push_back("--all");
  Status done = run_program(folder, prove, "program: blockfold prove", out.times, &out.peak_kb);
  if (done)
    done = run_program(folder, {"blockfold-verify", certificate, what.file},
                       "program: blockfold-verify", out.times, nullptr);
  llvm::sys::fs::remove(certificate);
  return done;
}

nlohmann::ordered_json to_json(const Case& what, const Measured& measured) {
  const driver::Proved& proved = measured.proved;
  nlohmann::ordered_json json = {{"file", llvm::sys::path::filename(what.file).str()},
                                 {"theorems", what.patterns},
                                 {"runs", what.runs},
                                 {"threads", thread_count()},
                                 {"machine", bench::machine()},
                                 {"certificate_bytes", measured.bytes},
                                 {"peak_memory_kb", measured.peak_kb},
                                 {"counts",
                                  {{"goals", proved.goals},
                                   {"lemmas", proved.lemmas},
                                   {"axioms", proved.axioms},
                                   {"proof_steps", proved.applications},
                                   {"blocks", proved.blocks},
                                   {"constraints", proved.constraints},
                                   {"small_values", proved.small_values},
                                   {"full_values", proved.full_values}}}};
  for (const std::string& name : measured.times.names()) {
    const Times::Summary times = measured.times.summary(name);
    json["seconds"][llvm::StringRef(name).ltrim().str()] = {
        {"median", times.median}, {"least", times.least}, {"most", times.most}};
  }
  return json;
}

void print(const Case& what, const Measured& measured) {
  const driver::Proved& proved = measured.proved;
  llvm::raw_ostream& out = llvm::outs();
  out << what.file << ": " << format_count(proved.goals) << " goals, "
      << format_count(proved.lemmas) << " lemmas, " << format_count(proved.axioms) << " axioms; "
      << format_count(proved.applications) << " steps, " << format_count(proved.blocks)
      << " blocks, " << format_count(proved.constraints) << " constraints\n";
  for (const std::string& name : measured.times.names()) {
    const Times::Summary times = measured.times.summary(name);
    out << fmt::format("  {:<28} {:>10}   ({} to {})\n", name, format_duration(times.median),
                       format_duration(times.least), format_duration(times.most));
  }
  out << "  certificate                  " << format_size(measured.bytes) << "; peak memory "
      << format_size(measured.peak_kb * 1024) << "; " << bench::machine().dump() << '\n';
}

CommandLine command_line() {
  CommandLine line;
  line.name = "bench-prove";
  line.synopsis = "FILE.mm (--theorem=LABEL ... | --all) [options]";
  line.summary = "time the main job";
  line.description =
      "Reads, checks, compiles, proves and verifies several times in one process, then\n"
      "runs the programs 'blockfold prove' and 'blockfold-verify'. Prints medians, and the\n"
      "least and most in brackets.\n";
  line.operands = {"FILE.mm"};
  line.options = {{"theorem", "LABEL", "what to prove, or a glob; may be repeated", 't', true},
                  {"all", "", "prove every theorem"},
                  {"runs", "N", "how often (default 5)"},
                  {"threads", "N", "at most N threads (in this process)"},
                  {"json", "FILE", "also write the figures to FILE"}};
  return line;
}

int run(const Arguments& arguments, const char* program) {
  const auto runs = arguments.number("runs", 5, 10000);
  const auto threads = arguments.number("threads", 0, 1024);
  if (!runs || !threads || arguments.has("all") == arguments.has("theorem"))
    return fail(ExitStatus::Usage, {"usage", "see bench-prove --help"}, false);
  set_thread_count(*threads);
  const Case what{arguments.operand(0).str(), arguments.values("theorem").vec(),
                  std::max(1U, *runs)};
  const std::string folder =
      llvm::sys::path::parent_path(llvm::sys::fs::getMainExecutable(program, nullptr)).str();

  Measured measured;
  for (unsigned i = 0; i < what.runs; ++i) {
    Status done = run_once(what, measured);
    if (done)
      done = run_programs(folder, what, measured);
    if (!done)
      return fail(ExitStatus::Invalid, done.error(), false);
  }
  print(what, measured);
  if (!arguments.has("json"))
    return status(ExitStatus::Success);
  const std::string text = to_json(what, measured).dump(2) + "\n";
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
  return finish_output(run(*arguments, argv[0]));
}
