#include "tools/verify/allowed_axioms.h"

#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>

#include <algorithm>

namespace blockfold::tools {

Status AllowedAxioms::add(llvm::StringRef list) {
  constexpr llvm::StringRef kBetween = " \t\r,";
  while (!list.empty()) {
    llvm::StringRef line;
    std::tie(line, list) = list.split('\n');
    line = line.split('#').first.ltrim(kBetween);
    while (!line.empty()) {
      const llvm::StringRef word = line.take_front(line.find_first_of(kBetween));
      if (Status added = add_word(word); !added)
        return added;
      line = line.drop_front(word.size()).ltrim(kBetween);
    }
  }
  return success();
}

Status AllowedAxioms::add_word(llvm::StringRef word) {
  labels_.push_back(word.str());
  std::string why;
  auto glob = Glob::parse(word, &why);
  if (!glob)
    return Error{"usage.allow-axioms", fmt::format("{} is no pattern: {}", quoted(word), why)};
  globs_.push_back(std::move(*glob));
  return success();
}

bool AllowedAxioms::covers(llvm::StringRef label) const {
  return llvm::is_contained(labels_, label) ||
         std::ranges::any_of(globs_, [&](const Glob& glob) { return glob.matches(label); });
}

std::vector<std::string> AllowedAxioms::not_covered(const driver::StatementText& statement) const {
  std::vector<std::string> labels;
  for (const auto* list : {&statement.axioms, &statement.assumed})
    for (const driver::StatedAssertion& stated : *list)
      if (!covers(stated.label))
        labels.push_back(stated.label);
  return labels;
}

} // namespace blockfold::tools
