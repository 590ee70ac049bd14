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

} // namespace blockfold::report
