// Times the arithmetic: field products, vector kernels, multi-scalar multiplications and the
// opening argument. Usage: bench-arith [--json FILE] [--runs N] [--log-size N]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "runtime/curve/msm.h"
#include "runtime/fold/ipa_prover.h"
#include "runtime/kernels/dispatch.h"
#include "runtime/kernels/msm.h"
#include "runtime/kernels/vector.h"
#include "runtime/parallel/parallel.h"
#include "runtime/pcs/ipa.h"

using namespace blockfold;

namespace {

std::string cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name"))
      return line.substr(std::min(line.find(':') + 2, line.size()));
  return "unknown";
}

/// A cheap deterministic stream of full-size scalars.
class Scalars {
public:
  Fr next() { return state_ = state_.square() + Fr::from_u64(0x9e3779b97f4a7c15); }
  std::vector<Fr> fields(std::size_t n) {
    std::vector<Fr> out(n);
    std::generate(out.begin(), out.end(), [this] { return next(); });
    return out;
  }
  std::vector<std::uint64_t> integers(std::size_t n, unsigned bits) {
    std::vector<std::uint64_t> out(n);
    std::generate(out.begin(), out.end(), [&] { return next().raw()[0] >> (64 - bits); });
    return out;
  }

private:
  Fr state_ = Fr::from_u64(7);
};

/// Points in arithmetic progression: independent as far as the arithmetic can tell.
std::vector<G1Affine> make_points(std::size_t n) {
  std::vector<G1> out(n);
  G1 current = G1::generator() * Fr::from_u64(12345);
  const G1Affine step = (G1::generator() * Fr::from_u64(6789)).to_affine();
  for (G1& point : out) {
    point = current;
    current += step;
  }
  return batch_to_affine(out);
}

class Report {
public:
  explicit Report(int runs) : runs_(runs) {
    json_["cpu"] = cpu_model();
    json_["threads"] = thread_count();
    json_["runs"] = runs;
    std::printf("%s, %u threads, median of %d runs\n", cpu_model().c_str(), thread_count(), runs);
  }

  /// Times `work`, which does `count` operations, and prints the time of one in `unit` (ns or ms).
  void time(const std::string& name, std::string_view unit, std::size_t count,
            const std::function<void()>& work) {
    work(); // caches, page tables, threads
    std::vector<double> seconds;
    for (int i = 0; i < runs_; ++i) {
      const auto start = std::chrono::steady_clock::now();
      work();
      seconds.push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(seconds.begin(), seconds.end());
    const double scale = unit == "ns" ? 1e9 : 1e3;
    const double median = seconds[seconds.size() / 2] * scale / static_cast<double>(count);
    std::printf("%-44s %10.2f %s\n", name.c_str(), median, std::string(unit).c_str());
    json_["results"].push_back({{"name", name}, {"unit", unit}, {"median", median}});
  }

  void write(const std::string& path) const { std::ofstream(path) << json_.dump(2) << '\n'; }

private:
  int runs_;
  nlohmann::json json_;
};

void bench_field(Report& report, Scalars& scalars) {
  const std::vector<Fr> start = scalars.fields(9);
  std::vector<Fr> x = start;
  constexpr std::size_t kRounds = 100000;
  report.time("scalar: product, dependent", "ns", kRounds, [&] {
    for (std::size_t i = 0; i < kRounds; ++i)
      x[0] *= x[8];
  });
  report.time("scalar: product, eight independent", "ns", 8 * kRounds, [&] {
    for (std::size_t i = 0; i < kRounds; ++i)
      for (std::size_t j = 0; j < 8; ++j)
        x[j] *= x[8];
  });
  report.time("scalar: inverse", "ns", 1000, [&] {
    for (std::size_t i = 0; i < 1000; ++i)
      x[0] = x[0].inverse() + x[1];
  });
}

void bench_vectors(Report& report, Scalars& scalars, const std::string& set) {
  constexpr std::size_t n = 4096; // within the second-level cache
  std::vector<Fr> v[8];
  for (std::vector<Fr>& x : v)
    x = scalars.fields(n);
  const std::vector<std::uint64_t> integers = scalars.integers(n, 64);
  const Fr r = scalars.next();
  const auto p = [&](std::size_t i) { return v[i].data(); };
  report.time(set + "mul", "ns", n, [&] { kernels::mul(p(7), p(0), p(1), n); });
  report.time(set + "axpy", "ns", n, [&] { kernels::axpy(p(7), r, p(1), n); });
  report.time(set + "axpy_u64", "ns", n, [&] { kernels::axpy_u64(p(7), r, integers.data(), n); });
  report.time(set + "fold", "ns", n, [&] { kernels::fold(p(7), p(0), p(1), r, n); });
  report.time(set + "inner_product", "ns", n,
              [&] { v[7][0] = kernels::inner_product(p(0), p(1), n); });
  report.time(set + "product_sum3", "ns", n,
              [&] { v[7][0] = kernels::product_sum3(p(0), p(1), p(2), n); });
  report.time(set + "pair_product_round", "ns", n,
              [&] { v[7][0] = kernels::pair_product_round(p(0), p(1), p(2), p(3), n)[0]; });
  report.time(set + "eq_abc_round", "ns", n, [&] {
    v[7][0] = kernels::eq_abc_round(p(0), p(1), p(2), p(3), p(4), p(5), p(6), n)[0];
  });
  report.time(set + "batch_invert", "ns", n, [&] { kernels::batch_invert(v[7]); });
}

void bench_rows(Report& report, Scalars& scalars, const std::string& set) {
  constexpr std::size_t kRows = 24;
  for (const unsigned log_width : {9u, 11u, 13u}) {
    const std::vector<G1Affine> generators = make_points(std::size_t{1} << log_width);
    const std::vector<Fr> values = scalars.fields(kRows << log_width);
    const std::vector<std::uint64_t> small = scalars.integers(kRows << log_width, 16);
    std::vector<G1Affine> out(kRows);
    const std::string name = set + "24 rows of 2^" + std::to_string(log_width);
    report.time(name, "ms", 1, [&] { kernels::commit_rows(generators, values, out); });
    report.time(name + ", 16 bits", "ms", 1,
                [&] { kernels::commit_rows_u64(generators, small, out); });
  }
}

void bench_msm(Report& report, Scalars& scalars, const std::string& set, unsigned log_size) {
  const std::size_t n = std::size_t{1} << log_size;
  const std::vector<G1Affine> points = make_points(n);
  const std::vector<Fr> values = scalars.fields(n);
  const std::vector<std::uint64_t> small = scalars.integers(n, 16);
  G1 out;
  const std::string name = set + "msm of 2^" + std::to_string(log_size);
  report.time(name, "ms", 1, [&] { out = kernels::msm(points, values); });
  report.time(name + ", 16 bits", "ms", 1, [&] { out = kernels::msm_u64(points, small); });
}

void bench_opening(Report& report, Scalars& scalars) {
  for (const unsigned log_width : {9u, 11u}) {
    const PedersenKey& key = pedersen_key(log_width);
    const std::vector<Fr> v = scalars.fields(key.width()), q = scalars.fields(key.width());
    const std::string width = "2^" + std::to_string(log_width);
    G1 commitment;
    report.time("verifier's msm of " + width, "ms", 1,
                [&] { commitment = multi_scalar_mul(key.generators, v); });
    IpaProof proof;
    report.time("opening, prover, " + width, "ms", 1, [&] {
      Transcript transcript("bench");
      proof = ipa_prove(key, v, q, transcript);
    });
    const Fr value = kernels::inner_product(v.data(), q.data(), v.size());
    report.time("opening, verifier, " + width, "ms", 1, [&] {
      Transcript transcript("bench");
      if (!ipa_verify(key, commitment, q, value, proof, transcript))
        std::abort();
    });
  }
}

} // namespace

int main(int argc, char** argv) {
  std::string json;
  int runs = 7;
  unsigned log_size = 20;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view option = argv[i];
    if (option == "--json")
      json = argv[i + 1];
    else if (option == "--runs")
      runs = std::max(1, std::atoi(argv[i + 1]));
    else if (option == "--log-size")
      log_size = static_cast<unsigned>(std::clamp(std::atoi(argv[i + 1]), 0, 24));
  }
  Report report(runs);
  Scalars scalars;
  bench_field(report, scalars);
  for (const KernelSet set : {KernelSet::Portable, KernelSet::Ifma}) {
    if (!supports(set))
      continue;
    set_kernels(set);
    const std::string name = set == KernelSet::Ifma ? "ifma: " : "portable: ";
    bench_vectors(report, scalars, name);
    bench_rows(report, scalars, name);
    bench_msm(report, scalars, name, set == KernelSet::Ifma ? log_size : std::min(log_size, 16u));
  }
  bench_opening(report, scalars);
  if (!json.empty())
    report.write(json);
  return 0;
}
