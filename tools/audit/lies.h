#pragma once

#include "tools/audit/determined.h"
#include "tools/audit/model.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// Takes constraints out of a circuit one at a time and looks for a lie that each alone forbids: a
/// witness in which all that is left holds and the constraint does not. Where there is one, the
/// constraint is not idle. The lie changes one copy (and, for a false claim, the copy that uses
/// it); all other copies stay those of a valid proof, and every multiplicity is set to what is then
/// demanded.
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

struct Lie {
  struct Change {
    std::size_t copy;
    WireId wire;
    Fr value;
  };
  std::vector<Change> changes; ///< of wires that no row defines, or whose row was taken out
  std::size_t copy = 0;        ///< where the constraint is violated
  std::optional<Fr> field;     ///< Removal::Field: what the field is said to be
};

/// What a search for lies knows of a circuit.
class Scenery {
public:
  explicit Scenery(const Model& model);

  /// A demand of one copy.
  struct Consumer {
    std::size_t copy;
    std::uint32_t row;
  };

  const Model& model;
  const Keys keys;
  /// Copies of each chip that lies are told on: those whose claims nobody uses come first.
  std::vector<std::vector<std::size_t>> stages;
  /// Copies of each chip whose wires a lie may borrow: other valid applications of the rule.
  std::vector<std::vector<std::size_t>> peers;

  /// By tag: demands that a false claim could serve, those of conclusions first.
  const std::vector<Consumer>& consumers(std::uint32_t tag) const;
  /// Emitted claims that might do in place of this one: with its key, with its text, of its context
  /// and typecode, and then some of every sort.
  std::vector<Claim> alike(const Claim& claim, bool any_tag) const;
  /// Demands that are this claim but for the field at `place` and the key.
  const std::vector<Consumer>& demands_like(const Claim& claim, std::uint32_t place) const;

private:
  using Group = std::tuple<std::uint32_t, Limbs, Limbs>;
  Claim without_key(Claim claim, std::uint32_t place) const;
  void collect_copies();
  void collect_claims();
  void collect_consumers();

  std::map<std::uint32_t, std::vector<Consumer>> consumers_;
  std::map<Group, std::vector<Claim>> by_context_, by_text_;
  std::map<std::pair<std::uint32_t, Limbs>, Claim> by_key_;
  std::map<std::uint32_t, std::vector<Claim>> sample_;
  using Demands = std::unordered_map<Claim, std::vector<Consumer>, ClaimHash, ClaimEqual>;
  mutable std::map<std::pair<std::uint32_t, std::uint32_t>, Demands> demands_; ///< by tag, place
};

/// A lie that only this constraint forbids, if a search of bounded effort finds one.
std::optional<Lie> find_lie(const Scenery& scenery, const Constraint& constraint);

/// Evaluates every row and the bus sum with the lie, from scratch: true if all holds but the
/// constraint, and the constraint does not.
bool confirm_lie(const Model& model, const Constraint& constraint, const Lie& lie);

} // namespace blockfold::audit
