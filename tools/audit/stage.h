#pragma once

#include "tools/audit/lies.h"

/// One copy on which a lie is told, and the repairs that make everything else hold.
namespace blockfold::audit {

/// Claims that come or go somewhere else than on the stage.
struct Elsewhere {
  std::vector<std::pair<Claim, std::int64_t>> emitted;
};

class Stage {
public:
  /// `constraint` is what was taken out, if it belongs to this copy's chip.
  Stage(const Scenery& scenery, std::size_t copy, std::optional<Constraint> constraint,
        Elsewhere elsewhere = {});

  enum Pin : std::uint8_t { Loose, Repaired, Lied };

  struct State {
    std::vector<Fr> wires;
    std::vector<Pin> pins;
    std::optional<Fr> field; ///< what the freed field is said to be
  };

  State honest() const;
  /// The copy as another application of its rule, one that another copy holds.
  State borrowed(std::size_t peer) const;
  const ChipModel& chip() const { return chip_; }
  std::size_t copy() const { return copy_; }

  /// Wires that the prover sets and that the field depends on, the best ones to change first.
  const std::vector<WireId>& levers(std::uint32_t row, std::uint32_t place) const;
  /// All levers of all fields of a row, or of the left side of a row that is not on the bus.
  std::vector<WireId> levers(std::uint32_t row) const;

  void set(State& state, WireId wire, const Fr& value, Pin pin) const;
  /// States in which the row's claim is `target`, but for the field at `skip`.
  std::vector<State> retarget(const State& state, std::uint32_t row, const Claim& target,
                              std::optional<std::uint32_t> skip = std::nullopt) const;
  /// Writes each time difference anew for the block's time as it is now. The digits of a difference
  /// that is no small number are all put into the lowest one.
  void retime(State& state, const std::map<std::uint32_t, Fr>& premise_times) const;
  /// The times of the premises whose order is checked, by premise.
  std::map<std::uint32_t, Fr> premise_times(const State& state) const;
  /// Claims that the row might be turned to.
  std::vector<Claim> candidates(const State& state, std::uint32_t row, std::size_t limit,
                                std::optional<std::uint32_t> skip = std::nullopt) const;

  /// Repairs what is broken until everything but the constraint holds. `effort` is how many states
  /// may still be looked at.
  bool repair(State& state, unsigned& effort, unsigned depth = 0) const;

  /// Whether the constraint that was taken out does not hold.
  bool violated(const State& state) const;
  Claim claim(const State& state, std::uint32_t row) const;

  std::vector<Lie::Change> changes(const State& state) const;

private:
  struct Trouble {
    bool hopeless = false; ///< a claim that others need is gone, or an inverse of zero
    std::uint32_t row = UINT32_MAX;
  };
  Trouble trouble(State& state) const;
  Ledger::Entry entry(const Claim& claim, const Ledger& changes) const;
  bool is_removed(std::uint32_t row) const;
  bool settable(WireId wire) const;
  void collect(const LinearForm& form, std::vector<WireId>& out) const;
  bool is_loose(const State& state, std::uint32_t row, std::uint32_t place) const;
  std::uint32_t skipped_row() const;
  void solve(const State& state, std::uint32_t row, const Claim& target,
             std::optional<std::uint32_t> skip, std::size_t field, std::vector<State>& out) const;
  bool turn(State& state, const LinearForm& form, WireId lever, const Fr& wanted) const;
  std::vector<State> fixes(const State& state, std::uint32_t row, unsigned depth) const;
  std::vector<State> digits(const State& state, std::uint32_t row) const;
  std::optional<lower::StructureWire> digit_in(const LinearForm& form) const;
  std::vector<WireId> digits_with(const lower::StructureWire& digit) const;
  const LinearForm* lowest_digit(const std::vector<WireId>& digits) const;

  const Scenery& scenery_;
  const Copy& honest_;
  const ChipModel& chip_;
  std::size_t copy_;
  std::optional<Constraint> constraint_;
  Elsewhere elsewhere_;
  std::vector<std::size_t> mentions_; ///< by wire: rows that it occurs in
  mutable std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<WireId>> levers_;
};

} // namespace blockfold::audit
