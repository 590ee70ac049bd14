#pragma once

#include <string>

namespace blockfold::mm {

/// How the scanner and the reader differ from the parser generated from grammars/Metamath.g4 on a
/// text, or nothing. Both must accept the text or both reject it; if they accept it they must see
/// the same tokens and the same statements, but for those that break a rule beyond the grammar.
std::string difference(const std::string& text);

} // namespace blockfold::mm
