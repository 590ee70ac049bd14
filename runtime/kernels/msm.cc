#include "runtime/kernels/msm.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <vector>

#include "runtime/base/check.h"
#include "runtime/kernels/buffer.h"
#include "runtime/kernels/list_sums.h"
#include "runtime/parallel/parallel.h"

// A multi-scalar multiplication goes through these stages, each a set of list sums:
//
//   scalars -> signed digits -> buckets (one for each window and |digit|)
//           -> for each window: the sums of the buckets by the high and by the low part of the
//           weight
//           -> for each bit of the result's weight 2^t: one point S_t
//           -> sum_t 2^t S_t.
namespace blockfold::kernels {
namespace {

constexpr unsigned kScalarBits = 254;
constexpr std::size_t kMaxPoints = std::size_t{1} << 26;
/// So many list entries a job at least, or sharing inversions does not pay.
constexpr std::size_t kEntriesPerJob = std::size_t{1} << 15;

/// How scalars are cut: `count` digits of `width` bits, each in [-2^(width-1), 2^(width-1)].
struct Windows {
  unsigned width, count;

  std::uint32_t buckets() const { return std::uint32_t{1} << (width - 1); }
  unsigned bits() const { return width * count; } // weights 2^0, ..., 2^(bits - 1) occur
};

/// The cheapest cut for `n` scalars below 2^bits, by the number of point additions.
Windows choose_windows(std::size_t n, unsigned bits) {
  Windows best{2, bits / 2 + 1};
  double least = 1e300;
  for (unsigned width = 2; width <= 18; ++width) {
    const Windows cut{width, bits / width + 1}; // a bit for the last carry
    const double points = static_cast<double>(n), buckets = cut.buckets();
    const double used = buckets * (1 - std::exp(-points / buckets));
    const double cost = cut.count * (points - used + 2.2 * buckets + 3.0 * width);
    if (cost < least) {
      least = cost;
      best = cut;
    }
  }
  return best;
}

/// Digits of `n` scalars, digit k of scalar i at k n + i.
struct Digits {
  Windows windows;
  std::size_t n;
  Buffer<std::int32_t> digits;

  const std::int32_t* window(unsigned k) const { return digits.data() + k * n; }
};

std::uint64_t bits_at(const Limbs& number, unsigned first, unsigned width) {
  if (first >= 256)
    return 0;
  std::uint64_t bits = number[first / 64] >> (first % 64);
  if (first % 64 != 0 && first / 64 < 3)
    bits |= number[first / 64 + 1] << (64 - first % 64);
  return bits & ((std::uint64_t{1} << width) - 1);
}

Limbs number_of(const Fr& scalar) {
  return scalar.to_limbs();
}
Limbs number_of(std::uint64_t scalar) {
  return {scalar, 0, 0, 0};
}

template <class Scalar>
void cut_range(std::span<const Scalar> scalars, std::size_t begin, std::size_t end, Digits& out) {
  const Windows windows = out.windows;
  for (std::size_t i = begin; i < end; ++i) {
    const Limbs number = number_of(scalars[i]);
    std::int64_t carry = 0;
    for (unsigned k = 0; k < windows.count; ++k) {
      auto digit = static_cast<std::int64_t>(bits_at(number, k * windows.width, windows.width));
      digit += carry;
      carry = digit > windows.buckets() ? 1 : 0;
      out.digits[k * out.n + i] = static_cast<std::int32_t>(digit - (carry << windows.width));
    }
    BF_ASSERT(carry == 0);
  }
}

template <class Scalar> Digits make_digits(std::span<const Scalar> scalars, Windows windows) {
  return {windows, scalars.size(), Buffer<std::int32_t>(scalars.size() * windows.count)};
}

unsigned bit_length(std::span<const std::uint64_t> scalars) {
  std::uint64_t any = 0;
  for (const std::uint64_t scalar : scalars)
    any |= scalar;
  return static_cast<unsigned>(std::bit_width(any));
}

unsigned bit_length(std::span<const Fr>) {
  return kScalarBits;
}

/// One thread's memory and the stages of a job.
class WindowSums {
public:
  explicit WindowSums(const PointBackend& backend)
      : backend_(backend), bucket_sums_(backend), part_sums_(backend), bit_sums_(backend) {}

  const PointBackend* backend() const { return &backend_; }

  /// Starts a job.
  void clear() {
    refs_.clear();
    ends_.clear();
  }

  /// Adds a window: digit i belongs to point number first + i. All windows of a job are equally
  /// wide.
  void add_window(const std::int32_t* digits, std::size_t n, std::size_t first,
                  std::uint32_t buckets) {
    // A counting sort by |digit|.
    const std::size_t first_list = ends_.size();
    ends_.resize(first_list + buckets);
    std::uint32_t* next = ends_.data() + first_list;
    counts_.assign(buckets + 1, 0);
    for (std::size_t i = 0; i < n; ++i)
      ++counts_[static_cast<std::uint32_t>(std::abs(digits[i]))];
    auto position = static_cast<std::uint32_t>(refs_.size());
    for (std::uint32_t b = 0; b < buckets; ++b) {
      next[b] = position;
      position += counts_[b + 1];
    }
    refs_.resize(position);
    for (std::size_t i = 0; i < n; ++i)
      if (digits[i] != 0)
        refs_[next[std::abs(digits[i]) - 1]++] =
            static_cast<PointRef>(first + i) | (digits[i] < 0 ? kNegated : 0);
  }

  /// Writes, for each window of the job, its S_0, ..., S_(width - 1).
  void finish(const WorkPoint* points, unsigned width, G1Affine* out) {
    const std::uint32_t buckets = std::uint32_t{1} << (width - 1);
    const std::size_t windows = ends_.size() / buckets;
    const auto bucket_points = bucket_sums_.sum(points, refs_, ends_, Signs::Some);
    // Bucket b of a window has weight b + 1 = high 2^s + low.
    const unsigned split = width / 2;
    list_parts(bucket_points, windows, buckets, split);
    const auto parts = part_sums_.sum(bucket_points.data(), refs_, ends_, Signs::None);
    list_bits(parts, windows, buckets, split, width);
    const auto bits = bit_sums_.sum(parts.data(), refs_, ends_, Signs::None);
    std::transform(bits.begin(), bits.end(), out, backend_.export_point);
  }

private:
  static bool is_identity(const WorkPoint& point) {
    return std::all_of(point.words, point.words + 8, [](std::uint64_t w) { return w == 0; });
  }

  static std::uint32_t low_parts(unsigned split) { return std::uint32_t{1} << split; }
  static std::uint32_t high_parts(std::uint32_t buckets, unsigned split) {
    return (buckets >> split) + 1;
  }

  void push(std::span<const WorkPoint> points, std::size_t index) {
    if (!is_identity(points[index]))
      refs_.push_back(static_cast<PointRef>(index));
  }
  void end_list() { ends_.push_back(static_cast<std::uint32_t>(refs_.size())); }

  /// For each window, the buckets by the low part of their weights, then by the high part.
  void list_parts(std::span<const WorkPoint> points, std::size_t windows, std::uint32_t buckets,
                  unsigned split) {
    clear();
    const std::uint32_t step = low_parts(split);
    for (std::size_t w = 0; w < windows; ++w) {
      const std::size_t base = w * buckets; // weight b is at base + b - 1
      for (std::uint32_t low = 0; low < step; ++low) {
        if (low != 0) // weight zero counts for nothing
          for (std::uint32_t b = low; b <= buckets; b += step)
            push(points, base + b - 1);
        end_list();
      }
      for (std::uint32_t high = 0; high < high_parts(buckets, split); ++high) {
        if (high != 0)
          for (std::uint32_t b = high * step; b <= std::min(buckets, high * step + step - 1); ++b)
            push(points, base + b - 1);
        end_list();
      }
    }
  }

  /// For each window and bit, the parts whose weight has that bit.
  void list_bits(std::span<const WorkPoint> parts, std::size_t windows, std::uint32_t buckets,
                 unsigned split, unsigned width) {
    clear();
    const std::uint32_t lows = low_parts(split), highs = high_parts(buckets, split);
    for (std::size_t w = 0; w < windows; ++w) {
      const std::size_t base = w * (lows + highs);
      for (unsigned bit = 0; bit < width; ++bit) {
        const bool in_low = bit < split;
        const unsigned shift = in_low ? bit : bit - split;
        for (std::uint32_t part = 0; part < (in_low ? lows : highs); ++part)
          if ((part >> shift & 1) != 0)
            push(parts, base + (in_low ? 0 : lows) + part);
        end_list();
      }
    }
  }

  const PointBackend& backend_;
  ListSums bucket_sums_, part_sums_, bit_sums_;
  std::vector<PointRef> refs_;
  std::vector<std::uint32_t> ends_, counts_;
};

/// This thread's workspace, so that jobs need not allocate. A job must not start parallel work:
/// while it waited, its thread could take up another job, and the two would share the workspace.
WindowSums& workspace() {
  thread_local std::unique_ptr<WindowSums> sums;
  const PointBackend& backend = active_points();
  if (!sums || sums->backend() != &backend)
    sums = std::make_unique<WindowSums>(backend);
  return *sums;
}

/// sum_t 2^t bits[t].
G1 combine_bits(std::span<const G1Affine> bits) {
  G1 out;
  for (std::size_t t = bits.size(); t-- > 0;) {
    if (!out.is_identity())
      out = out.doubled();
    out += bits[t];
  }
  return out;
}

Buffer<WorkPoint> import_all(std::span<const G1Affine> points) {
  Buffer<WorkPoint> out(points.size());
  parallel_for(points.size(), 4096, [&](std::size_t begin, std::size_t end) {
    active_points().import_points(points.data() + begin, end - begin, out.data() + begin);
  });
  return out;
}

/// How a large multiplication is divided: groups of windows if there are enough of them for all
/// threads, else windows cut into ranges of points.
struct Division {
  std::size_t windows_per_job, groups, parts;

  Division(std::size_t n, unsigned windows, unsigned threads)
      : windows_per_job(
            std::clamp<std::size_t>(kEntriesPerJob / n, 1, (windows + threads - 1) / threads)),
        groups((windows + windows_per_job - 1) / windows_per_job),
        parts(n < kEntriesPerJob ? 1 : (threads + groups - 1) / groups) {}
};

template <class Scalar>
G1 msm_any(std::span<const G1Affine> points, std::span<const Scalar> scalars) {
  BF_CHECK(points.size() == scalars.size() && points.size() < kMaxPoints);
  const std::size_t n = points.size();
  const unsigned bits = bit_length(scalars);
  if (n == 0 || bits == 0)
    return {};
  const Windows windows = choose_windows(n, bits);
  Digits digits = make_digits(scalars, windows);
  parallel_for(n, 4096,
               [&](std::size_t begin, std::size_t end) { cut_range(scalars, begin, end, digits); });
  const Buffer<WorkPoint> work = import_all(points);
  const Division division(n, windows.count, thread_count());
  std::vector<G1Affine> bit_points(division.parts * windows.bits());
  parallel_for(division.groups * division.parts, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t job = begin; job < end; ++job) {
      const std::size_t part = job % division.parts;
      const std::size_t first = n * part / division.parts, last = n * (part + 1) / division.parts;
      const std::size_t first_window = job / division.parts * division.windows_per_job;
      const std::size_t last_window =
          std::min<std::size_t>(first_window + division.windows_per_job, windows.count);
      WindowSums& sums = workspace();
      sums.clear();
      for (std::size_t k = first_window; k < last_window; ++k)
        sums.add_window(digits.window(static_cast<unsigned>(k)) + first, last - first, first,
                        windows.buckets());
      sums.finish(work.data(), windows.width,
                  bit_points.data() + part * windows.bits() + first_window * windows.width);
    }
  });
  G1 out;
  for (std::size_t part = 0; part < division.parts; ++part)
    out += combine_bits(std::span(bit_points).subspan(part * windows.bits(), windows.bits()));
  return out;
}

template <class Scalar>
void commit_rows_any(std::span<const G1Affine> generators, std::span<const Scalar> values,
                     std::span<G1Affine> out) {
  const std::size_t width = generators.size();
  BF_CHECK(width > 0 && width < kMaxPoints && out.size() == (values.size() + width - 1) / width);
  std::fill(out.begin(), out.end(), G1Affine::identity());
  const unsigned bits = bit_length(values);
  if (bits == 0 || out.empty())
    return;
  const auto row_values = [&](std::size_t row) {
    return values.subspan(row * width, std::min(width, values.size() - row * width));
  };
  std::vector<G1> sums(out.size());
  if (out.size() < thread_count()) { // too few rows for all threads: divide each one
    for (std::size_t row = 0; row < out.size(); ++row)
      sums[row] = msm_any(generators.first(row_values(row).size()), row_values(row));
    const std::vector<G1Affine> affine = batch_to_affine(sums);
    std::copy(affine.begin(), affine.end(), out.begin());
    return;
  }
  const Windows windows = choose_windows(width, bits);
  const Buffer<WorkPoint> work = import_all(generators);
  const std::size_t rows_per_job =
      std::clamp<std::size_t>(kEntriesPerJob / (width * windows.count), 1,
                              (out.size() + thread_count() - 1) / thread_count());
  parallel_for(out.size(), rows_per_job, [&](std::size_t begin, std::size_t end) {
    WindowSums& job = workspace();
    job.clear();
    for (std::size_t row = begin; row < end; ++row) {
      const auto scalars = row_values(row);
      Digits digits = make_digits(scalars, windows);
      cut_range(scalars, 0, scalars.size(), digits);
      for (unsigned k = 0; k < windows.count; ++k)
        job.add_window(digits.window(k), digits.n, 0, windows.buckets());
    }
    std::vector<G1Affine> bit_points((end - begin) * windows.bits());
    job.finish(work.data(), windows.width, bit_points.data());
    for (std::size_t row = begin; row < end; ++row)
      sums[row] = combine_bits(
          std::span(bit_points).subspan((row - begin) * windows.bits(), windows.bits()));
  });
  const std::vector<G1Affine> affine = batch_to_affine(sums);
  std::copy(affine.begin(), affine.end(), out.begin());
}

} // namespace

G1 msm(std::span<const G1Affine> points, std::span<const Fr> scalars) {
  return msm_any(points, scalars);
}

G1 msm_u64(std::span<const G1Affine> points, std::span<const std::uint64_t> scalars) {
  return msm_any(points, scalars);
}

void commit_rows(std::span<const G1Affine> generators, std::span<const Fr> values,
                 std::span<G1Affine> out) {
  commit_rows_any(generators, values, out);
}

void commit_rows_u64(std::span<const G1Affine> generators, std::span<const std::uint64_t> values,
                     std::span<G1Affine> out) {
  commit_rows_any(generators, values, out);
}

} // namespace blockfold::kernels
