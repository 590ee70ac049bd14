#pragma once

#include "tools/audit/model.h"

#include <string>
#include <vector>

/// The constraints of a circuit one by one, as they may be taken out, and their names.
namespace blockfold::audit {

enum class Removal : std::uint8_t {
  Row,      ///< a product or inverse is not required; a demand is not made
  Equation, ///< a bus term counts, but may be anything
  Field,    ///< one field of a demand or emission may be anything
};

struct Constraint {
  std::uint32_t chip, row;
  Removal removal;
  std::uint32_t place = 0; ///< Removal::Field

  friend bool operator==(const Constraint&, const Constraint&) = default;
};

/// "wi: demands premise 0, field 5 may be anything".
std::string name_of(const Model& model, const Constraint& constraint);
/// The same without what tells chips of one role and premises of one chip apart.
std::string class_of(const Model& model, const Constraint& constraint);

/// Every product, inverse, demand, emission and field of one chip. Emissions are not removed as
/// rows: a claim that is not made lets nobody prove more.
std::vector<Constraint> constraints_of(const Model& model, std::uint32_t chip);

} // namespace blockfold::audit
