#pragma once

#include "runtime/base/result.h"
#include "runtime/cert/proof.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

/// What survives of an interrupted proof. Row commitments are where the time goes; everything else
/// a prover computes again, so a proof that was resumed has the bytes of one that was not.
namespace blockfold::fold {

/// One unit of work: the row commitments of one phase (0 structure, 1 text, 2 bus) of one segment.
struct WorkUnit {
  std::uint32_t phase, kind, segment;
  friend auto operator<=>(const WorkUnit&, const WorkUnit&) = default;
};

/// Remembers finished units. Several threads call it at a time, never for the same unit.
class Checkpoint {
public:
  virtual ~Checkpoint() = default;

  /// Fills `commitments` if the unit was finished before, with as many of them.
  virtual bool load(const WorkUnit& unit, std::span<cert::EncodedPoint> commitments) = 0;
  /// A unit is finished. Never fails the proof: what cannot be remembered is done again.
  virtual void store(const WorkUnit& unit, std::span<const cert::EncodedPoint> commitments) = 0;
};

/// A checkpoint in a folder of its own. Finished units are appended to one file, each with a
/// checksum, so that a process may be killed at any moment: a torn or damaged record, and what
/// follows it, is cut off when the folder is opened next. Every few seconds the log is brought to
/// the disk, so that not even a loss of power costs more than that much work.
///
///   commitments.log   header: magic (8 bytes), identity (32), Keccak-256 of both (32)
///                     records: phase, kind, segment, points (4 bytes each, little-endian), the
///                     points (32 bytes each), Keccak-256 of the identity and all of the record
///                     before it
///   lock              held by the prover at work
///
/// Checksums find damage, not malice: who may write to the folder can make a proof fail. It cannot
/// make a wrong one pass, as a proof is verified before it is written.
class FolderCheckpoint final : public Checkpoint {
public:
  /// Whatever the commitments depend on, condensed: another proof must have another identity.
  using Identity = std::array<std::uint8_t, 32>;

  /// Opens a folder, makes it if it is not there, and locks it until the object is destroyed.
  ///
  /// Errors: `checkpoint.folder` (cannot be made, read or written), `checkpoint.busy` (another
  /// process holds it), `checkpoint.damaged` (the log is none), `checkpoint.other` (it is of
  /// another proof).
  static Result<std::unique_ptr<FolderCheckpoint>> open(const std::string& folder,
                                                        const Identity& identity);
  ~FolderCheckpoint() override;

  bool load(const WorkUnit& unit, std::span<cert::EncodedPoint> commitments) override;
  void store(const WorkUnit& unit, std::span<const cert::EncodedPoint> commitments) override;

  /// How many units the folder held when it was opened, and how many of them were asked for.
  std::size_t found() const;
  std::size_t reused() const;
  /// Why units could not be remembered, if so: the disk may be full.
  std::optional<Error> failure() const;

private:
  struct State;
  explicit FolderCheckpoint(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

} // namespace blockfold::fold
