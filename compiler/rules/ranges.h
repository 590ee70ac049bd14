#pragma once

#include "compiler/rules/program.h"

/// What a field rule knows of its variables as integers.
namespace blockfold::rules {

/// The largest value of a comparison or of a difference of orders: 2^64 - 1.
inline Interval comparison_interval() {
  return bits_interval(64);
}

class Ranges {
public:
  /// What the ranges may be taken from, besides the tables that the rule looks into.
  struct Facts {
    /// The types of claims of this relation that the rule rests on.
    std::function<bool(RelationId)> trusted = [](RelationId) { return true; };
    /// The variable's own type.
    std::function<bool(VariableIndex)> checked = [](VariableIndex) { return true; };
  };
  Ranges(const Program& program, const Rule& rule) : Ranges(program, rule, Facts()) {}
  Ranges(const Program& program, const Rule& rule, const Facts& facts);

  std::optional<Interval> of(VariableIndex variable) const { return intervals_[variable]; }
  std::optional<Interval> of(const Polynomial& polynomial) const {
    return polynomial.interval([this](VariableIndex v) { return intervals_[v]; });
  }

private:
  void narrow(const Polynomial& value, std::optional<Interval> to);
  std::vector<std::optional<Interval>> intervals_;
};

} // namespace blockfold::rules
