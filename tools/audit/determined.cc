#include "tools/audit/determined.h"

#include "tools/audit/block_knowledge.h"
#include "tools/audit/choices.h"

#include <algorithm>

namespace blockfold::audit {

using lower::ChipRole;

const char* name_of(How how) {
  switch (how) {
  case How::Choice:
    return "choice";
  case How::Row:
    return "row";
  case How::Bus:
    return "bus";
  case How::Digits:
    return "digits";
  case How::Balance:
    return "balance";
  case How::Undetermined:
    return "undetermined";
  }
  return "";
}

std::size_t ChipWires::count(How how) const {
  return static_cast<std::size_t>(std::ranges::count(wires, how, &WireFinding::how));
}

namespace {

ChipWires determine_chip(const Model& model, std::size_t chip, const Keys& keys,
                         const Tables& tables) {
  if (model.chips[chip].role == ChipRole::BlockRule) {
    BlockKnowledge knowledge(model, chip, keys, tables);
    choose_in_block(knowledge, chip < model.free_variables.size() ? model.free_variables[chip]
                                                                  : std::vector<bool>());
    return knowledge.take();
  }
  Knowledge knowledge(model, chip, keys, tables);
  choose_in_theory(knowledge);
  return knowledge.take();
}

} // namespace

Determination determine_wires(const Model& model) {
  Determination out;
  out.errors = check_foundations(model);
  const Keys keys = find_keys(model);
  const Tables tables(model);
  for (std::size_t index = 0; index < model.chips.size(); ++index) {
    const ChipModel& chip = model.chips[index];
    if (chip.is_world) {
      out.chips.push_back({std::vector<WireFinding>(chip.wires.size() - chip.first_committed)});
      continue;
    }
    out.chips.push_back(determine_chip(model, index, keys, tables));
    const ChipWires& found = out.chips.back();
    for (std::size_t i = 0; i < found.wires.size(); ++i)
      if (found.wires[i].how == How::Undetermined)
        out.errors.push_back(chip.name + ": nothing determines the wire '" +
                             chip.wires[chip.first_committed + i].name + "'");
  }
  return out;
}

} // namespace blockfold::audit
