#include "compiler/driver/statement_print.h"

#include "compiler/support/format.h"
#include "compiler/support/render.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace blockfold::driver {
namespace {

constexpr std::size_t kLineWidth = 100;
constexpr unsigned kIndent = 13;

} // namespace

void FieldPrinter::field(llvm::StringRef title, llvm::StringRef text) {
  out_ << title;
  out_.indent(static_cast<unsigned>(kIndent - std::min<std::size_t>(title.size(), kIndent - 1)))
      << escape_bytes(text) << '\n';
}

void FieldPrinter::words(llvm::StringRef title, llvm::ArrayRef<std::string> words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty() && kIndent + line.size() + 1 + word.size() > kLineWidth) {
      field(title, line);
      title = "";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  if (!line.empty())
    field(title, line);
}

void FieldPrinter::security(const Security& security) {
  field("Backend", security.backend);
  field("", security.commitment);
  field("Security", fmt::format("about {} bits: {}; Fiat-Shamir with {}", security.bits,
                                security.assumption, security.hash));
}

nlohmann::ordered_json to_json(const Security& security) {
  return {{"backend", security.backend},
          {"commitment", security.commitment},
          {"assumption", security.assumption},
          {"hash", security.hash},
          {"bits", security.bits},
          {"statistical_bits", security.statistical_bits}};
}

} // namespace blockfold::driver
