#pragma once

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// The block model's side of a statement: which rules may be applied, and in which contexts. It is
/// what a certificate speaks about, so the verifier builds it too, from the theory file alone.
namespace blockfold::ir {

/// A nonzero field-element name of a constant symbol, of a (variable, typecode) pair or of a dummy.
using SymbolCode = std::uint32_t;
using TypecodeId = std::uint32_t;
using AssertionId = std::uint32_t;
using RuleId = std::uint32_t;
using ContextId = std::uint32_t;

/// One symbol of a template: a constant, or an occurrence of a parameter.
class Item {
public:
  static Item constant(SymbolCode code) { return Item(code); }
  static Item parameter(std::uint32_t index) { return Item(index | kParameter); }
  bool is_parameter() const { return (raw_ & kParameter) != 0; }
  std::uint32_t index() const { return raw_ & ~kParameter; }
  SymbolCode code() const { return raw_; }
  friend bool operator==(const Item&, const Item&) = default;

private:
  static constexpr std::uint32_t kParameter = std::uint32_t{1} << 31;
  explicit Item(std::uint32_t raw) : raw_(raw) {}
  std::uint32_t raw_;
};

/// A typecode and a text over an assertion's parameters.
struct Template {
  TypecodeId typecode;
  std::vector<Item> items;
};

/// A mandatory variable of an assertion.
struct Parameter {
  TypecodeId typecode;
  SymbolCode code; ///< of the variable itself, as its own proof sees it
};

/// What a certificate uses an assertion for. A goal may also be cited by other goals.
enum class Role : std::uint8_t { Axiom, Assumed, Lemma, Goal, CitedGoal };
inline bool is_rule(Role role) {
  return role != Role::Goal;
}
inline bool is_proved(Role role) {
  return role >= Role::Lemma;
}
inline bool is_goal(Role role) {
  return role >= Role::Goal;
}

/// An axiom or theorem. Premises are the parameters (floating), then the essential hypotheses.
struct Assertion {
  std::string label;
  Role role;
  std::uint32_t ordinal; ///< position among the $a and $p statements of its database, from 0
  std::vector<Parameter> parameters;
  std::vector<Template> essentials;
  Template conclusion;
  std::vector<std::pair<std::uint32_t, std::uint32_t>>
      disjoint; ///< parameter indexes, first < second
};

/// A rule: an assertion that blocks may apply. `rank` is the number of contexts that stand before
/// it; a proved rule may be applied in contexts of a greater number only.
struct Rule {
  AssertionId assertion;
  std::uint32_t rank;
};

/// A theorem being proved. Its number (kappa) is its index in Theory::contexts plus one.
struct Context {
  AssertionId assertion;
};

/// A variable that can be a leaf: of some context, or a dummy that belongs to no statement.
struct Variable {
  SymbolCode code;
  TypecodeId typecode;
  bool dummy;
};

struct Theory {
  std::vector<std::string> typecodes;
  std::vector<std::string> symbol_names; ///< by code; entry 0 is unused
  std::vector<Assertion> assertions;     ///< in database order
  std::vector<Rule> rules;               ///< in database order
  std::vector<Context> contexts;         ///< in database order
  std::vector<Variable> variables;       ///< of the contexts, then the dummies

  const Assertion& of(const Rule& rule) const { return assertions[rule.assertion]; }
  const Assertion& of(const Context& context) const { return assertions[context.assertion]; }
  static std::uint32_t number(ContextId context) { return context + 1; }
};

} // namespace blockfold::ir
