#include "compiler/driver/link.h"

#include "compiler/driver/same_statement.h"
#include "compiler/support/format.h"

#include <llvm/ADT/StringMap.h>

#include <algorithm>
#include <map>
#include <optional>

namespace blockfold::driver {
namespace {

bool is_assumption(ir::Role role) {
  return role == ir::Role::Axiom || role == ir::Role::Assumed;
}

AssertionOf assertion_of(llvm::ArrayRef<LinkPart> parts, Place place) {
  return {*parts[place.part].theory, at(parts, place)};
}

/// Calls `visit(place, assertion)` for every assertion of every part until it returns an error.
template <class F> Status for_each_assertion(llvm::ArrayRef<LinkPart> parts, const F& visit) {
  for (std::uint32_t part = 0; part < parts.size(); ++part)
    for (std::uint32_t i = 0; i < parts[part].theory->assertions.size(); ++i)
      if (Status status = visit(Place{part, i}, parts[part].theory->assertions[i]); !status)
        return status;
  return success();
}

// --- symbols ------------------------------------------------------------------------------------

/// Remembers of each symbol whether it is a constant or a variable, and where that was seen first.
class SymbolKinds {
public:
  explicit SymbolKinds(llvm::ArrayRef<LinkPart> parts) : parts_(parts) {}

  Status add(std::uint32_t part) {
    const ir::Theory& theory = *parts_[part].theory;
    for (const std::string& typecode : theory.typecodes)
      if (Status fits = add(part, typecode, false); !fits)
        return fits;
    for (const ir::Assertion& assertion : theory.assertions)
      if (Status fits = add(part, theory, assertion); !fits)
        return fits;
    return success();
  }

private:
  struct Seen {
    std::uint32_t part;
    bool is_variable;
  };

  Status add(std::uint32_t part, const ir::Theory& theory, const ir::Assertion& assertion) {
    for (const ir::Parameter& parameter : assertion.parameters)
      if (Status fits = add(part, theory.symbol_names[parameter.code], true); !fits)
        return fits;
    for (const ir::Template& essential : assertion.essentials)
      if (Status fits = add_constants(part, theory, essential); !fits)
        return fits;
    return add_constants(part, theory, assertion.conclusion);
  }

  Status add_constants(std::uint32_t part, const ir::Theory& theory, const ir::Template& text) {
    for (const ir::Item item : text.items)
      if (!item.is_parameter())
        if (Status fits = add(part, theory.symbol_names[item.code()], false); !fits)
          return fits;
    return success();
  }

  Status add(std::uint32_t part, const std::string& symbol, bool is_variable) {
    const auto [entry, inserted] = seen_.try_emplace(symbol, Seen{part, is_variable});
    const Seen first = entry->second;
    if (first.is_variable == is_variable)
      return success();
    const std::uint32_t constant = is_variable ? first.part : part;
    const std::uint32_t variable = is_variable ? part : first.part;
    return Error{"link.symbol",
                 fmt::format("{} is a constant in {} and a variable in {}: their statements "
                             "cannot be compared; rename it in one of them and prove that again",
                             quoted(symbol), quoted(parts_[constant].name),
                             quoted(parts_[variable].name))};
  }

  llvm::ArrayRef<LinkPart> parts_;
  llvm::StringMap<Seen> seen_;
};

Status check_symbols(llvm::ArrayRef<LinkPart> parts) {
  SymbolKinds kinds(parts);
  for (std::uint32_t part = 0; part < parts.size(); ++part)
    if (Status fits = kinds.add(part); !fits)
      return fits;
  return success();
}

// --- matching -----------------------------------------------------------------------------------

class Matcher {
public:
  explicit Matcher(llvm::ArrayRef<LinkPart> parts) : parts_(parts) {}

  Result<Linking> run() {
    const Status goals =
        for_each_assertion(parts_, [&](Place place, const ir::Assertion& assertion) {
          return goal(place, assertion);
        });
    if (!goals)
      return goals.error();
    const Status assumptions =
        for_each_assertion(parts_, [&](Place place, const ir::Assertion& assertion) {
          return is_assumption(assertion.role) ? assumption(place, assertion) : success();
        });
    if (!assumptions)
      return assumptions.error();
    return std::move(linking_);
  }

private:
  const std::string& name(Place place) const { return parts_[place.part].name; }

  Status goal(Place place, const ir::Assertion& assertion) {
    if (!ir::is_goal(assertion.role))
      return success();
    const auto [entry, inserted] = goals_.try_emplace(assertion.label, place);
    if (inserted)
      return success();
    return Error{"link.twice",
                 fmt::format("{} is a goal of two certificates, of {} and of {}; link one of them",
                             quoted(assertion.label), quoted(name(entry->second)),
                             quoted(name(place)))};
  }

  Status assumption(Place place, const ir::Assertion& assertion) {
    const auto goal = goals_.find(assertion.label);
    return goal == goals_.end() ? keep(place, assertion) : discharge(place, goal->second);
  }

  Status discharge(Place assumption, Place goal) {
    const AssertionOf assumed = assertion_of(parts_, assumption),
                      proved = assertion_of(parts_, goal);
    if (const auto differ = difference(assumed, proved))
      return Error{"link.statement",
                   fmt::format("{} is assumed in {} and proved in {}, but the two differ in {}",
                               quoted(proved.assertion.label), quoted(name(assumption)),
                               quoted(name(goal)), *differ)};
    if (const auto pair = disjoint_beyond(proved, assumed))
      return Error{"link.statement",
                   fmt::format("{} is proved in {} only for distinct variables, $d {}, which {} "
                               "does not demand where it assumes it",
                               quoted(proved.assertion.label), quoted(name(goal)), *pair,
                               quoted(name(assumption)))};
    linking_.discharges.push_back({assumption, goal});
    return success();
  }

  /// Nobody proves it, so all who assume it must assume the same, $d conditions included.
  Status keep(Place place, const ir::Assertion& assertion) {
    const bool assumed = assertion.role == ir::Role::Assumed;
    const auto [entry, inserted] =
        remaining_.try_emplace(assertion.label, linking_.remaining.size());
    if (inserted) {
      linking_.remaining.push_back({{place}, assumed});
      return success();
    }
    Remaining& known = linking_.remaining[entry->second];
    const AssertionOf first = assertion_of(parts_, known.places.front()),
                      second = assertion_of(parts_, place);
    auto differ = difference(first, second);
    if (!differ && (disjoint_beyond(first, second) || disjoint_beyond(second, first)))
      differ = "the $d conditions";
    if (differ)
      return Error{"link.conflict",
                   fmt::format("{} and {} both rest on {}, but it is not the same there: they "
                               "differ in {}",
                               quoted(name(known.places.front())), quoted(name(place)),
                               quoted(assertion.label), *differ)};
    known.places.push_back(place);
    known.assumed |= assumed;
    return success();
  }

  llvm::ArrayRef<LinkPart> parts_;
  llvm::StringMap<Place> goals_;
  llvm::StringMap<std::size_t> remaining_;
  Linking linking_;
};

} // namespace

Result<Linking> match_parts(llvm::ArrayRef<LinkPart> parts) {
  if (Status symbols = check_symbols(parts); !symbols)
    return symbols.error();
  return Matcher(parts).run();
}

Status check_shape(llvm::ArrayRef<LinkPart> parts, const Linking& linking,
                   llvm::ArrayRef<Place> goals) {
  if (goals.empty())
    return Error{"link.goals", "the link has no goal"};
  std::vector<bool> needed(parts.size());
  for (const Place goal : goals)
    needed[goal.part] = true;
  for (const Discharge& discharge : linking.discharges) {
    if (discharge.goal.part <= discharge.assumption.part)
      return Error{"link.order",
                   fmt::format("{} is assumed by {} and proved by {}, which does not stand behind "
                               "it in the link",
                               quoted(at(parts, discharge.goal).label),
                               quoted(parts[discharge.assumption.part].name),
                               quoted(parts[discharge.goal.part].name))};
    needed[discharge.goal.part] = true;
  }
  const auto unused = std::ranges::find(needed, false);
  if (unused != needed.end())
    return Error{
        "link.unused",
        fmt::format("the certificate for {} proves nothing that the link needs",
                    quoted(parts[static_cast<std::size_t>(unused - needed.begin())].name))};
  return success();
}

std::vector<Place> undischarging_goals(llvm::ArrayRef<LinkPart> parts, const Linking& linking) {
  llvm::StringMap<bool> discharging;
  for (const Discharge& discharge : linking.discharges)
    discharging[at(parts, discharge.goal).label] = true;
  std::vector<Place> goals;
  for (std::uint32_t part = 0; part < parts.size(); ++part)
    for (std::uint32_t i = 0; i < parts[part].theory->assertions.size(); ++i) {
      const ir::Assertion& assertion = parts[part].theory->assertions[i];
      if (ir::is_goal(assertion.role) && !discharging.count(assertion.label))
        goals.push_back({part, i});
    }
  return goals;
}

} // namespace blockfold::driver
