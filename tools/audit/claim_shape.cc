#include "tools/audit/claim_shape.h"

#include "compiler/lower/chip/relations.h"

#include <algorithm>

namespace blockfold::audit {

ClaimShape shape_of(const ir::Relation& relation) {
  ClaimShape out;
  for (std::uint32_t i = 0; i < relation.arguments.size(); ++i)
    if (relation.arguments[i].type.is_text())
      out.insert(out.end(),
                 {{FieldKind::Length, i}, {FieldKind::Fingerprint, i}, {FieldKind::Power, i}});
    else
      out.push_back({FieldKind::Number, i});
  if (relation.has_texts())
    out.push_back({FieldKind::Site, 0});
  return out;
}

ClaimShapes shapes_of(const ir::BlockProgram& program) {
  ClaimShapes out;
  for (std::uint32_t i = 0; i < program.relations.size(); ++i)
    out.emplace(static_cast<std::uint32_t>(lower::Relation::Block) + i,
                shape_of(program.relations[i]));
  return out;
}

const ClaimShape& shape_of_tag(const ClaimShapes& shapes, std::uint32_t tag) {
  static const ClaimShape kNone;
  const auto shape = shapes.find(tag);
  return shape == shapes.end() ? kNone : shape->second;
}

std::optional<FieldShape> shape_at(const ClaimShapes& shapes, std::uint32_t tag,
                                   std::uint32_t place) {
  const ClaimShape& shape = shape_of_tag(shapes, tag);
  return place == 0 || place > shape.size() ? std::nullopt : std::optional(shape[place - 1]);
}

std::string name_of(const FieldShape& field) {
  std::string argument = "argument " + std::to_string(field.argument + 1);
  switch (field.kind) {
  case FieldKind::Number:
    return argument;
  case FieldKind::Length:
    return "length of " + argument;
  case FieldKind::Fingerprint:
    return "text of " + argument;
  case FieldKind::Power:
    return "power of " + argument;
  case FieldKind::Site:
    break;
  }
  return "site";
}

std::uint32_t place_of(const ClaimShape& shape, const FieldShape& field) {
  const auto found = std::ranges::find(shape, field);
  return found == shape.end() ? 0 : static_cast<std::uint32_t>(found - shape.begin()) + 1;
}

bool has_texts(const ClaimShape& shape) {
  return !shape.empty() && shape.back().kind == FieldKind::Site;
}

} // namespace blockfold::audit
