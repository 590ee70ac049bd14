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
  /// From the variables' own types, the tables that the rule looks into, and the types of the
  /// claims that it rests on, of the relations that are `trusted`.
  Ranges(
      const Program& program, const Rule& rule,
      const std::function<bool(RelationId)>& trusted = [](RelationId) { return true; });

  std::optional<Interval> of(VariableIndex variable) const { return intervals_[variable]; }
  std::optional<Interval> of(const Polynomial& polynomial) const {
    return polynomial.interval([this](VariableIndex v) { return intervals_[v]; });
  }

private:
  void narrow(const Polynomial& value, std::optional<Interval> to);
  std::vector<std::optional<Interval>> intervals_;
};

std::string to_string(WideInteger value);

} // namespace blockfold::rules
