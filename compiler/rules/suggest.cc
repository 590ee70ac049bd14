#include "compiler/rules/suggest.h"

#include "compiler/support/format.h"

namespace blockfold::rules {

std::string did_you_mean(const NearMatches& near) {
  const auto names = near.best();
  if (names.empty())
    return {};
  std::string text = "; did you mean ";
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + quoted(names[i]);
  return text + "?";
}

} // namespace blockfold::rules
