#pragma once

#include "tools/audit/numbers.h"
#include "tools/audit/theatre.h"

#include <array>

/// One block of a theatre, whose wires may be anything, and the repairs that make its rows hold.
namespace blockfold::audit {

class Puppet {
public:
  /// The row that was taken out, or none: UINT32_MAX. If there is a `lax_tag`, the row, or else one
  /// lookup of that tag, may be false, but must agree with a row of the table except for the field
  /// at `lax_place`. If there is a `free_place`, the row is a claim with texts that stands, and the
  /// world hears at this place what it would honestly hear. Without any freedom, a lie is a block
  /// that the rule does not accept.
  struct Freedom {
    std::uint32_t row = UINT32_MAX;
    std::uint32_t lax_tag = 0, lax_place = 0, free_place = 0;
    bool breaks_promises = false; ///< what the block rests on may be of any type
    bool is_none() const { return row == UINT32_MAX && lax_tag == 0; }
  };
  Puppet(const Theatre& theatre, const std::vector<bool>& unique, const StagedBlock& block,
         Freedom freedom);

  struct State {
    std::vector<Fr> wires;
    std::vector<bool> pinned;
  };
  State honest() const;
  const ChipModel& chip() const { return chip_; }
  const Freedom& freedom() const { return freedom_; }

  /// Wires that the prover sets and that a row depends on. Of a digit, also those of the number.
  std::vector<WireId> levers(std::uint32_t row) const;
  std::vector<WireId> levers(const LinearForm& form) const;
  /// Sets a wire for good. Products follow, and the digits of numbers that are small enough; of
  /// others, one digit takes all that is too much: the one whose row was taken out.
  void set(State& state, WireId wire, const Fr& value) const;
  /// Sets a wire so that the form has a value. False if that cannot be done.
  bool turn(State& state, const LinearForm& form, WireId lever, const Fr& wanted) const;

  /// Makes a variable another text, with all of its wires. False if they are not the prover's.
  bool say(State& state, ir::VariableIndex variable, const TextValue& text) const;
  /// Whether a wire is part of a text, or says where a claim with texts was emitted: no row but
  /// those that compose texts speak of it.
  bool is_about_texts(WireId wire) const;
  /// A claim of the block as the world hears it.
  Claim heard(const State& state, std::uint32_t row) const;

  /// Changes what is not pinned until every row but the free one holds.
  bool repair(State& state, unsigned& effort, unsigned depth = 0) const;
  /// Whether all that the block rests on is as the relations promise.
  bool keeps_promises(const State& state) const;
  /// Whether the free row does not hold, or the lax lookup is false.
  bool is_lie(const State& state) const;
  /// Whether the rule would not accept the block.
  bool breaks_rule(const State& state) const;
  /// What lookups of the lax tag say that is not so.
  std::vector<Claim> false_claims(const std::vector<Fr>& wires) const;

  bool is_settable(WireId wire) const;
  /// How often a row of a linear claim counts.
  Fr times(const State& state, std::uint32_t row) const;

private:
  struct Digits {
    std::vector<std::pair<WireId, std::uint32_t>> wires; ///< with their places from the lowest
    std::uint32_t sum = UINT32_MAX;                      ///< the row of the lowest
    std::vector<std::uint32_t> rows;                     ///< of all lookups
  };
  /// The text of a variable.
  struct Text {
    TextValue value;
    bool is_one = true; ///< whether some text has this value
  };
  using Texts = std::vector<Text>; ///< by variable; of numbers, anything
  using Fields = std::vector<std::optional<Fr>>;

  bool emits(const State& state) const;
  bool has_promised_types(const RowModel& row, const Claim& claim) const;
  bool breaks_definition(const State& state, trial::Values& values,
                         const trial::RuleModel& rule) const;
  void find_texts();
  Texts texts_of(const State& state) const;
  Text text_of(const State& state, ir::VariableIndex variable) const;
  bool are_texts(const Claim& claim, std::size_t index, const Texts& texts) const;
  bool names_its_site(const Claim& claim, std::uint32_t row) const;
  bool is_too_long(const Texts& texts) const;
  Fields wanted(std::uint32_t claim, llvm::ArrayRef<Fr> arguments, const Texts& texts,
                const State& state) const;
  Fr own_site(std::uint32_t claim, const State& state) const;
  void find_digits();
  void settle(State& state) const;
  unsigned bits_of(const Digits& digits) const;
  std::optional<std::size_t> taker(const Digits& digits) const;
  void write_digits(State& state, const Digits& digits) const;
  Fr number_of(const State& state, const Digits& digits) const;
  std::optional<std::uint32_t> broken_row(const State& state) const;
  bool holds(const State& state, std::uint32_t row) const;
  bool is_lookup(const RowModel& row) const;
  bool is_row_of_table(const Claim& claim) const;
  bool is_nearly_row(const Claim& claim) const;
  std::vector<State> fixes(const State& state, std::uint32_t row) const;
  void fix_equation(const State& state, std::uint32_t row, std::vector<State>& out) const;
  void fix_range(const State& state, std::uint32_t row, std::vector<State>& out) const;
  void fix_lookup(const State& state, std::uint32_t row, std::vector<State>& out) const;
  void collect(const LinearForm& form, std::vector<WireId>& out) const;
  std::vector<WireId> loose_levers(const State& state, std::vector<WireId> levers) const;

  const Theatre& theatre_;
  const Model& model_;
  const std::vector<bool>& unique_;
  const StagedBlock& block_;
  const ChipModel& chip_;
  Freedom freedom_;
  Tables tables_;
  std::map<std::uint32_t, Digits> digits_; ///< by range check
  /// By variable that is a text and a parameter: length, fingerprint, power.
  std::map<ir::VariableIndex, std::array<WireId, 3>> texts_;
};

} // namespace blockfold::audit
