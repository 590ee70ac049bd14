// The order of the parts of a link: chosen here, checked by check_shape.
#include "compiler/driver/link.h"

#include "compiler/support/format.h"

#include <algorithm>
#include <set>
#include <utility>

namespace blockfold::driver {
namespace {

class PartOrder {
public:
  PartOrder(llvm::ArrayRef<LinkPart> parts, const Linking& linking)
      : parts_(parts), users_(parts.size()), used_(parts.size()) {
    for (const Discharge& discharge : linking.discharges) {
      used_[discharge.assumption.part].push_back(&discharge);
      users_[discharge.goal.part].push_back(&discharge);
    }
  }

  Result<std::vector<std::uint32_t>> run(llvm::ArrayRef<Place> goals) {
    find_needed(goals);
    count_users();
    using Ready = std::pair<std::string, std::uint32_t>; // labels of goals are distinct
    std::set<Ready> ready;
    const auto offer = [&](std::uint32_t part) {
      if (waiting_[part] == 0)
        ready.insert({first_goal(part), part});
    };
    for (std::uint32_t part = 0; part < parts_.size(); ++part)
      if (needed_[part])
        offer(part);
    std::vector<std::uint32_t> order;
    while (!ready.empty()) {
      const std::uint32_t part = ready.extract(ready.begin()).value().second;
      order.push_back(part);
      placed_[part] = true;
      for (const Discharge* discharge : used_[part]) {
        --waiting_[discharge->goal.part];
        offer(discharge->goal.part);
      }
    }
    if (order.size() < static_cast<std::size_t>(std::ranges::count(needed_, true)))
      return cycle();
    return order;
  }

private:
  void find_needed(llvm::ArrayRef<Place> goals) {
    needed_.assign(parts_.size(), false);
    placed_.assign(parts_.size(), false);
    std::vector<std::uint32_t> open;
    const auto need = [&](std::uint32_t part) {
      if (!needed_[part])
        open.push_back(part);
      needed_[part] = true;
    };
    for (const Place goal : goals)
      need(goal.part);
    while (!open.empty()) {
      const std::uint32_t part = open.back();
      open.pop_back();
      for (const Discharge* discharge : used_[part])
        need(discharge->goal.part);
    }
  }

  void count_users() {
    waiting_.assign(parts_.size(), 0);
    for (std::uint32_t part = 0; part < parts_.size(); ++part)
      for (const Discharge* discharge : users_[part])
        waiting_[part] += needed_[discharge->assumption.part] ? 1 : 0;
  }

  std::string first_goal(std::uint32_t part) const {
    const auto& assertions = parts_[part].theory->assertions;
    const auto found =
        std::ranges::find_if(assertions, [](const auto& a) { return ir::is_goal(a.role); });
    return found == assertions.end() ? "" : found->label;
  }

  /// The use of a part that could not be placed by another such part.
  const Discharge& unplaced_use(std::uint32_t part) const {
    return **std::ranges::find_if(users_[part], [&](const Discharge* discharge) {
      const std::uint32_t user = discharge->assumption.part;
      return needed_[user] && !placed_[user];
    });
  }

  /// Each part that is left is used by another one that is left: going there returns at last.
  Error cycle() const {
    std::uint32_t part = 0;
    while (!needed_[part] || placed_[part])
      ++part;
    for (std::size_t steps = 0; steps < parts_.size(); ++steps)
      part = unplaced_use(part).assumption.part;
    std::string text;
    std::uint32_t at_part = part;
    do {
      const Discharge& use = unplaced_use(at_part);
      text = fmt::format("{} rests on {} of {}{}{}", quoted(parts_[use.assumption.part].name),
                         quoted(at(parts_, use.goal).label), quoted(parts_[at_part].name),
                         text.empty() ? "" : ", ", text);
      at_part = use.assumption.part;
    } while (at_part != part);
    return {"link.cycle",
            "the certificates rest on each other, so none of them is proved: " + text};
  }

  llvm::ArrayRef<LinkPart> parts_;
  std::vector<std::vector<const Discharge*>> users_, used_; ///< by part
  std::vector<bool> needed_, placed_;
  std::vector<std::size_t> waiting_; ///< uses of a part by parts that are not placed yet
};

} // namespace

Result<std::vector<std::uint32_t>>
order_parts(llvm::ArrayRef<LinkPart> parts, const Linking& linking, llvm::ArrayRef<Place> goals) {
  return PartOrder(parts, linking).run(goals);
}

} // namespace blockfold::driver
