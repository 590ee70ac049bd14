#pragma once

#include "tools/audit/determined.h"
#include "tools/audit/model.h"

#include <string>
#include <vector>

/// Every cell of a valid witness, changed alone, with everything that the rows define computed
/// again and every multiplicity set to what is then demanded: some constraint must break.
namespace blockfold::audit {

struct CellChange {
  std::size_t copy; ///< index into Model::copies
  WireId wire;
  Fr value; ///< another than the wire has
};

enum class CellVerdict : std::uint8_t {
  RowBroken,     ///< a product, an inverse or a bus row no longer holds
  ClaimUnmet,    ///< a claim is demanded that nobody emits
  BusUnbalanced, ///< a multiplicity is not the number of demands
  // The change is another valid witness of the same statement:
  UnusedClaim,  ///< only claims change that nobody demands: the copy says something else, to nobody
  AnotherBlock, ///< all that the copy now demands is emitted: it is another valid application
  SharedClaim,  ///< several copies emit one claim and may divide its demands in any way
  IdleCopy,     ///< only claims change that count for nothing: a block that fills up a chip
  // No constraint knows the cell:
  Unbound,
};
inline bool is_bound(CellVerdict verdict) {
  return verdict <= CellVerdict::BusUnbalanced;
}
const char* name_of(CellVerdict verdict);

struct CellOutcome {
  CellVerdict verdict;
  std::string by; ///< the row that breaks, or whose demand is not met
};

/// What becomes of the model's witness under one change. Wires that other cells follow from are
/// followed; the changed cell itself stays as it is.
CellOutcome change_cell(const Model& model, const CellChange& change);

struct SweepOptions {
  std::size_t copies_per_chip = 0; ///< representatives of each chip; 0: every copy
  std::size_t values_per_cell = 4; ///< at most
  std::uint64_t seed = 1;
};

/// What a sweep saw of one chip.
struct ChipSweep {
  std::size_t copies = 0, cells = 0, changes = 0;
  std::size_t verdicts[8] = {}; ///< changes, by CellVerdict
};

struct SweepReport {
  std::vector<ChipSweep> chips; ///< parallel to Model::chips
  std::vector<std::string> errors;
  std::size_t total(CellVerdict verdict) const;
  std::size_t cells() const, changes() const;
};

/// Sweeps over representatives of every chip. A change that leaves a valid witness is an error
/// unless the wire is one that `determined` calls a choice of the prover (or a shared
/// multiplicity).
SweepReport sweep_cells(const Model& model, const std::vector<ChipWires>& determined,
                        const SweepOptions& options = {});

/// Whether somebody demands what the copy emits, or it emits a linear claim that counts.
bool is_used(const Model& model, const Copy& copy);

/// The copies that stand for their chip: a copy whose claims are in use, one whose claims are not,
/// and others spread over all; every copy if `limit` is 0.
std::vector<std::vector<std::size_t>> representatives(const Model& model, std::size_t limit);

} // namespace blockfold::audit
