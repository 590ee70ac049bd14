// Makes changed copies of valid certificates, a given number of them from a seed, and verifies each
// with the theory it claims to be about, or with another. None may be accepted, take longer than a
// limit of processor time or more memory than a limit. Prints what they were refused for.
#include "compiler/driver/verify.h"
#include "runtime/parallel/parallel.h"
#include "tools/fuzz/certificate_mutator.h"
#include "tools/fuzz/counted_memory.h"
#include "tools/fuzz/execution_mutator.h"
#include "tools/fuzz/executions.h"
#include "tools/fuzz/fuzz.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace blockfold::fuzz {
namespace {

struct Options {
  std::size_t count = 10'000;
  std::uint64_t first = 0;
  std::uint64_t seed = 1;
  unsigned threads = 1;
  double max_seconds = 5;
  std::size_t max_bytes = std::size_t{64} << 20;
  std::string only; ///< the name of an execution
  std::string json;
};

/// The largest of something, and the mutant it belongs to.
template <class T> struct Extreme {
  T value{};
  std::uint64_t mutant = 0;
  void see(T other, std::uint64_t which) {
    if (other > value)
      *this = {other, which};
  }
};

struct Tally {
  std::map<std::string, std::map<std::string, std::size_t>> refused; ///< by mutation, by code
  std::map<std::string, std::size_t> codes;
  std::size_t refusals = 0, equal = 0;
  std::vector<std::uint64_t> accepted; ///< mutants that should not have been
  Extreme<double> seconds;
  Extreme<std::size_t> bytes;

  void add(const Tally& other) {
    for (const auto& [mutation, codes_of] : other.refused)
      for (const auto& [code, n] : codes_of)
        refused[mutation][code] += n;
    for (const auto& [code, n] : other.codes)
      codes[code] += n;
    refusals += other.refusals;
    equal += other.equal;
    accepted.insert(accepted.end(), other.accepted.begin(), other.accepted.end());
    seconds.see(other.seconds.value, other.seconds.mutant);
    bytes.see(other.bytes.value, other.bytes.mutant);
  }
};

double processor_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

class Attack {
public:
  explicit Attack(const Options& options) : options_(options) {
    for (std::size_t i = 0; i < theories_.size(); ++i)
      for (const std::uint32_t segments : {1U, 3U, 8U}) {
        proven_.push_back(prove(theories_[i], segments));
        theory_of_.push_back(i);
        // What is changed was good: else nothing would follow from a refusal.
        FUZZ_CHECK(driver::verify_certificate(*theories_[i].database, proven_.back().bytes).ok());
      }
  }

  Tally run() {
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < options_.threads; ++i)
      workers.emplace_back([this] { work(); });
    for (std::thread& worker : workers)
      worker.join();
    return std::move(total_);
  }

  std::size_t certificates() const { return proven_.size() + executions_.size(); }

private:
  void work() {
    constexpr std::size_t kBatch = 256;
    Tally tally;
    for (std::size_t first; (first = next_.fetch_add(kBatch)) < options_.count;)
      for (std::size_t i = first; i < std::min(first + kBatch, options_.count); ++i)
        attack(options_.first + i, tally);
    const std::scoped_lock lock(mutex_);
    total_.add(tally);
  }

  /// One in fifty is proved anew, which takes the time of many verifications.
  static Mutation mutation_of(Random& random) {
    return random.one_in(50) ? Mutation::Reproved
                             : static_cast<Mutation>(random.below(kMutations - 1));
  }

  void attack(std::uint64_t number, Tally& tally) {
    Random random(options_.seed * 0x100000001b3 + number);
    if (!options_.only.empty() || random.one_in(5))
      return attack_execution(random, number, tally);
    const std::size_t base = random.below(proven_.size());
    const Mutation mutation = mutation_of(random);
    const bool elsewhere = random.one_in(40);
    const std::size_t theory = elsewhere ? random.below(theories_.size()) : theory_of_[base];
    const Bytes bytes = mutator_.mutant(random, base, mutation);
    if (theory == theory_of_[base] && bytes == proven_[base].bytes) {
      ++tally.equal;
      return;
    }
    const bool swapped = theory != theory_of_[base];
    judge(swapped ? "other theory" : std::string(name(mutation)), number, tally,
          [&] { return driver::verify_certificate(*theories_[theory].database, bytes); });
  }

  std::size_t pick_execution(Random& random) const {
    for (std::size_t i = 0; i < executions_.size(); ++i)
      if (executions_[i].name == options_.only)
        return i;
    return random.below(executions_.size());
  }

  /// Half of them by what the statement says, half by structure and bytes.
  void attack_execution(Random& random, std::uint64_t number, Tally& tally) {
    const std::size_t index = pick_execution(random);
    const ProvenExecution& base = executions_[index];
    if (random.one_in(2)) {
      const auto mutation = random.one_in(20) ? ExecutionMutation::Reproved
                                              : static_cast<ExecutionMutation>(random.below(2));
      const Bytes bytes = execution_mutator_.mutant(random, index, mutation);
      return judge_execution(std::string(name(mutation)), base, base, bytes, number, tally);
    }
    const bool elsewhere = random.one_in(40);
    const ProvenExecution& program = elsewhere ? random.of(executions_) : base;
    judge_execution("execution", base, program, mutator_.changed(random, base.bytes), number,
                    tally);
  }

  void judge_execution(const std::string& what, const ProvenExecution& base,
                       const ProvenExecution& program, const Bytes& bytes, std::uint64_t number,
                       Tally& tally) {
    if (&program == &base && bytes == base.bytes) {
      ++tally.equal;
      return;
    }
    judge(what, number, tally, [&] { return driver::verify_execution(program.program, bytes); });
  }

  template <class Verify>
  void judge(const std::string& what, std::uint64_t number, Tally& tally, const Verify& verify) {
    const MemoryPeak memory;
    const double start = processor_time();
    const auto verified = verify();
    tally.seconds.see(processor_time() - start, number);
    tally.bytes.see(memory.bytes(), number);
    if (verified.ok()) {
      tally.accepted.push_back(number);
      return;
    }
    ++tally.refusals;
    ++tally.codes[verified.error().code];
    ++tally.refused[what][verified.error().code];
  }

  Options options_;
  std::vector<Sample> theories_ = samples();
  std::vector<Proven> proven_;
  std::vector<std::size_t> theory_of_;
  std::vector<ProvenExecution> executions_ = proven_executions();
  CertificateMutator mutator_{theories_, theory_of_, proven_};
  ExecutionMutator execution_mutator_{executions_};
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  Tally total_;
};

nlohmann::ordered_json to_json(const Options& options, const Tally& tally, double wall) {
  nlohmann::ordered_json out;
  out["mutants"] = options.count;
  out["seed"] = options.seed;
  out["equal_to_the_original"] = tally.equal;
  out["refused"] = tally.refusals;
  out["accepted"] = tally.accepted;
  out["codes"] = tally.codes;
  out["by_mutation"] = tally.refused;
  out["max_processor_seconds"] = {{"value", tally.seconds.value}, {"mutant", tally.seconds.mutant}};
  out["max_bytes"] = {{"value", tally.bytes.value}, {"mutant", tally.bytes.mutant}};
  out["wall_seconds"] = wall;
  return out;
}

void print(const Options& options, std::size_t certificates, const Tally& tally, double wall) {
  fmt::print("{} mutants of {} certificates (seed {}), {:.0f} s on {} threads\n", options.count,
             certificates, options.seed, wall, options.threads);
  fmt::print("{} accepted, {} refused, {} equal to the original\n\n", tally.accepted.size(),
             tally.refusals, tally.equal);
  for (const auto& [code, n] : tally.codes)
    fmt::print("{:>10}  {}\n", n, code);
  fmt::print("\n");
  for (const auto& [mutation, codes] : tally.refused) {
    fmt::print("{}:", mutation);
    for (const auto& [code, n] : codes)
      fmt::print(" {} {}", code, n);
    fmt::print("\n");
  }
  fmt::print("\nmost processor time {:.1f} ms (mutant {}), most memory {:.1f} kB (mutant {})\n",
             1e3 * tally.seconds.value, tally.seconds.mutant,
             static_cast<double>(tally.bytes.value) / 1e3, tally.bytes.mutant);
  for (const std::uint64_t number : tally.accepted)
    fmt::print("ACCEPTED: mutant {} of seed {}\n", number, options.seed);
}

/// Checks that thousands of mutants must have met; one that none meets is no longer tried.
constexpr const char* kExpected[] = {
    "cert.proof",     "cert.trailing",     "statement.entries", "statement.theory",
    "layout.copies",  "layout.kinds",      "layout.range",      "verify.shape",
    "sumcheck.shape", "verify.bus",        "verify.outer",      "verify.inner",
    "verify.point",   "statement.program", "statement.blocks",  "ipa.mismatch"};
constexpr std::size_t kManyMutants = 2000;

bool meets_all_checks(const Tally& tally) {
  bool all = true;
  for (const char* code : kExpected)
    if (!tally.codes.contains(code)) {
      std::fprintf(stderr, "no mutant was refused for %s: the mutations miss that check\n", code);
      all = false;
    }
  return all;
}

constexpr const char* kUsage =
    R"(Usage: hostile_certificates [--count N] [--first I] [--seed S] [--threads T]
                            [--only numbers|texts|tape] [--json FILE] [--max-seconds S]
                            [--max-bytes N]
Verifies N changed certificates, mutants I, I + 1, ... of seed S; with --only, of one execution.
Status 1 if one is accepted, exceeds a limit of processor time (default 5 s) or memory (default
64 MiB), or if thousands of them miss some check of the verifier; 2 for wrong usage, 3 if FILE
cannot be written.
)";

template <class T> bool parse_number(const char* text, T& out) {
  const char* const end = text + std::string_view(text).size();
  const auto [rest, error] = std::from_chars(text, end, out);
  return error == std::errc() && rest == end;
}

bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name = argv[i];
    if (i + 1 == argc)
      return false;
    const char* const value = argv[i + 1];
    const bool good = name == "--count"         ? parse_number(value, options.count)
                      : name == "--first"       ? parse_number(value, options.first)
                      : name == "--seed"        ? parse_number(value, options.seed)
                      : name == "--threads"     ? parse_number(value, options.threads)
                      : name == "--max-seconds" ? parse_number(value, options.max_seconds)
                      : name == "--max-bytes"   ? parse_number(value, options.max_bytes)
                      : name == "--only"        ? (options.only = value, true)
                      : name == "--json"        ? (options.json = value, true)
                                                : false;
    if (!good)
      return false;
  }
  const bool known = options.only.empty() || options.only == "numbers" || options.only == "texts" ||
                     options.only == "tape";
  return known && options.threads > 0;
}

int run(int argc, char** argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  set_thread_count(1); // each mutant on one thread: the threads are for different ones
  Attack attack(options);
  const auto start = std::chrono::steady_clock::now();
  const Tally tally = attack.run();
  const double wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  print(options, attack.certificates(), tally, wall);
  if (!options.json.empty()) {
    std::ofstream out(options.json);
    out << to_json(options, tally, wall).dump(2) << '\n';
    if (!out.flush()) {
      std::fprintf(stderr, "hostile_certificates: cannot write %s\n", options.json.c_str());
      return 3;
    }
  }
  const bool within =
      tally.seconds.value <= options.max_seconds && tally.bytes.value <= options.max_bytes;
  if (!within)
    std::fputs("a mutant exceeded a limit\n", stderr);
  const bool thorough =
      options.count < kManyMutants || !options.only.empty() || meets_all_checks(tally);
  return tally.accepted.empty() && within && thorough ? 0 : 1;
}

} // namespace
} // namespace blockfold::fuzz

int main(int argc, char** argv) {
  return blockfold::fuzz::run(argc, argv);
}
