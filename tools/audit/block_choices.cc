#include "tools/audit/choices.h"

#include "compiler/lower/chip/relations.h"

#include <algorithm>

namespace blockfold::audit {

using Meaning = lower::StructureWire::Meaning;

namespace {

class BlockChoices {
public:
  BlockChoices(Knowledge& knowledge, const std::vector<bool>& free)
      : knowledge_(knowledge), model_(knowledge.model()), chip_(knowledge.chip()), free_(free) {}

  void run() {
    knowledge_.propagate();
    choose_meant(Meaning::Active, "whether the copy counts");
    choose_emissions();
    choose_claims();
    choose_variables("free", [&](WireId wire) { return is_free(wire); });
    const std::vector<WireId> open = open_variables();
    choose_variables("not emitted", [&](WireId wire) { return !is_emitted(wire); });
    for (const WireId wire : open)
      if (is_emitted(wire))
        knowledge_.forget(wire);
  }

private:
  void choose_meant(Meaning meaning, const char* what) {
    for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire)
      if (!knowledge_.is_known(wire) && knowledge_.is_meant(wire, meaning))
        knowledge_.know(wire, How::Choice, what);
    knowledge_.propagate();
  }

  /// Where a claim is looked up by the place of its emission: the address of the block, or, of a
  /// claim with texts, the site.
  void choose_emissions() {
    const Keys& keys = knowledge_.keys();
    for (const RowModel& row : chip_.rows) {
      const auto key = keys.place_of.find(row.tag);
      if (row.kind != cs::RowKind::Demand || row.weight.is_zero() || key == keys.place_of.end())
        continue;
      const FieldModel* field = row.field(key->second);
      const WireId wire = field == nullptr ? kNoWire : knowledge_.single_unknown(field->form);
      if (wire == kNoWire || !is_early_enough(wire, row))
        continue;
      knowledge_.know(wire, How::Choice,
                      knowledge_.is_meant(wire, Meaning::Site) ? "which emission" : "which block");
      knowledge_.propagate();
    }
  }

  /// Which texts a block rests on must be fixed before the challenge is drawn that texts become
  /// numbers by.
  bool is_early_enough(WireId wire, const RowModel& row) const {
    return !speaks_of_texts(row) || chip_.wires[wire].column.phase == cs::Phase::Structure;
  }
  bool speaks_of_texts(const RowModel& row) const {
    return has_texts(shape_of_tag(model_.shapes, row.tag));
  }

  /// The claims of a block program without a key: any that is emitted will do.
  void choose_claims() {
    for (std::uint32_t i = 0; i < chip_.rows.size(); ++i) {
      const RowModel& row = chip_.rows[i];
      if (!knowledge_.is_open(i) || speaks_of_texts(row) ||
          row.tag < static_cast<std::uint32_t>(lower::Relation::Block) ||
          knowledge_.tables().has(row.tag))
        continue;
      knowledge_.learn_claim(i, "which claim: " + row.name, How::Choice);
      knowledge_.propagate();
    }
  }

  bool is_free(WireId wire) const {
    const auto variable = chip_.wires[wire].variable;
    return variable && *variable < free_.size() && free_[*variable];
  }

  template <class May> void choose_variables(const char* what, May may) {
    for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire)
      if (!knowledge_.is_known(wire) && chip_.wires[wire].variable && may(wire)) {
        knowledge_.know(wire, How::Choice, what);
        knowledge_.propagate();
      }
  }

  std::vector<WireId> open_variables() const {
    std::vector<WireId> open;
    for (WireId wire = chip_.first_committed; wire < chip_.wires.size(); ++wire)
      if (!knowledge_.is_known(wire) && chip_.wires[wire].variable)
        open.push_back(wire);
    return open;
  }

  bool depends(const LinearForm& form, WireId wire) const {
    return std::ranges::any_of(form, [&](const WireTerm& term) {
      const std::uint32_t definer = chip_.wires[term.wire].definer;
      return term.wire == wire ||
             (definer != UINT32_MAX && chip_.rows[definer].kind == cs::RowKind::Product &&
              (depends(chip_.rows[definer].a, wire) || depends(chip_.rows[definer].b, wire)));
    });
  }
  bool is_emitted(WireId wire) const {
    return std::ranges::any_of(chip_.rows, [&](const RowModel& row) {
      return row.kind == cs::RowKind::Emit && !row.weight.is_zero() &&
             std::ranges::any_of(
                 row.fields, [&](const FieldModel& field) { return depends(field.form, wire); });
    });
  }

  Knowledge& knowledge_;
  const Model& model_;
  const ChipModel& chip_;
  const std::vector<bool>& free_;
};

} // namespace

void choose_in_block(Knowledge& knowledge, const std::vector<bool>& free) {
  BlockChoices(knowledge, free).run();
}

} // namespace blockfold::audit
