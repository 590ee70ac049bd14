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
  std::vector<cert::EncodedPoint> encoded;
  encoded.reserve(points.size());
  for (const G1Affine& point : points)
    encoded.push_back(compress(point));
  return encoded;
}

/// Row commitments of one phase, segment after segment.
template <class Values, class Commit>
std::vector<cert::EncodedPoint> commit(const KindState& state, unsigned phase, Values values,
                                       Commit commit_rows) {
  const PedersenKey& key = pedersen_key(state.kind.log_width);
  const std::size_t per_segment = state.kind.commitments(phase);
  std::vector<G1Affine> points(state.segments.size() * per_segment);
  parallel_for(state.segments.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      commit_rows(key.generators, values(state.segments[i]),
                  std::span(points).subspan(i * per_segment, per_segment));
  });
  return encode(points);
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

/// The folded fixed part; the same values that verify::evaluate_fixed_part evaluates in closed form.
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
      if (row.kind != cs::RowKind::Emit && row.kind != cs::RowKind::Demand)
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
         const Progress& progress, const Tamper& tamper)
      : circuit_(circuit), source_(source), transcript_(transcript), progress_(progress),
        tamper_(tamper) {
    proof_.kinds.resize(circuit.kinds.size());
    for (const Kind& kind : circuit.kinds)
      states_.push_back({kind, std::vector<cs::SegmentWitness>(kind.segments), {}});
  }

  cert::Proof run() {
    report("commit to structure", 0.0);
    commit_structure();
    challenges_.r = transcript_.challenge("r");

    report("commit to text", 0.1);
    commit_text();
    challenges_.alpha = transcript_.challenge("alpha");
    challenges_.beta = transcript_.challenge("beta");

    report("commit to bus", 0.4);
    const CoefficientTable table(circuit_, challenges_);
    commit_bus(table);

    for (std::size_t k = 0; k < states_.size(); ++k) {
      report("fold and decide", 0.8 + 0.2 * static_cast<double>(k) / static_cast<double>(states_.size()));
      prove_kind(states_[k], proof_.kinds[k], table);
    }
    report("done", 1.0);
    return std::move(proof_);
  }

private:
  void report(std::string_view step, double done) const {
    if (progress_)
      progress_(step, done);
  }

  void tamper(unsigned phase, std::size_t k) {
    if (tamper_)
      tamper_(phase, k, states_[k].segments, states_[k].rows);
  }

  void commit_structure() {
    for (std::size_t k = 0; k < states_.size(); ++k) {
      for (std::uint32_t i = 0; i < states_[k].kind.segments; ++i)
        states_[k].segments[i].structure = source_.structure(k, i);
      tamper(0, k);
      proof_.kinds[k].commitments[0] = commit(
          states_[k], 0, [](const cs::SegmentWitness& w) { return std::span(w.structure); },
          [](auto generators, std::span<const std::uint64_t> values, auto out) {
            kernels::commit_rows_u64(generators, values, out);
          });
    }
    verify::absorb_phase(transcript_, 0, proof_.kinds);
  }

  void commit_full(std::size_t k, unsigned phase, std::vector<Fr> cs::SegmentWitness::*part) {
    proof_.kinds[k].commitments[phase] = commit(
        states_[k], phase, [part](const cs::SegmentWitness& w) { return std::span<const Fr>(w.*part); },
        [](auto generators, std::span<const Fr> values, auto out) {
          kernels::commit_rows(generators, values, out);
        });
  }

  void commit_text() {
    const CoefficientTable table(circuit_, challenges_); // alpha and beta are zero, and unused
    source_.set_text_challenge(table);
    for (std::size_t k = 0; k < states_.size(); ++k) {
      KindState& state = states_[k];
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
      tamper(1, k);
      commit_full(k, 1, &cs::SegmentWitness::text);
    }
    verify::absorb_phase(transcript_, 1, proof_.kinds);
  }

  void commit_bus(const CoefficientTable& table) {
    for (std::size_t k = 0; k < states_.size(); ++k) {
      KindState& state = states_[k];
      for (cs::SegmentWitness& segment : state.segments)
        segment.bus.resize(state.kind.used[2]);
      for_each_placement(state, [&](std::size_t i, const cs::Placement& placement) {
        RowEvaluator(circuit_, state.kind, static_cast<std::uint32_t>(i), table, state.segments[i],
                     state.rows[i])
            .bus_phase(placement);
      });
      tamper(2, k);
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

  void prove_kind(KindState& state, cert::KindProof& proof, const CoefficientTable& table) {
    const Kind& kind = state.kind;
    const std::size_t k = static_cast<std::size_t>(&state - states_.data());
    const verify::KindChallenges challenges = verify::draw_kind_challenges(transcript_, kind);

    SumcheckTranscript folded = prove_fold(state.rows, bus_sums_[k], challenges.tau,
                                           challenges.rho, challenges.gamma, transcript_);
    proof.fold = std::move(folded.messages);
    proof.folded_bus_sum = bus_sums_[k].front();
    transcript_.absorb("folded bus sum", proof.folded_bus_sum);

    RowValues& rows = state.rows.front();
    SumcheckTranscript outer = prove_outer(rows, challenges.tau, transcript_);
    proof.outer = std::move(outer.messages);
    proof.row_values = {rows.a[0], rows.b[0], rows.c[0]};
    transcript_.absorb("row values", proof.row_values);
    state.rows.clear();

    const std::vector<Fr> weights = eq_table(folded.point);
    const auto parts = fold_parts(state, weights);
    state.segments.clear();
    std::vector<Fr> z(std::size_t{4} << kind.log_part);
    fill_fixed_part(circuit_, kind, table, weights, std::span(z).first(kind.part_size()));
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      std::copy(parts[phase].begin(), parts[phase].end(),
                z.begin() + static_cast<std::ptrdiff_t>((phase + 1) * kind.part_size()));

    const Fr mix = transcript_.challenge("mix");
    SumcheckTranscript inner =
        prove_inner(bind_rows(circuit_, kind, table, outer.point, mix), std::move(z), transcript_);
    proof.inner = std::move(inner.messages);
    open(kind, parts, inner.point, proof);
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
  std::vector<KindState> states_;
  std::vector<std::vector<Fr>> bus_sums_ = std::vector<std::vector<Fr>>(circuit_.kinds.size());
  cs::Challenges challenges_{};
  cert::Proof proof_;
};

} // namespace

cert::Proof prove(const Circuit& circuit, cs::WitnessSource& source, Transcript& transcript,
                  const Progress& progress, const Tamper& tamper) {
  return Prover(circuit, source, transcript, progress, tamper).run();
}

} // namespace blockfold::fold
