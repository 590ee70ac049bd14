#pragma once

#include "runtime/fold/rows.h"
#include "runtime/hash/transcript.h"
#include "runtime/poly/sumcheck.h"

#include <array>
#include <span>
#include <vector>

/// The provers' sides of the three sum-checks of a kind. Each returns the messages and the point,
/// and leaves the bound values behind.
namespace blockfold::fold {

struct SumcheckTranscript {
  std::vector<RoundMessage> messages;
  std::vector<Fr> point; ///< variable 0 first
};

/// Folds all segments into one: sum_i [eq(rho, i) sum_x eq(tau, x)(a_i b_i - c_i)(x) + gamma s_i].
/// `rows` and `bus_sums` have one entry per segment; afterwards entry 0 is the folded instance's.
SumcheckTranscript prove_fold(std::vector<RowValues>& rows, std::vector<Fr>& bus_sums,
                              std::span<const Fr> tau, std::span<const Fr> rho, const Fr& gamma,
                              Transcript& transcript);

/// sum_x eq(tau, x)(a b - c)(x). Afterwards a[0], b[0], c[0] are the values at the point.
SumcheckTranscript prove_outer(RowValues& rows, std::span<const Fr> tau, Transcript& transcript);

/// sum_y m(y) z(y). Both vectors are consumed.
SumcheckTranscript prove_inner(std::vector<Fr> m, std::vector<Fr> z, Transcript& transcript);

} // namespace blockfold::fold
