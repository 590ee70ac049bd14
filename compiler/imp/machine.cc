#include "compiler/imp/machine.h"

#include <llvm/ADT/BitVector.h>

namespace blockfold::imp {
namespace {

using Set = llvm::BitVector; ///< of variables

Set uses(const Machine& machine, const Step& step) {
  Set out(static_cast<unsigned>(machine.variables.size()));
  each_polynomial(step, [&](const ir::Polynomial& polynomial) {
    polynomial.each_variable([&](Slot slot) {
      if (slot >= kFirstVariable)
        out.set(slot - kFirstVariable);
    });
  });
  return out;
}

/// What each place needs by itself: operands, inputs at the entry, outputs at the endings.
std::vector<Set> own_needs(const Machine& machine) {
  std::vector<Set> out;
  for (const Step& step : machine.steps)
    out.push_back(uses(machine, step));
  out.resize(machine.place_count(), Set(static_cast<unsigned>(machine.variables.size())));
  for (VariableId v = 0; v < machine.variables.size(); ++v) {
    if (machine.variables[v].is_input)
      out[machine.entry].set(v);
    for (std::size_t i = machine.steps.size(); i < out.size(); ++i)
      if (machine.variables[v].is_output)
        out[i].set(v);
  }
  return out;
}

/// Nothing if a rule file with all these values would be refused for its size.
std::optional<std::vector<std::vector<VariableId>>> lists(llvm::ArrayRef<Set> sets) {
  std::size_t total = 0;
  for (const Set& set : sets)
    total += set.count();
  if (total > kMaxStateValues)
    return std::nullopt;
  std::vector<std::vector<VariableId>> out;
  for (const Set& set : sets) {
    auto& list = out.emplace_back();
    for (const unsigned variable : set.set_bits())
      list.push_back(variable);
  }
  return out;
}

} // namespace

std::optional<std::vector<std::vector<VariableId>>> live_variables(const Machine& machine) {
  const std::vector<Set> needs = own_needs(machine);
  std::vector<Set> live = needs;
  for (bool changed = true; changed;) {
    changed = false;
    for (StepId id = static_cast<StepId>(machine.steps.size()); id-- > 0;) {
      const Step& step = machine.steps[id];
      Set after = live[step.next];
      if (step.kind == Step::Kind::Test)
        after |= live[step.otherwise];
      if (step.kind == Step::Kind::Assign)
        after.reset(step.target);
      after |= needs[id];
      changed |= after != live[id];
      live[id] = std::move(after);
    }
  }
  return lists(live);
}

} // namespace blockfold::imp
