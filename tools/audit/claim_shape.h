#pragma once

#include "compiler/ir/block_program.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What the fields of the claims of a block program hold (docs/rules-soundness.md, section 7): a
/// number has one field; a text has three; a claim with texts also names where it is emitted.
namespace blockfold::audit {

enum class FieldKind : std::uint8_t { Number, Length, Fingerprint, Power, Site };
inline bool is_of_text(FieldKind kind) {
  return kind != FieldKind::Number && kind != FieldKind::Site;
}

/// Of an argument, which has a number; a site is none.
struct FieldShape {
  FieldKind kind = FieldKind::Number;
  std::uint32_t argument = 0;
  friend auto operator<=>(const FieldShape&, const FieldShape&) = default;
};

/// The fields of a claim in order; the one at index i has place i + 1.
using ClaimShape = std::vector<FieldShape>;
ClaimShape shape_of(const ir::Relation& relation);
/// By tag.
using ClaimShapes = std::map<std::uint32_t, ClaimShape>;
ClaimShapes shapes_of(const ir::BlockProgram& program);

/// Empty if the shapes do not know the tag.
const ClaimShape& shape_of_tag(const ClaimShapes& shapes, std::uint32_t tag);
/// What stands at a place of a claim, if the shapes know the tag.
std::optional<FieldShape> shape_at(const ClaimShapes& shapes, std::uint32_t tag,
                                   std::uint32_t place);
/// "argument 2", "text of argument 2", "site"
std::string name_of(const FieldShape& field);

/// The place of what stands somewhere in a claim; 0 if it does not.
std::uint32_t place_of(const ClaimShape& shape, const FieldShape& field);
/// Whether a claim has texts, and so a site.
bool has_texts(const ClaimShape& shape);

} // namespace blockfold::audit
