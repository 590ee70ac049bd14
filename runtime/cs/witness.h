#pragma once

#include "runtime/cs/circuit.h"

#include <cstdint>
#include <span>
#include <vector>

/// The committed parts of one segment, in the order of the phases. Vectors have Kind::used entries.
namespace blockfold::cs {

struct SegmentWitness {
  std::vector<std::uint64_t> structure; ///< small integers
  std::vector<Fr> text;
  std::vector<Fr> bus;
};

/// Where the prover gets a witness from. The structure must be known before any challenge; the text
/// wires that no row defines are filled once r is known. Everything else follows from the rows.
class WitnessSource {
public:
  virtual ~WitnessSource() = default;

  virtual std::vector<std::uint64_t> structure(std::size_t kind, std::uint32_t segment) = 0;

  /// Called once, before any fill_text. Only r is drawn so far.
  virtual void set_text_challenge(const CoefficientTable& table) = 0;

  /// Fills the F and R wires of `text` (Kind::used[1] entries, zero before). Several threads may
  /// call this for different segments.
  virtual void fill_text(std::size_t kind, std::uint32_t segment, std::span<Fr> text) = 0;
};

} // namespace blockfold::cs
