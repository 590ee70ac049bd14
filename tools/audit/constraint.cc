#include "tools/audit/constraint.h"

#include "compiler/lower/chip/relations.h"

#include <cctype>

namespace blockfold::audit {

using lower::ChipRole;

namespace {

const char* role_name(ChipRole role) {
  switch (role) {
  case ChipRole::Range:
    return "range table";
  case ChipRole::Variable:
    return "variable";
  case ChipRole::Rule:
    return "rule";
  case ChipRole::DisjointDeclared:
    return "$d declared";
  case ChipRole::DisjointDummy:
    return "$d dummy";
  case ChipRole::DisjointLeft:
    return "$d left";
  case ChipRole::DisjointRight:
    return "$d right";
  case ChipRole::Hypothesis:
    return "hypotheses";
  case ChipRole::NodeHypothesis:
    return "hypothesis with a node";
  case ChipRole::Qed:
    return "qed";
  case ChipRole::Declared:
    return "$d declarations";
  case ChipRole::BlockRule:
    return "block rule";
  case ChipRole::BlockTable:
    return "block table";
  }
  return "";
}

std::string field_name(std::uint32_t tag, std::uint32_t place) {
  static const char* const kStatement[] = {"tag",    "context", "typecode", "time",
                                           "length", "text",    "pow",      "address"};
  static const char* const kDisjoint[] = {"tag", "context", "first", "second"};
  static const char* const kLeaf[] = {"tag", "address", "symbol"};
  if (tag == static_cast<std::uint32_t>(lower::Relation::Statement) && place < 8)
    return kStatement[place];
  const bool pair = tag == static_cast<std::uint32_t>(lower::Relation::Disjoint) ||
                    tag == static_cast<std::uint32_t>(lower::Relation::Declared);
  if (pair && place < 4)
    return kDisjoint[place];
  const bool leaf = tag == static_cast<std::uint32_t>(lower::Relation::Variable) ||
                    tag == static_cast<std::uint32_t>(lower::Relation::Dummy);
  if (leaf && place < 3)
    return kLeaf[place];
  if (tag == static_cast<std::uint32_t>(lower::Relation::Range) && place == 1)
    return "value";
  if (tag >= static_cast<std::uint32_t>(lower::Relation::Block))
    return "argument " + std::to_string(place); // the column of a table
  if (tag >= static_cast<std::uint32_t>(lower::Relation::Node))
    return place == 0 ? "tag" : place == 1 ? "address" : "part";
  return "field " + std::to_string(place);
}

std::string what_of(const Model& model, const Constraint& constraint) {
  const RowModel& row = model.chips[constraint.chip].rows[constraint.row];
  switch (constraint.removal) {
  case Removal::Row:
    return "";
  case Removal::Equation:
    return ", its equation";
  case Removal::Field:
    if (const auto shape = shape_at(model.shapes, row.tag, constraint.place))
      return ", " + name_of(*shape);
    return ", " + field_name(row.tag, constraint.place);
  }
  return "";
}

std::string without_numbers(const std::string& name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (std::isdigit(static_cast<unsigned char>(name[i])) == 0)
      out += name[i];
    else if (out.empty() || out.back() != '#')
      out += '#';
  }
  return out;
}

} // namespace

std::string name_of(const Model& model, const Constraint& constraint) {
  const ChipModel& chip = model.chips[constraint.chip];
  return chip.name + ": " + chip.rows[constraint.row].name + what_of(model, constraint);
}

std::string class_of(const Model& model, const Constraint& constraint) {
  const ChipModel& chip = model.chips[constraint.chip];
  return std::string(role_name(chip.role)) + ": " +
         without_numbers(chip.rows[constraint.row].name) + what_of(model, constraint);
}

std::vector<Constraint> constraints_of(const Model& model, std::uint32_t chip) {
  std::vector<Constraint> out;
  for (std::uint32_t i = 0; i < model.chips[chip].rows.size(); ++i) {
    const RowModel& row = model.chips[chip].rows[i];
    if (row.kind != cs::RowKind::Emit)
      out.push_back({chip, i, Removal::Row});
    if (!row.is_bus())
      continue;
    out.push_back({chip, i, Removal::Equation});
    for (const FieldModel& field : row.fields)
      if (field.place != 0)
        out.push_back({chip, i, Removal::Field, field.place});
  }
  return out;
}

} // namespace blockfold::audit
