#include "compiler/driver/estimate.h"

#include "runtime/curve/g1.h"
#include "runtime/kernels/msm.h"
#include "runtime/kernels/vector.h"
#include "runtime/parallel/parallel.h"
#include "runtime/pcs/pedersen.h"

#include <algorithm>
#include <bit>
#include <ctime>
#include <functional>
#include <thread>

namespace blockfold::driver {
namespace {

using cs::Circuit;
using cs::Kind;

// --- the cost model ------------------------------------------------------------------------------
//
// Time is the sum over all work of (how much of it there is) x (what one piece takes on this
// machine). How much is exact. What one piece takes is measured for commitments, where most of the
// time goes; other work is so many measured operations apiece. These factors were fitted to
// profiles (prove --profile) of hol, ql, iset and set.mm.

namespace cost {
/// Shared by all threads, in multiply-adds of arrays:
constexpr double kTextValue = 65;  ///< a text value: gathered, or the product that a row defines
constexpr double kBusValue = 75;   ///< a bus value: the terms of its row, a batched inversion
constexpr double kFoldRow = 10;    ///< a row of a segment, in the folding sum-check
constexpr double kFoldValue = 1.1; ///< a committed value, in the folded witness
constexpr double kRow = 16;        ///< a row of a folded instance, in its sum-check
constexpr double kColumn = 23;     ///< a column of a folded instance, in its sum-check
/// Shared by all threads, in committed values:
constexpr double kOpeningRound = 1.35; ///< an entry of a row, in each round of the opening argument
/// One thread alone, in single multiplications:
constexpr double kBlock = 30;        ///< a block: its place, its multiplicities and its text
constexpr double kCommitment = 2800; ///< a commitment, for the verifier: decoded and added up
constexpr double kRowEntry = 290;    ///< an entry of a row, for the verifier
constexpr double kPlacement = 200;   ///< a placed chip, for the verifier
} // namespace cost

/// Bytes apiece.
namespace room {
constexpr double kField = 32;
constexpr double kSmall = 8;
constexpr double kRow = 3 * kField; ///< A z, B z and C z
constexpr double kBlock = 64 + 48;  ///< its text, and its address, multiplicities and place
constexpr double kDisjoint = 64;    ///< a $d block in a hash table
constexpr double kCopy = 12;        ///< a copy of a chip of an execution: who stands there
constexpr double kClaim = 8;        ///< a claim or lookup of it, before they are counted
constexpr double kThread = 12e6;    ///< a thread: its stack, and its share of all small things
constexpr double kEntry = 64;       ///< a digit of a thread's commitment under way, with its point
constexpr double kDigits = 20;      ///< digits of a field element
constexpr double kLeastEntries = 1 << 15; ///< commitments are batched until there are so many
constexpr double kMargin = 1.1;           ///< allocators keep some
} // namespace room

struct Work {
  double structure = 0, text = 0, bus = 0;
  double segment_rows = 0;      ///< padded, over all segments
  double rows = 0, columns = 0; ///< of the folded instances
  double row_entries = 0;       ///< of the folded commitments
  double opening_entries = 0;   ///< the same, over all rounds
  double commitments = 0, placements = 0;
};

double segments_of(const Kind& kind) {
  return kind.segments;
}

Work work_of(const Circuit& circuit) {
  Work work;
  for (const Kind& kind : circuit.kinds) {
    const double segments = segments_of(kind);
    const auto rows = static_cast<double>(std::uint64_t{1} << kind.log_rows);
    const auto width = static_cast<double>(std::uint64_t{1} << kind.log_width);
    work.structure += kind.used[0] * segments;
    work.text += kind.used[1] * segments;
    work.bus += kind.used[2] * segments;
    work.segment_rows += rows * segments;
    work.rows += rows;
    work.columns += 4 * static_cast<double>(kind.part_size());
    work.placements += static_cast<double>(kind.placements.size());
    work.row_entries += width;
    work.opening_entries += width * kind.log_width;
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      work.commitments += kind.commitments(phase) * segments;
  }
  return work;
}

double block_count(const Compiled& compiled) {
  const ir::Transcript& transcript = compiled.proof.transcript;
  return static_cast<double>(transcript.blocks.size() + transcript.disjoint.size());
}

/// Committed values and rows of one kind, in bytes.
double values_room(const Kind& kind) {
  return segments_of(kind) *
         (room::kSmall * kind.used[0] + room::kField * kind.used[1] + room::kField * kind.used[2]);
}
double rows_room(const Kind& kind) {
  return segments_of(kind) * room::kRow * static_cast<double>(std::uint64_t{1} << kind.log_rows);
}

/// What deciding a kind needs besides, once its rows are folded: the folded parts, and both vectors
/// of the last sum-check.
double decide_room(const Kind& kind) {
  const double parts = room::kField * (double{0} + kind.used[0] + kind.used[1] + kind.used[2]);
  return parts + 2 * room::kField * 4 * static_cast<double>(kind.part_size());
}

/// What a thread needs to commit to rows of some width.
double thread_room(const Kind& kind) {
  const double digits = room::kDigits * static_cast<double>(std::uint64_t{1} << kind.log_width);
  return room::kThread + room::kEntry * std::max(room::kLeastEntries, digits);
}

// --- measuring -----------------------------------------------------------------------------------

/// Processor time, not time by the clock: a machine that is busy for a moment would mislead.
double processor_time() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// How many threads can run at a time.
unsigned parallelism() {
  return std::max(1U, std::min(thread_count(), std::thread::hardware_concurrency()));
}

double seconds_of(const std::function<void()>& work) {
  const double start = processor_time();
  work();
  return processor_time() - start;
}

/// The median time of several runs within a budget, after one to warm up. Not the least: it would
/// be of a run in which threads did not get in each other's way.
double typical_seconds(double budget, const std::function<void()>& work) {
  double spent = seconds_of(work);
  std::vector<double> runs;
  do {
    runs.push_back(seconds_of(work));
    spent += runs.back();
  } while (spent < budget);
  const auto middle = runs.begin() + static_cast<std::ptrdiff_t>(runs.size() / 2);
  std::ranges::nth_element(runs, middle);
  return *middle;
}

constexpr double kBudget = 0.08; ///< seconds for each of the longer measurements

/// Reproducible scalars without structure.
std::vector<Fr> scalars(std::size_t n) {
  std::vector<Fr> out(n);
  Fr value = Fr::from_u64(0x9E3779B97F4A7C15);
  for (Fr& next : out) {
    value = value * value + Fr::one();
    next = value;
  }
  return out;
}

std::vector<std::uint64_t> small_numbers(std::size_t n, unsigned bits) {
  std::vector<std::uint64_t> out(n);
  std::uint64_t value = 1;
  for (std::uint64_t& next : out) {
    value = value * 6364136223846793005U + 1442695040888963407U;
    next = value >> (64 - bits);
  }
  return out;
}

/// The kind where most of the work is.
const Kind& largest_kind(const Circuit& circuit) {
  return *std::ranges::max_element(circuit.kinds, {}, [](const Kind& kind) {
    return (std::uint64_t{kind.used[1]} + kind.used[2]) * kind.segments;
  });
}

/// Commits to as much as a few segments of the kind do, in the prover's way: several segments at a
/// time.
template <class Scalar, class Commit>
double commit_speed(const Kind& kind, const std::vector<Scalar>& values, Commit commit) {
  const std::size_t width = std::size_t{1} << kind.log_width;
  const std::size_t rows = (values.size() + width - 1) / width;
  const std::size_t jobs = std::min<std::size_t>(kind.segments, thread_count());
  const PedersenKey& key = pedersen_key(kind.log_width);
  std::vector<std::vector<G1Affine>> points(jobs, std::vector<G1Affine>(rows));
  const double seconds = typical_seconds(kBudget, [&] {
    parallel_for(jobs, 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        commit(std::span<const G1Affine>(key.generators), std::span<const Scalar>(values),
               std::span(points[i]));
    });
  });
  return seconds / static_cast<double>(jobs * values.size()) / parallelism();
}

/// Values of one segment, but not more than fits the budget.
std::size_t sample(const Kind& kind, unsigned phase, std::size_t most) {
  return std::clamp<std::size_t>(kind.used[phase], 1, most);
}

double multiply_add_speed() {
  constexpr std::size_t kLength = 1 << 12;
  constexpr unsigned kRepeats = 64;
  const std::vector<Fr> values = scalars(kLength);
  std::vector<std::vector<Fr>> sums(thread_count(), values);
  const double seconds = typical_seconds(kBudget / 2, [&] {
    parallel_for(sums.size(), 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        for (unsigned repeat = 0; repeat < kRepeats; ++repeat)
          kernels::axpy(sums[i].data(), values[repeat], values.data(), kLength);
    });
  });
  return seconds / static_cast<double>(sums.size() * kLength * kRepeats) / parallelism();
}

double lone_multiply_speed() {
  constexpr unsigned kCount = 1 << 15;
  Fr value = Fr::from_u64(3);
  const double seconds = typical_seconds(kBudget / 4, [&] {
    for (unsigned i = 0; i < kCount; ++i)
      value = value * value + Fr::one();
  });
  return seconds / kCount + (value == Fr::zero() ? 1e-300 : 0); // the value is used
}

/// What the process has in use when memory is fullest, `more` bytes besides those of the circuit.
std::uint64_t room_needed(const Circuit& circuit, unsigned threads, double more) {
  double alive = 0;
  double thread = 0;
  for (const Kind& kind : circuit.kinds) {
    alive += values_room(kind) + rows_room(kind);
    thread = std::max(thread, thread_room(kind));
  }
  double most = alive + thread * threads; // when the last phase is committed
  for (const Kind& kind : circuit.kinds) {
    most = std::max(most, alive - rows_room(kind) + decide_room(kind));
    alive -= values_room(kind) + rows_room(kind);
  }
  const double needed = static_cast<double>(memory_in_use()) + room::kMargin * (most + more);
  return std::max(static_cast<std::uint64_t>(needed), peak_memory());
}

} // namespace

cert::Proof blank_proof(const Circuit& circuit) {
  const cert::EncodedPoint identity = compress(G1Affine::identity());
  cert::Proof proof;
  for (const Kind& kind : circuit.kinds) {
    cert::KindProof& blank = proof.kinds.emplace_back();
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      blank.commitments[phase].assign(std::size_t{kind.commitments(phase)} * kind.segments,
                                      identity);
    blank.fold.assign(kind.log_segments(), cert::RoundMessage(3));
    blank.outer.assign(kind.log_rows, cert::RoundMessage(3));
    blank.inner.assign(kind.log_part + 2, cert::RoundMessage(2));
    blank.opening.left.assign(kind.log_width, identity);
    blank.opening.right.assign(kind.log_width, identity);
  }
  return proof;
}

ProofSize size_of(const Compiled& compiled) {
  ProofSize size;
  size.blocks = static_cast<std::uint64_t>(block_count(compiled));
  const Circuit& circuit = compiled.bound.lowered.circuit;
  for (const Kind& kind : circuit.kinds) {
    size.constraints += std::uint64_t{kind.rows_used} * kind.segments;
    size.small_values += std::uint64_t{kind.used[0]} * kind.segments;
    size.full_values += (std::uint64_t{kind.used[1]} + kind.used[2]) * kind.segments;
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      size.commitments += std::uint64_t{kind.commitments(phase)} * kind.segments;
  }
  cert::Certificate certificate = compiled.certificate;
  certificate.proof = blank_proof(circuit);
  size.certificate_bytes = cert::write_certificate(certificate).size();
  return size;
}

MachineSpeed measure_speed(const Compiled& compiled) {
  const Circuit& circuit = compiled.bound.lowered.circuit;
  const Kind& kind = largest_kind(circuit);
  constexpr std::size_t kMostFull = 1 << 15, kMostSmall = 1 << 17;
  const auto bits = static_cast<unsigned>(
      std::bit_width(static_cast<std::uint64_t>(block_count(compiled)) + 1)); // addresses
  MachineSpeed speed;
  speed.threads = thread_count();
  speed.full_value = commit_speed(kind, scalars(sample(kind, 2, kMostFull)),
                                  [](auto generators, auto values, auto points) {
                                    kernels::commit_rows(generators, values, points);
                                  });
  speed.small_value = commit_speed(kind, small_numbers(sample(kind, 0, kMostSmall), bits),
                                   [](auto generators, auto values, auto points) {
                                     kernels::commit_rows_u64(generators, values, points);
                                   });
  speed.multiply_add = multiply_add_speed();
  speed.lone_multiply = lone_multiply_speed();
  return speed;
}

double predict_seconds(const Compiled& compiled, const MachineSpeed& speed) {
  const Work work = work_of(compiled.bound.lowered.circuit);
  const double full_values = work.text + work.bus + cost::kOpeningRound * work.opening_entries;
  const double multiply_adds = cost::kTextValue * work.text + cost::kBusValue * work.bus +
                               cost::kFoldRow * work.segment_rows +
                               cost::kFoldValue * (work.structure + work.text + work.bus) +
                               cost::kRow * work.rows + cost::kColumn * work.columns;
  const double lone_multiplies =
      cost::kBlock * block_count(compiled) + cost::kCommitment * work.commitments +
      cost::kRowEntry * work.row_entries + cost::kPlacement * work.placements;
  return speed.small_value * work.structure + speed.full_value * full_values +
         speed.multiply_add * multiply_adds + speed.lone_multiply * lone_multiplies;
}

std::uint64_t predict_memory(const Compiled& compiled, unsigned threads) {
  const ir::Transcript& transcript = compiled.proof.transcript;
  return room_needed(compiled.bound.lowered.circuit, threads,
                     room::kBlock * static_cast<double>(transcript.blocks.size()) +
                         room::kDisjoint * static_cast<double>(transcript.disjoint.size()));
}

std::uint64_t predict_memory(const CompiledExecution& compiled, unsigned threads) {
  const Circuit& circuit = compiled.bound.lowered.circuit;
  double copies = 0, claims = 0;
  for (const Kind& kind : circuit.kinds)
    for (const cs::Placement& placement : kind.placements) {
      const double placed = static_cast<double>(placement.copies()) * kind.segments;
      copies += placed;
      claims += placed * circuit.chips[placement.chip].columns[2];
    }
  return room_needed(circuit, threads, room::kCopy * copies + room::kClaim * claims);
}

} // namespace blockfold::driver
