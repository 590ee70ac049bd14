#pragma once

#include "runtime/curve/g1.h"
#include "tools/fuzz/random.h"
#include "tools/fuzz/samples.h"

#include <optional>
#include <string_view>
#include <vector>

/// Changes certificates by what they consist of, with everything else as a prover would have it.
namespace blockfold::fuzz {

enum class Mutation : std::uint8_t {
  Bytes,     ///< some bytes
  Length,    ///< cut off, extended, a piece left out or twice
  Number,    ///< a number in an encoding that is too long or too large
  Scalar,    ///< a scalar of the proof, to another one
  Point,     ///< a point of the proof, to another point, the identity or no point
  Encoding,  ///< a scalar or point in a second encoding
  List,      ///< an element added, left out or elsewhere; two lists or kinds exchanged
  Statement, ///< other entries, roles, digest
  Layout,    ///< other numbers in the layout
  Splice,    ///< the statement of one certificate with the proof of another
  Hollow,    ///< zeros and identities in the sizes that a changed layout asks for
  Repaired,  ///< a message changed, and later ones so that only the opening can tell
  Reproved,  ///< the proof of a changed witness, or made for a changed statement
};
inline constexpr std::size_t kMutations = 13;
std::string_view name(Mutation mutation);

class CertificateMutator {
public:
  /// `proven`: certificates of several theories; `samples[i]` is the theory of `proven[i]`. Both
  /// must outlive the mutator.
  explicit CertificateMutator(const std::vector<Sample>& theories,
                              const std::vector<std::size_t>& theory_of,
                              const std::vector<Proven>& proven);

  /// A changed copy of certificate `base`; now and then, by chance, an equal one.
  Bytes mutant(Random& random, std::size_t base, Mutation mutation) const;

  /// Changes any certificate that can be read, or any bytes, in one of the quick ways.
  Bytes changed(Random& random, const Bytes& bytes) const;

private:
  const mm::Database& database(std::size_t base) const {
    return *theories_[theory_of_[base]].database;
  }
  std::optional<Bytes> restructured(Random& random, const cert::Certificate& from,
                                    Mutation mutation) const;
  void change_point(Random& random, cert::Proof& proof) const;
  cert::Certificate hollow(Random& random, std::size_t base) const;
  cert::Certificate repaired(Random& random, std::size_t base) const;
  cert::Certificate reproved(Random& random, std::size_t base) const;

  const std::vector<Sample>& theories_;
  const std::vector<std::size_t>& theory_of_;
  const std::vector<Proven>& proven_;
  std::vector<cert::EncodedPoint> points_; ///< some points of the curve
};

} // namespace blockfold::fuzz
