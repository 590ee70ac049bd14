#include "tools/report/sections.h"

#include <fmt/format.h>

#include <algorithm>

namespace blockfold::report {

Html bar(double share, llvm::StringRef colour) {
  return render("bar.html",
                Fields().number("width", std::clamp(share, 0.0, 1.0) * 100).text("colour", colour));
}

std::string percentage(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

double share_of(double part, double whole) {
  return whole > 0 ? part / whole : 0;
}

std::uint64_t constraints_of(const cs::Circuit& circuit) {
  std::uint64_t constraints = 0;
  for (const cs::Kind& kind : circuit.kinds)
    constraints += std::uint64_t{kind.rows_used} * kind.segments;
  return constraints;
}

llvm::StringRef plural(std::size_t count, llvm::StringRef one, llvm::StringRef many) {
  return count == 1 ? one : many;
}

} // namespace blockfold::report
