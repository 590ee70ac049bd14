#pragma once

#include "tools/audit/determined.h"
#include "tools/audit/keys.h"
#include "tools/audit/numbers.h"

#include <string>
#include <vector>

/// What is known of the wires of one chip while they are determined one after the other: the rules
/// that hold in every circuit. Those for field rules alone are in block_knowledge.h; what the
/// prover may choose is in choices.h.
namespace blockfold::audit {

class Knowledge {
public:
  /// A form that has one possible value.
  struct Fact {
    LinearForm form;
    std::string by;
    How how = How::Bus;
  };

  /// Known at first are the columns that the verifier fills in, and multiplicities.
  Knowledge(const Model& model, std::size_t chip, const Keys& keys, const Tables& tables);
  virtual ~Knowledge() = default;

  const ChipModel& chip() const { return chip_; }
  const Keys& keys() const { return keys_; }
  const Tables& tables() const { return tables_; }
  const Model& model() const { return model_; }

  bool is_known(WireId wire) const { return known_[wire]; }
  bool is_known(const LinearForm& form) const;
  LinearForm unknown_part(const LinearForm& form) const;
  /// The only unknown wire of a form, if the form is that wire times a constant.
  WireId single_unknown(const LinearForm& form) const;
  bool is_meant(WireId wire, lower::StructureWire::Meaning meaning) const;
  /// Whether a demand says that the wire itself is in the range table.
  bool is_digit(WireId wire) const;
  /// Whether the fields of a demand are not among the facts yet.
  bool is_open(std::uint32_t row) const;

  void know(WireId wire, How how, std::string by);
  void forget(WireId wire) { out_.wires[wire - chip_.first_committed] = {}; }
  void add_fact(Fact fact) { facts_.push_back(std::move(fact)); }
  /// Enters the fields of a demand as facts. Of texts only those that are a variable's own wires:
  /// inside of other texts the challenge could decide what they are.
  void learn_claim(std::uint32_t row, const std::string& by, How how);
  /// Applies all rules until none tells anything new.
  void propagate();

  ChipWires take() { return std::move(out_); }

protected:
  /// More rules, of chips of one sort; true if something became known.
  virtual bool more() { return false; }

  const std::vector<Fact>& facts() const { return facts_; }
  bool know_digits(const LinearForm& digits, const std::string& by);

private:
  void multiplicities();
  std::size_t occurrences(WireId wire) const;
  bool by_rows();
  bool by_claims();
  bool by_facts();
  bool by_digits();
  bool is_learnt(const RowModel& row, const FieldModel& field) const;
  bool is_whole(const RowModel& row, const FieldShape& shape) const;
  bool is_place_value(const LinearForm& terms, const Fr& sign, std::uint32_t lowest) const;

  const Model& model_;
  const ChipModel& chip_;
  const Keys& keys_;
  const Tables& tables_;
  std::vector<bool> known_, used_; ///< by wire; by row
  std::vector<Fact> facts_;
  ChipWires out_;
};

bool mentions(const LinearForm& form, WireId wire);

} // namespace blockfold::audit
