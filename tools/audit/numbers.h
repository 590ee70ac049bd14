#pragma once

#include "tools/audit/model.h"

#include <map>
#include <optional>
#include <vector>

/// What the rows of a chip of a field rule say of numbers: between which integers its wires lie,
/// which forms are not zero, which columns of a table follow from others. Read from the circuit:
/// from lookups, digits and bits, and from what the claims of relations promise.
namespace blockfold::audit {

/// A form times a constant, or not: wire order and a common factor do not matter.
LinearForm normalized(LinearForm form);
/// The coefficient of a wire, zero if the form does not mention it.
Fr coefficient_of(const LinearForm& form, WireId wire);
/// Adds scale * more.
void add_form(LinearForm& to, const LinearForm& more, const Fr& scale);

/// The rows of the tables of a circuit.
class Tables {
public:
  explicit Tables(const Model& model);
  bool has(std::uint32_t tag) const { return rows_.contains(tag); }
  bool has_row(const Claim& claim) const;
  llvm::ArrayRef<Claim> rows(std::uint32_t tag) const;
  /// The least and the largest value of a column.
  std::optional<Bounds> column(std::uint32_t tag, std::uint32_t place) const;
  /// Whether two rows that agree at the known places (a bit each) agree at `place`.
  bool determines(std::uint32_t tag, std::uint64_t known, std::uint32_t place) const;

private:
  std::map<std::uint32_t, std::vector<Claim>> rows_;
  std::unordered_map<Claim, bool, ClaimHash, ClaimEqual> known_;
};

class Numbers {
public:
  Numbers(const Model& model, const ChipModel& chip, const Tables& tables);

  std::optional<Bounds> of(WireId wire) const;
  /// Of a form, if it is an integer that no wrapping around the field can fake.
  std::optional<Bounds> of(const LinearForm& form) const;
  bool is_nonzero(const LinearForm& form) const;
  /// Whether some row says that the form is an integer from 0 to less than 2^100.
  bool is_natural(const LinearForm& form) const;

private:
  void bound(const LinearForm& form, const Bounds& bounds);
  void read_claims(const Tables& tables);
  void read_digits();
  void read_bits();
  bool is_digit(WireId wire) const;

  const Model& model_;
  const ChipModel& chip_;
  std::map<WireId, Bounds> bounds_;
  std::vector<std::pair<LinearForm, Bounds>> forms_;
};

/// A field element as an integer around zero, if it is a small one.
std::optional<ir::WideInteger> integer_of(const Fr& value);

} // namespace blockfold::audit
