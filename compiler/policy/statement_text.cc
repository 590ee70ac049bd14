#include "compiler/policy/statement_text.h"

#include "compiler/ir/printer.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/SHA256.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>

namespace blockfold::policy {

std::string statement_text(const ir::Theory& theory, const ir::Assertion& assertion) {
  std::string text;
  llvm::raw_string_ostream out(text);
  const auto variable = [&](std::uint32_t index) -> const std::string& {
    return theory.symbol_names[assertion.parameters[index].code];
  };
  for (std::uint32_t i = 0; i < assertion.parameters.size(); ++i)
    out << "variable " << theory.typecodes[assertion.parameters[i].typecode] << ' ' << variable(i)
        << '\n';
  for (const ir::Template& essential : assertion.essentials) {
    out << "hypothesis ";
    ir::print_statement(out, theory, assertion, essential);
    out << '\n';
  }
  out << "conclusion ";
  ir::print_statement(out, theory, assertion, assertion.conclusion);
  out << '\n';
  auto pairs = assertion.disjoint;
  // By a heap: the code of other sorts is ten times as large, which counts in the WebAssembly
  // module.
  std::ranges::make_heap(pairs);
  std::ranges::sort_heap(pairs);
  for (const auto& [first, second] : pairs)
    out << "distinct " << variable(first) << ' ' << variable(second) << '\n';
  return out.str();
}

Digest statement_digest(const ir::Theory& theory, const ir::Assertion& assertion) {
  return digest_of(statement_text(theory, assertion));
}

Digest digest_of(llvm::StringRef text) {
  llvm::SHA256 hash;
  hash.update(text);
  const llvm::StringRef bytes = hash.final();
  Digest digest;
  std::copy(bytes.bytes_begin(), bytes.bytes_end(), digest.begin());
  return digest;
}

std::string to_string(const Digest& digest) {
  return "sha256:" + llvm::toHex(digest, /*LowerCase=*/true);
}

} // namespace blockfold::policy
