#include "compiler/driver/same_statement.h"

#include "compiler/support/format.h"

#include <algorithm>

namespace blockfold::driver {
namespace {

const std::string& typecode(AssertionOf of, ir::TypecodeId id) {
  return of.theory.typecodes[id];
}
const std::string& name(AssertionOf of, ir::SymbolCode code) {
  return of.theory.symbol_names[code];
}

/// Their parameters are the same already, so equal indexes mean equal variables.
bool same_item(AssertionOf a, ir::Item first, AssertionOf b, ir::Item second) {
  if (first.is_parameter() || second.is_parameter())
    return first == second;
  return name(a, first.code()) == name(b, second.code());
}

std::optional<std::string> difference(AssertionOf a, const ir::Template& first, AssertionOf b,
                                      const ir::Template& second, const std::string& where) {
  if (typecode(a, first.typecode) != typecode(b, second.typecode))
    return fmt::format("the typecode of {}", where);
  const std::size_t shorter = std::min(first.items.size(), second.items.size());
  for (std::size_t i = 0; i < shorter; ++i)
    if (!same_item(a, first.items[i], b, second.items[i]))
      return fmt::format("symbol {} of {}", i + 1, where);
  if (first.items.size() != second.items.size())
    return fmt::format("the length of {}", where);
  return std::nullopt;
}

std::optional<std::string> parameter_difference(AssertionOf a, AssertionOf b) {
  const auto& first = a.assertion.parameters;
  const auto& second = b.assertion.parameters;
  if (first.size() != second.size())
    return "the number of variables";
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (name(a, first[i].code) != name(b, second[i].code))
      return fmt::format("variable {}, {} or {}", i + 1, quoted(name(a, first[i].code)),
                         quoted(name(b, second[i].code)));
    if (typecode(a, first[i].typecode) != typecode(b, second[i].typecode))
      return fmt::format("the typecode of the variable {}", quoted(name(a, first[i].code)));
  }
  return std::nullopt;
}

} // namespace

std::optional<std::string> difference(AssertionOf a, AssertionOf b) {
  if (a.assertion.label != b.assertion.label)
    return "the label";
  if (auto found = parameter_difference(a, b))
    return found;
  const auto& first = a.assertion.essentials;
  const auto& second = b.assertion.essentials;
  if (first.size() != second.size())
    return "the number of hypotheses";
  for (std::size_t i = 0; i < first.size(); ++i)
    if (auto found = difference(a, first[i], b, second[i], fmt::format("hypothesis {}", i + 1)))
      return found;
  return difference(a, a.assertion.conclusion, b, b.assertion.conclusion, "the conclusion");
}

std::optional<std::string> disjoint_beyond(AssertionOf a, AssertionOf b) {
  auto first = a.assertion.disjoint, second = b.assertion.disjoint;
  std::ranges::sort(first);
  std::ranges::sort(second);
  for (const auto& pair : first)
    if (!std::ranges::binary_search(second, pair))
      return fmt::format("{} {}", name(a, a.assertion.parameters[pair.first].code),
                         name(a, a.assertion.parameters[pair.second].code));
  return std::nullopt;
}

} // namespace blockfold::driver
