#include "tools/audit/keys.h"

#include "compiler/lower/chip/relations.h"
#include "tools/audit/numbers.h"

#include <algorithm>
#include <set>

namespace blockfold::audit {
namespace {

/// stride * own address + offset, which no other copy has and no other offset below the stride.
struct OwnPlace {
  ir::WideInteger stride, offset;
};

std::optional<OwnPlace> own_place(const LinearForm& form) {
  constexpr ir::WideInteger kMostStride = ir::WideInteger{1} << 32; // nothing wraps
  const auto stride = integer_of(coefficient_of(form, cs::kAddress));
  const auto offset = integer_of(coefficient_of(form, cs::kOne));
  const std::size_t terms = form.empty() ? 0 : offset == ir::WideInteger{0} ? 1 : 2;
  if (!stride || !offset || form.size() != terms || *offset < 0 || *offset >= *stride ||
      *stride > kMostStride)
    return std::nullopt;
  return OwnPlace{*stride, *offset};
}

/// The places of one relation that may be keys.
class Candidates {
public:
  void add(const RowModel& row, std::set<std::pair<std::uint32_t, ir::WideInteger>>& in_chip) {
    std::map<std::uint32_t, ir::WideInteger> strides;
    for (const FieldModel& field : row.fields)
      if (const auto place = own_place(field.form);
          place && in_chip.insert({field.place, place->offset}).second && !row.weight.is_zero())
        strides[field.place] = place->stride;
    if (!seen_)
      strides_ = strides;
    else
      std::erase_if(strides_, [&](const auto& entry) {
        const auto found = strides.find(entry.first);
        return found == strides.end() || found->second != entry.second;
      });
    seen_ = true;
  }
  std::optional<std::uint32_t> best() const {
    return strides_.empty() ? std::nullopt : std::optional(strides_.begin()->first);
  }

private:
  bool seen_ = false;
  std::map<std::uint32_t, ir::WideInteger> strides_; ///< by place
};

} // namespace

Keys find_keys(const Model& model) {
  std::map<std::uint32_t, Candidates> candidates;
  for (const ChipModel& chip : model.chips) {
    if (chip.is_world)
      continue;
    std::map<std::uint32_t, std::set<std::pair<std::uint32_t, ir::WideInteger>>> in_chip;
    for (const RowModel& row : chip.rows)
      if (row.kind == cs::RowKind::Emit)
        candidates[row.tag].add(row, in_chip[row.tag]);
  }
  Keys keys;
  for (const auto& [tag, places] : candidates) {
    keys.emitted.push_back(tag);
    if (const auto place = places.best())
      keys.place_of[tag] = *place;
  }
  return keys;
}

std::vector<std::string> check_foundations(const Model& model) {
  std::vector<std::string> wrong;
  std::set<Limbs> addresses;
  for (const Copy& copy : model.copies) {
    const Limbs address = copy.wires[cs::kAddress].to_limbs();
    if (address == Limbs{})
      wrong.push_back("a copy of '" + model.chip_of(copy).name + "' stands at address 0");
    if (!addresses.insert(address).second)
      wrong.push_back("a copy of '" + model.chip_of(copy).name +
                      "' stands at the address of another");
  }
  const auto range = static_cast<std::uint32_t>(lower::Relation::Range);
  std::set<Limbs> values;
  for (const auto& [claim, entry] : model.ledger.entries())
    if (entry.emitted > 0 && tag_of(claim) == range)
      values.insert(field_of(claim, 1).to_limbs());
  const std::size_t table = model.table_bits == 0 ? 0 : std::size_t{1} << model.table_bits;
  if (!model.copies.empty() &&
      (values.size() != table ||
       (!values.empty() && std::ranges::max(values, {}, [](const Limbs& v) {
                             return std::pair(v[1] | v[2] | v[3], v[0]);
                           }) != Limbs{table - 1, 0, 0, 0})))
    wrong.push_back("the range table does not claim exactly the numbers below 2^" +
                    std::to_string(model.table_bits));
  return wrong;
}

} // namespace blockfold::audit
