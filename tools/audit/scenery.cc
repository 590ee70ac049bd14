#include "tools/audit/scenery.h"

#include "compiler/lower/chip/relations.h"
#include "tools/audit/cells.h"

#include <algorithm>

namespace blockfold::audit {

using lower::ChipRole;

namespace {

constexpr std::size_t kStages = 2;  ///< copies of a chip that lies are told on
constexpr std::size_t kPeers = 12;  ///< copies of a chip whose wires are borrowed
constexpr std::size_t kAlike = 6;   ///< claims kept of one context and typecode, or of one text
constexpr std::size_t kSample = 48; ///< claims kept of one tag, whatever their sort

} // namespace

Scenery::Scenery(const Model& of)
    : model(of), keys(find_keys(of)), stages(of.chips.size()), peers(of.chips.size()) {
  collect_copies();
  collect_claims();
  collect_consumers();
}

void Scenery::collect_copies() {
  std::vector<std::vector<std::size_t>> all(model.chips.size());
  for (const bool used : {false, true})
    for (std::size_t i = 0; i < model.copies.size(); ++i)
      if (is_used(model, model.copies[i]) == used)
        all[model.copies[i].chip].push_back(i);
  for (std::size_t chip = 0; chip < all.size(); ++chip) {
    const std::vector<std::size_t>& copies = all[chip];
    stages[chip].assign(copies.begin(), copies.begin() + static_cast<std::ptrdiff_t>(
                                                             std::min(copies.size(), kStages)));
    const std::size_t step = copies.size() / kPeers + 1;
    for (std::size_t i = copies.size(); i > 0; i -= std::min(i, step))
      peers[chip].push_back(copies[i - 1]);
  }
}

void Scenery::collect_claims() {
  const auto statement = static_cast<std::uint32_t>(lower::Relation::Statement);
  const auto keep = [](std::vector<Claim>& list, const Claim& claim) {
    if (list.size() < kAlike)
      list.push_back(claim);
  };
  for (const Copy& copy : model.copies)
    for (const RowModel& row : model.chip_of(copy).rows) {
      if (row.kind != cs::RowKind::Emit)
        continue;
      const Claim claim = claim_of(row, copy.wires);
      if (const auto key = keys.place_of.find(row.tag); key != keys.place_of.end())
        by_key_.emplace(std::pair(row.tag, field_of(claim, key->second).raw()), claim);
      const Limbs second = row.tag == statement ? field_of(claim, 2).raw() : Limbs{};
      keep(by_context_[{row.tag, field_of(claim, 1).raw(), second}], claim);
      if (row.tag == statement)
        keep(by_text_[{row.tag, second, field_of(claim, lower::kTextField).raw()}], claim);
    }
  for (const auto& [group, list] : by_context_)
    if (std::vector<Claim>& sample = sample_[std::get<0>(group)]; sample.size() < kSample)
      sample.insert(sample.end(), list.begin(),
                    list.begin() +
                        static_cast<std::ptrdiff_t>(std::min<std::size_t>(list.size(), 2)));
}

void Scenery::collect_consumers() {
  // A conclusion is the one consumer that every lie is told for.
  for (const bool qed : {true, false})
    for (std::uint32_t chip = 0; chip < model.chips.size(); ++chip)
      if ((model.chips[chip].role == ChipRole::Qed) == qed && !stages[chip].empty())
        for (std::uint32_t row = 0; row < model.chips[chip].rows.size(); ++row)
          if (const RowModel& at = model.chips[chip].rows[row]; at.kind == cs::RowKind::Demand)
            consumers_[at.tag].push_back({stages[chip].front(), row});
}

const std::vector<Scenery::Consumer>& Scenery::consumers(std::uint32_t tag) const {
  static const std::vector<Consumer> kNone;
  const auto found = consumers_.find(tag);
  return found == consumers_.end() ? kNone : found->second;
}

std::vector<Claim> Scenery::alike(const Claim& claim, bool any_tag) const {
  std::vector<Claim> out;
  const std::uint32_t tag = tag_of(claim);
  const auto add = [&](const auto& index, const auto& at) {
    if (const auto found = index.find(at); found != index.end())
      out.insert(out.end(), found->second.begin(), found->second.end());
  };
  if (const auto key = keys.place_of.find(tag); key != keys.place_of.end())
    if (const auto found = by_key_.find({tag, field_of(claim, key->second).raw()});
        found != by_key_.end())
      out.push_back(found->second);
  const bool statement = tag == static_cast<std::uint32_t>(lower::Relation::Statement);
  const Limbs second = statement ? field_of(claim, 2).raw() : Limbs{};
  if (statement)
    add(by_text_, Group{tag, second, field_of(claim, lower::kTextField).raw()});
  add(by_context_, Group{tag, field_of(claim, 1).raw(), second});
  for (const auto& [other, list] : sample_)
    if (other == tag || any_tag)
      out.insert(out.end(), list.begin(), list.end());
  return out;
}

Claim Scenery::without_key(Claim claim, std::uint32_t place) const {
  if (const auto key = keys.place_of.find(tag_of(claim)); key != keys.place_of.end())
    set_field(claim, key->second, Fr::zero());
  set_field(claim, place, Fr::zero());
  return claim;
}

const std::vector<Scenery::Consumer>& Scenery::demands_like(const Claim& claim,
                                                            std::uint32_t place) const {
  static const std::vector<Consumer> kNone;
  const auto [index, inserted] = demands_.try_emplace({tag_of(claim), place});
  if (inserted)
    for (std::size_t copy = 0; copy < model.copies.size(); ++copy) {
      const ChipModel& chip = model.chip_of(model.copies[copy]);
      for (std::uint32_t i = 0; i < chip.rows.size(); ++i)
        if (chip.rows[i].kind == cs::RowKind::Demand && chip.rows[i].tag == tag_of(claim)) {
          auto& list =
              index->second[without_key(claim_of(chip.rows[i], model.copies[copy].wires), place)];
          if (list.size() < kAlike)
            list.push_back({copy, i});
        }
    }
  const auto found = index->second.find(without_key(claim, place));
  return found == index->second.end() ? kNone : found->second;
}

} // namespace blockfold::audit
