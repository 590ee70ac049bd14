#include "runtime/fold/sumcheck_prover.h"

#include "runtime/kernels/vector.h"
#include "runtime/parallel/parallel.h"
#include "runtime/poly/multilinear.h"

#include <bit>

namespace blockfold::fold {
namespace {

using kernels::Quadratic;

void add_scaled(Quadratic& sum, const Quadratic& term, const Fr& weight) {
  for (unsigned i = 0; i < 3; ++i)
    sum[i] += weight * term[i];
}

/// Splits [0, n) into at most 64 ranges whose partial sums are added in order: field addition is
/// exact, so the result does not depend on the split, but the work does not depend on threads
/// either.
template <class Range> Quadratic parallel_sum(std::size_t n, std::size_t grain, Range range) {
  const std::size_t size = std::max(grain, (n + 63) / 64);
  std::vector<Quadratic> parts((n + size - 1) / size);
  parallel_for(parts.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      parts[i] = range(i * size, std::min(n, (i + 1) * size));
  });
  Quadratic sum{};
  for (const Quadratic& part : parts)
    add_scaled(sum, part, Fr::one());
  return sum;
}

constexpr std::size_t kGrain = 1 << 10;

void fold_halves(std::vector<Fr>& values, const Fr& x) {
  const std::size_t half = values.size() / 2;
  parallel_for(half, kGrain, [&](std::size_t begin, std::size_t end) {
    kernels::fold(values.data() + begin, values.data() + begin, values.data() + half + begin, x,
                  end - begin);
  });
  values.resize(half);
}

/// eq(point_j, X) times a quadratic q(X) is the round's cubic; its linear coefficient is not sent.
RoundMessage cubic_message(const Quadratic& q, const Fr& coordinate, const Fr& weight) {
  const Fr at0 = weight * (Fr::one() - coordinate);             // eq(point_j, X) * weight
  const Fr slope = weight * (coordinate.doubled() - Fr::one()); // = at0 + slope X
  return {at0 * q[0], at0 * q[2] + slope * q[1], slope * q[2]};
}

Fr eq_factor(const Fr& coordinate, const Fr& x) {
  return eq_eval(std::span(&coordinate, 1), std::span(&x, 1));
}

/// Tables of eq over the lowest j variables, for j = n down to 0, made by summing out the top one.
class ShrinkingEq {
public:
  explicit ShrinkingEq(std::span<const Fr> point) : table_(eq_table(point)) {}
  void drop_top() {
    const std::size_t half = table_.size() / 2;
    for (std::size_t i = 0; i < half; ++i)
      table_[i] += table_[half + i];
    table_.resize(half);
  }
  const Fr* data() const { return table_.data(); }
  const Fr& operator[](std::size_t i) const { return table_[i]; }

private:
  std::vector<Fr> table_;
};

/// sum_x e[x] (a(X) b(X) - c(X)) over two instances or two halves.
Quadratic constraint_round(const Fr* e, const RowValues& rows_lo, const RowValues& rows_hi,
                           std::size_t hi_offset, std::size_t n) {
  return parallel_sum(n, kGrain, [&](std::size_t begin, std::size_t end) {
    const std::size_t hi = hi_offset + begin;
    return kernels::eq_abc_round(e + begin, rows_lo.a.data() + begin, rows_hi.a.data() + hi,
                                 rows_lo.b.data() + begin, rows_hi.b.data() + hi,
                                 rows_lo.c.data() + begin, rows_hi.c.data() + hi, end - begin);
  });
}

void fold_pair(RowValues& lo, const RowValues& hi, const Fr& x) {
  for (auto part : {&RowValues::a, &RowValues::b, &RowValues::c})
    parallel_for((lo.*part).size(), kGrain, [&](std::size_t begin, std::size_t end) {
      kernels::fold((lo.*part).data() + begin, (lo.*part).data() + begin, (hi.*part).data() + begin,
                    x, end - begin);
    });
}

} // namespace

SumcheckTranscript prove_fold(std::vector<RowValues>& rows, std::vector<Fr>& bus_sums,
                              std::span<const Fr> tau, std::span<const Fr> rho, const Fr& gamma,
                              Transcript& transcript) {
  const std::size_t rounds = rho.size();
  SumcheckTranscript out{{}, std::vector<Fr>(rounds)};
  const std::vector<Fr> eq_tau = eq_table(tau);
  const std::size_t row_count = eq_tau.size();
  const RowValues absent(row_count); // a segment added up to a power of two is zero
  ShrinkingEq eq_rho(rho);
  Fr bound = Fr::one(); // eq of the variables bound so far

  for (std::size_t j = rounds; j-- > 0;) {
    const std::size_t half = std::size_t{1} << j;
    const std::size_t count = rows.size();
    eq_rho.drop_top();
    Quadratic constraints{};
    for (std::size_t i = 0; i < std::min(half, count); ++i) {
      const bool paired = i + half < count;
      const RowValues& partner = paired ? rows[i + half] : absent;
      add_scaled(constraints, constraint_round(eq_tau.data(), rows[i], partner, 0, row_count),
                 eq_rho[i]);
    }
    Fr bus_low;
    for (std::size_t i = 0; i < std::min(half, count); ++i)
      bus_low += bus_sums[i];
    RoundMessage message = cubic_message(constraints, rho[j], bound);
    message[0] += gamma * bus_low; // the bus part is linear in X: only its constant is sent
    const Fr x = bind_round(message, transcript, "fold");
    out.messages.push_back(std::move(message));
    out.point[j] = x;
    bound *= eq_factor(rho[j], x);

    for (std::size_t i = 0; i < std::min(half, count); ++i) {
      const bool paired = i + half < count;
      fold_pair(rows[i], paired ? rows[i + half] : absent, x);
      bus_sums[i] += x * ((paired ? bus_sums[i + half] : Fr::zero()) - bus_sums[i]);
    }
    if (count > half) {
      rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(half), rows.end());
      bus_sums.resize(half);
    }
  }
  return out;
}

SumcheckTranscript prove_outer(RowValues& rows, std::span<const Fr> tau, Transcript& transcript) {
  SumcheckTranscript out{{}, std::vector<Fr>(tau.size())};
  ShrinkingEq eq(tau);
  Fr bound = Fr::one();
  for (std::size_t j = tau.size(); j-- > 0;) {
    const std::size_t half = std::size_t{1} << j;
    eq.drop_top();
    const Quadratic q = constraint_round(eq.data(), rows, rows, half, half);
    RoundMessage message = cubic_message(q, tau[j], bound);
    const Fr x = bind_round(message, transcript, "outer");
    out.messages.push_back(std::move(message));
    out.point[j] = x;
    bound *= eq_factor(tau[j], x);
    fold_halves(rows.a, x);
    fold_halves(rows.b, x);
    fold_halves(rows.c, x);
  }
  return out;
}

SumcheckTranscript prove_inner(std::vector<Fr> m, std::vector<Fr> z, Transcript& transcript) {
  const auto rounds = static_cast<std::size_t>(std::bit_width(m.size()) - 1);
  SumcheckTranscript out{{}, std::vector<Fr>(rounds)};
  for (std::size_t j = rounds; j-- > 0;) {
    const std::size_t half = std::size_t{1} << j;
    const Quadratic q = parallel_sum(half, kGrain, [&](std::size_t begin, std::size_t end) {
      return kernels::pair_product_round(m.data() + begin, m.data() + half + begin,
                                         z.data() + begin, z.data() + half + begin, end - begin);
    });
    RoundMessage message = {q[0], q[2]};
    const Fr x = bind_round(message, transcript, "inner");
    out.messages.push_back(std::move(message));
    out.point[j] = x;
    fold_halves(m, x);
    fold_halves(z, x);
  }
  return out;
}

} // namespace blockfold::fold
