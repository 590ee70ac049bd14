#pragma once

#include "tools/audit/keys.h"
#include "tools/audit/model.h"

#include <map>
#include <tuple>
#include <unordered_map>
#include <vector>

/// What a search for lies can build on: the copies and claims of a valid witness, indexed.
namespace blockfold::audit {

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

} // namespace blockfold::audit
