#include "runtime/fold/prover.h"

#include "runtime/base/check.h"
#include "runtime/fold/ipa_prover.h"
#include "runtime/fold/rows.h"
#include "runtime/fold/sumcheck_prover.h"
#include "runtime/kernels/msm.h"
#include "runtime/kernels/vector.h"
#include "runtime/parallel/parallel.h"
#include "runtime/pcs/pedersen.h"
#include "runtime/poly/multilinear.h"
#include "runtime/verify/rounds.h"

#include <algorithm>
#include <array>
#include <mutex>

namespace blockfold::fold {
namespace {

using cs::Circuit;
using cs::CoefficientTable;
using cs::Kind;

/// The prover's state of one kind.
struct KindState {
  const Kind& kind;
  std::vector<cs::SegmentWitness> segments;
  std::vector<RowValues> rows;
};

std::vector<cert::EncodedPoint> encode(std::span<const G1Affine> points) {
  std::vector<cert::EncodedPoint> encoded(points.size());
  std::ranges::transform(points, encoded.begin(), compress);
  return encoded;
}

/// Runs `visit(segment, placement)` over all segments and placements of a kind in parallel.
template <class Visit> void for_each_placement(const KindState& state, Visit visit) {
  const std::size_t placements = state.kind.placements.size();
  parallel_for(state.segments.size() * placements, 16, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      visit(i / placements, state.kind.placements[i % placements]);
  });
}

/// The folded instance's committed parts: sum_i weights[i] w_i.
std::array<std::vector<Fr>, cs::kPhases> fold_parts(const KindState& state,
                                                    std::span<const Fr> weights) {
  std::array<std::vector<Fr>, cs::kPhases> parts;
  for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
    parts[phase].resize(state.kind.used[phase]);
    parallel_for(parts[phase].size(), 1 << 10, [&](std::size_t begin, std::size_t end) {
      Fr* out = parts[phase].data() + begin;
      for (std::size_t i = 0; i < state.segments.size(); ++i) {
        const cs::SegmentWitness& w = state.segments[i];
        if (phase == 0)
          kernels::axpy_u64(out, weights[i], w.structure.data() + begin, end - begin);
        else
          kernels::axpy(out, weights[i], (phase == 1 ? w.text : w.bus).data() + begin, end - begin);
      }
    });
  }
  return parts;
}

/// The folded fixed part; the same values that verify::evaluate_fixed_part evaluates in closed
/// form.
void fill_fixed_part(const Circuit& circuit, const Kind& kind, const CoefficientTable& table,
                     std::span<const Fr> weights, std::span<Fr> out) {
  Fr ones, numbers;
  for (std::uint32_t i = 0; i < kind.segments; ++i) {
    ones += weights[i];
    numbers += weights[i] * Fr::from_u64(i);
  }
  const std::size_t block = std::size_t{1} << kind.log_fixed;
  Fr index;
  for (std::size_t i = 0; i < block; ++i, index += ones) {
    out[cs::kOne * block + i] = ones;
    out[cs::kIndex * block + i] = index;
    out[cs::kSegment * block + i] = numbers;
  }
  for (const cs::Placement& placement : kind.placements) {
    std::size_t at = placement.constant;
    for (const cs::ConstantColumn& column : circuit.chips[placement.chip].constants)
      for (std::uint32_t i = 0; i < placement.copies(); ++i)
        out[at++] = ones * cs::constant_value(table, column, placement.first_constant_value + i);
  }
}

/// The vector m(y) = sum_x eq(row_point, x)(A + mix B + mix^2 C)(x, y) + mix^3 s(y).
std::vector<Fr> bind_rows(const Circuit& circuit, const Kind& kind, const CoefficientTable& table,
                          std::span<const Fr> row_point, const Fr& mix) {
  std::vector<Fr> m(std::size_t{4} << kind.log_part);
  const std::vector<Fr> eq = eq_table(row_point);
  const std::array<Fr, 3> weights = {Fr::one(), mix, mix * mix};
  const Fr selector = weights[2] * mix;
  std::vector<cs::NumericTerm> terms;
  for (const cs::Placement& placement : kind.placements) {
    const cs::Chip& chip = circuit.chips[placement.chip];
    const std::size_t n = placement.copies();
    const Fr* row_weights = eq.data() + placement.row;
    for (const cs::Row& row : chip.rows) {
      const std::uint32_t bounds[] = {row.a, row.b, row.c, row.end};
      for (unsigned matrix = 0; matrix < 3; ++matrix) {
        terms.clear();
        cs::expand_terms(kind, placement, chip, table, bounds[matrix], bounds[matrix + 1], terms);
        for (const cs::NumericTerm& term : terms)
          kernels::axpy(m.data() + term.offset, weights[matrix] * term.coefficient, row_weights, n);
      }
      row_weights += n;
      if (!cs::is_bus(row.kind))
        continue;
      const Fr sign = row.kind == cs::RowKind::Emit ? selector : -selector;
      Fr* column = m.data() + cs::column_offset(kind, placement, {cs::Phase::Bus, row.defines});
      for (std::size_t i = 0; i < n; ++i)
        column[i] += sign;
    }
  }
  return m;
}

class Prover {
public:
  Prover(const Circuit& circuit, cs::WitnessSource& source, Transcript& transcript,
         const Progress& progress, const Tamper& tamper, const Company& company)
      : circuit_(circuit), source_(source), transcript_(transcript), progress_(progress),
        tamper_(tamper), company_(company) {
    proof_.kinds.resize(circuit.kinds.size());
    for (const Kind& kind : circuit.kinds)
      states_.push_back({kind, std::vector<cs::SegmentWitness>(kind.segments), {}});
  }

  cert::Proof run() {
    commit_structure();
    challenges_.r = transcript_.challenge("r");

    commit_text();
    challenges_.alpha = transcript_.challenge("alpha");
    challenges_.beta = transcript_.challenge("beta");

    const CoefficientTable table(circuit_, challenges_);
    commit_bus(table);

    for (std::size_t k = 0; k < states_.size(); ++k) {
      begin_step("fold and decide");
      prove_kind(states_[k], proof_.kinds[k], table);
      advance(decide_work(states_[k].kind));
    }
    begin_step("done");
    return std::move(proof_);
  }

private:
  // --- progress ----------------------------------------------------------------------------------

  // Work is counted in committed values of full size; the other sorts are worth so much of one.
  static constexpr double kSmallWork = 0.06, kEvaluateWork = 0.33, kDecideWork = 0.15;

  static double values(const Kind& kind, unsigned phase) {
    return static_cast<double>(kind.used[phase]) * kind.segments;
  }
  static double evaluate_work(const Kind& kind, unsigned phase) {
    return kEvaluateWork * values(kind, phase);
  }
  static double commit_work(const Kind& kind, unsigned phase) {
    return (phase == 0 ? kSmallWork : 1.0) * values(kind, phase);
  }
  static double decide_work(const Kind& kind) {
    return kDecideWork * (values(kind, 1) + values(kind, 2));
  }

  double total_work() const {
    double total = 0;
    for (const Kind& kind : circuit_.kinds) {
      for (unsigned phase = 0; phase < cs::kPhases; ++phase)
        total += commit_work(kind, phase) + (phase == 0 ? 0 : evaluate_work(kind, phase));
      total += decide_work(kind);
    }
    return std::max(total, 1.0);
  }

  void begin_step(std::string_view name) {
    const std::lock_guard guard(progress_mutex_);
    step_ = name;
    report();
  }

  /// Some work is done; tells the observer now and then.
  void advance(double work) {
    constexpr double kWorthTelling = 0.01;
    const std::lock_guard guard(progress_mutex_);
    done_ += work / total_work_;
    if (done_ - told_ >= kWorthTelling)
      report();
  }

  void report() {
    told_ = done_;
    if (progress_)
      progress_(step_, std::min(done_, 1.0));
  }

  Profile::Scope measure(std::string_view name, std::size_t k, std::uint64_t elements) {
    return Profile::measure_if(company_.profile, name, static_cast<int>(k), elements);
  }

  void tamper(unsigned phase, std::size_t k) {
    if (tamper_)
      tamper_(phase, k, states_[k].segments, states_[k].rows);
  }

  // --- commitments -------------------------------------------------------------------------------

  /// Row commitments of one phase, segment after segment. `commit_rows(generators, segment,
  /// points)`.
  template <class Commit> void commit(std::size_t k, unsigned phase, Commit commit_rows) {
    const KindState& state = states_[k];
    const PedersenKey& key = pedersen_key(state.kind.log_width);
    const std::size_t per_segment = state.kind.commitments(phase);
    const double work = commit_work(state.kind, phase) / state.kind.segments;
    std::vector<cert::EncodedPoint>& encoded = proof_.kinds[k].commitments[phase];
    encoded.resize(state.segments.size() * per_segment);
    parallel_for(state.segments.size(), 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const auto out = std::span(encoded).subspan(i * per_segment, per_segment);
        const WorkUnit unit{phase, static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(i)};
        if (company_.checkpoint == nullptr || !company_.checkpoint->load(unit, out)) {
          std::vector<G1Affine> points(per_segment);
          commit_rows(key.generators, state.segments[i], std::span(points));
          std::ranges::transform(points, out.begin(), compress);
          if (company_.checkpoint != nullptr)
            company_.checkpoint->store(unit, out);
        }
        advance(work);
      }
    });
  }

  void commit_full(std::size_t k, unsigned phase, std::vector<Fr> cs::SegmentWitness::*part) {
    const Kind& kind = states_[k].kind;
    const auto scope = measure(phase == 1 ? "commit text" : "commit bus", k,
                               std::uint64_t{kind.used[phase]} * kind.segments);
    commit(k, phase, [part](auto generators, const cs::SegmentWitness& segment, auto points) {
      kernels::commit_rows(generators, segment.*part, points);
    });
  }

  void commit_structure() {
    begin_step("commit to structure");
    for (std::size_t k = 0; k < states_.size(); ++k) {
      const Kind& kind = states_[k].kind;
      for (std::uint32_t i = 0; i < kind.segments; ++i)
        states_[k].segments[i].structure = source_.structure(k, i);
      tamper(0, k);
      const auto scope =
          measure("commit structure", k, std::uint64_t{kind.used[0]} * kind.segments);
      commit(k, 0, [](auto generators, const cs::SegmentWitness& segment, auto points) {
        kernels::commit_rows_u64(generators, segment.structure, points);
      });
    }
    verify::absorb_phase(transcript_, 0, proof_.kinds);
  }

  void commit_text() {
    begin_step("evaluate texts");
    const CoefficientTable table(circuit_, challenges_); // alpha and beta are zero, and unused
    {
      const auto scope = Profile::measure_if(company_.profile, "evaluate texts");
      source_.set_text_challenge(table);
    }
    begin_step("commit to text");
    for (std::size_t k = 0; k < states_.size(); ++k) {
      fill_text(k, table);
      tamper(1, k);
      advance(evaluate_work(states_[k].kind, 1));
      commit_full(k, 1, &cs::SegmentWitness::text);
    }
    verify::absorb_phase(transcript_, 1, proof_.kinds);
  }

  void fill_text(std::size_t k, const CoefficientTable& table) {
    KindState& state = states_[k];
    const auto scope =
        measure("fill text", k, std::uint64_t{state.kind.used[1]} * state.kind.segments);
    state.rows.assign(state.segments.size(), RowValues(std::size_t{1} << state.kind.log_rows));
    parallel_for(state.segments.size(), 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        state.segments[i].text.resize(state.kind.used[1]);
        source_.fill_text(k, static_cast<std::uint32_t>(i), state.segments[i].text);
      }
    });
    for_each_placement(state, [&](std::size_t i, const cs::Placement& placement) {
      RowEvaluator(circuit_, state.kind, static_cast<std::uint32_t>(i), table, state.segments[i],
                   state.rows[i])
          .text_phase(placement);
    });
  }

  void commit_bus(const CoefficientTable& table) {
    begin_step("commit to bus");
    for (std::size_t k = 0; k < states_.size(); ++k) {
      fill_bus(k, table);
      tamper(2, k);
      advance(evaluate_work(states_[k].kind, 2));
      commit_full(k, 2, &cs::SegmentWitness::bus);
    }
    verify::absorb_phase(transcript_, 2, proof_.kinds);
    for (std::size_t k = 0; k < states_.size(); ++k) {
      for (const cs::SegmentWitness& segment : states_[k].segments)
        bus_sums_[k].push_back(bus_sum(circuit_, states_[k].kind, segment.bus));
      for (const Fr& sum : bus_sums_[k])
        proof_.kinds[k].bus_sum += sum;
      transcript_.absorb("bus sum", proof_.kinds[k].bus_sum);
    }
  }

  void fill_bus(std::size_t k, const CoefficientTable& table) {
    KindState& state = states_[k];
    const auto scope =
        measure("fill bus", k, std::uint64_t{state.kind.used[2]} * state.kind.segments);
    for (cs::SegmentWitness& segment : state.segments)
      segment.bus.resize(state.kind.used[2]);
    for_each_placement(state, [&](std::size_t i, const cs::Placement& placement) {
      RowEvaluator(circuit_, state.kind, static_cast<std::uint32_t>(i), table, state.segments[i],
                   state.rows[i])
          .bus_phase(placement);
    });
  }

  // --- folding and deciding ----------------------------------------------------------------------

  void prove_kind(KindState& state, cert::KindProof& proof, const CoefficientTable& table) {
    const Kind& kind = state.kind;
    const std::size_t k = static_cast<std::size_t>(&state - states_.data());
    const verify::KindChallenges challenges = verify::draw_kind_challenges(transcript_, kind);

    SumcheckTranscript folded = fold_segments(state, challenges);
    proof.fold = std::move(folded.messages);
    proof.folded_bus_sum = bus_sums_[k].front();
    transcript_.absorb("folded bus sum", proof.folded_bus_sum);

    const std::uint64_t row_count = state.rows.front().a.size();
    const SumcheckTranscript outer = [&] {
      const auto scope = measure("row sum-check", k, row_count);
      return prove_outer(state.rows.front(), challenges.tau, transcript_);
    }();
    const RowValues& rows = state.rows.front();
    proof.outer = outer.messages;
    proof.row_values = {rows.a[0], rows.b[0], rows.c[0]};
    transcript_.absorb("row values", proof.row_values);
    state.rows = {};

    const std::vector<Fr> weights = eq_table(folded.point);
    const auto parts = [&] {
      const auto scope = measure("fold witness", k, committed_values(kind));
      return fold_parts(state, weights);
    }();
    state.segments = {};
    const SumcheckTranscript inner = prove_columns(k, parts, weights, outer.point, table);
    proof.inner = inner.messages;
    const auto scope = measure("opening", k, std::uint64_t{1} << kind.log_width);
    open(kind, parts, inner.point, proof);
  }

  static std::uint64_t committed_values(const Kind& kind) {
    return (std::uint64_t{kind.used[0]} + kind.used[1] + kind.used[2]) * kind.segments;
  }

  SumcheckTranscript fold_segments(KindState& state, const verify::KindChallenges& challenges) {
    const std::size_t k = static_cast<std::size_t>(&state - states_.data());
    const auto scope =
        measure("fold rows", k, (std::uint64_t{1} << state.kind.log_rows) * state.kind.segments);
    return prove_fold(state.rows, bus_sums_[k], challenges.tau, challenges.rho, challenges.gamma,
                      transcript_);
  }

  SumcheckTranscript prove_columns(std::size_t k,
                                   const std::array<std::vector<Fr>, cs::kPhases>& parts,
                                   std::span<const Fr> weights, std::span<const Fr> row_point,
                                   const CoefficientTable& table) {
    const Kind& kind = states_[k].kind;
    const auto scope = measure("column sum-check", k, 4 * kind.part_size());
    std::vector<Fr> z(std::size_t{4} << kind.log_part);
    fill_fixed_part(circuit_, kind, table, weights, std::span(z).first(kind.part_size()));
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      std::copy(parts[phase].begin(), parts[phase].end(),
                z.begin() + static_cast<std::ptrdiff_t>((phase + 1) * kind.part_size()));
    const Fr mix = transcript_.challenge("mix");
    return prove_inner(bind_rows(circuit_, kind, table, row_point, mix), std::move(z), transcript_);
  }

  void open(const Kind& kind, const std::array<std::vector<Fr>, cs::kPhases>& parts,
            std::span<const Fr> point, cert::KindProof& proof) {
    const std::size_t width = std::size_t{1} << kind.log_width;
    const std::vector<Fr> column_weights = eq_table(point.first(kind.log_width));
    const std::vector<Fr> row_weights =
        eq_table(point.subspan(kind.log_width, kind.log_part - kind.log_width));

    // Rows of each part combined by the point's high coordinates: what remains is one row.
    std::array<std::vector<Fr>, cs::kPhases> rows;
    for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
      rows[phase].resize(width);
      for (std::size_t at = 0; at < parts[phase].size(); at += width)
        kernels::axpy(rows[phase].data(), row_weights[at / width], parts[phase].data() + at,
                      std::min(width, parts[phase].size() - at));
      proof.part_values[phase] =
          kernels::inner_product(rows[phase].data(), column_weights.data(), width);
    }
    transcript_.absorb("part values", proof.part_values);

    const Fr batch = transcript_.challenge("batch");
    kernels::axpy(rows[0].data(), batch, rows[1].data(), width);
    kernels::axpy(rows[0].data(), batch * batch, rows[2].data(), width);
    IpaProof opening =
        ipa_prove(pedersen_key(kind.log_width), std::move(rows[0]), column_weights, transcript_);
    proof.opening = {encode(opening.left), encode(opening.right), opening.last};
  }

  const Circuit& circuit_;
  cs::WitnessSource& source_;
  Transcript& transcript_;
  const Progress& progress_;
  const Tamper& tamper_;
  const Company& company_;
  const double total_work_ = total_work();
  std::mutex progress_mutex_; ///< guards the next three and calls of the observer
  std::string_view step_;
  double done_ = 0, told_ = 0;
  std::vector<KindState> states_;
  std::vector<std::vector<Fr>> bus_sums_ = std::vector<std::vector<Fr>>(circuit_.kinds.size());
  cs::Challenges challenges_{};
  cert::Proof proof_;
};

} // namespace

cert::Proof prove(const Circuit& circuit, cs::WitnessSource& source, Transcript& transcript,
                  const Progress& progress, const Tamper& tamper, const Company& company) {
  return Prover(circuit, source, transcript, progress, tamper, company).run();
}

} // namespace blockfold::fold
