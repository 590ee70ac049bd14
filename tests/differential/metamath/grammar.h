#pragma once

#include <string>
#include <vector>

namespace blockfold::mm {

/// A labelled statement as the grammar sees it.
struct GrammarStatement {
  std::string keyword; ///< "$f", "$e", "$a" or "$p"
  std::string label;
  std::vector<std::string> math;
  std::vector<std::string> proof;
};

/// What the parser generated from grammars/Metamath.g4 makes of one text.
struct GrammarResult {
  bool accepted = false;
  std::vector<std::string> tokens;          ///< without comments; empty unless accepted
  std::vector<GrammarStatement> statements; ///< in the order of the text; empty unless accepted
};

GrammarResult parse_by_grammar(const std::string& text);

} // namespace blockfold::mm
