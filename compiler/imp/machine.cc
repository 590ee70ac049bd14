#include "compiler/imp/machine.h"

namespace blockfold::imp {
namespace {

using Set = std::vector<bool>; ///< of variables

Set uses(const Machine& machine, const Step& step) {
  Set out(machine.variables.size());
  each_polynomial(step, [&](const ir::Polynomial& polynomial) {
    polynomial.each_variable([&](Slot slot) {
      if (slot >= kFirstVariable)
        out[slot - kFirstVariable] = true;
    });
  });
  return out;
}

void add(Set& to, const Set& from) {
  for (std::size_t i = 0; i < to.size(); ++i)
    if (from[i])
      to[i] = true;
}

/// What each place needs by itself: operands, inputs at the entry, outputs at the endings.
std::vector<Set> own_needs(const Machine& machine) {
  std::vector<Set> out;
  for (const Step& step : machine.steps)
    out.push_back(uses(machine, step));
  out.resize(machine.place_count(), Set(machine.variables.size()));
  for (VariableId v = 0; v < machine.variables.size(); ++v) {
    if (machine.variables[v].is_input)
      out[machine.entry][v] = true;
    for (std::size_t i = machine.steps.size(); i < out.size(); ++i)
      if (machine.variables[v].is_output)
        out[i][v] = true;
  }
  return out;
}

} // namespace

std::vector<std::vector<VariableId>> live_variables(const Machine& machine) {
  const std::vector<Set> needs = own_needs(machine);
  std::vector<Set> live = needs;
  for (bool changed = true; changed;) {
    changed = false;
    for (StepId id = static_cast<StepId>(machine.steps.size()); id-- > 0;) {
      const Step& step = machine.steps[id];
      Set after = live[step.next];
      if (step.kind == Step::Kind::Test)
        add(after, live[step.otherwise]);
      if (step.kind == Step::Kind::Assign)
        after[step.target] = false;
      add(after, needs[id]);
      changed |= after != live[id];
      live[id] = std::move(after);
    }
  }
  std::vector<std::vector<VariableId>> out(live.size());
  for (std::size_t place = 0; place < live.size(); ++place)
    for (VariableId v = 0; v < machine.variables.size(); ++v)
      if (live[place][v])
        out[place].push_back(v);
  return out;
}

} // namespace blockfold::imp
