// Segments, and how they become one.
#include "tools/common/progress.h"
#include "tools/report/folding_picture.h"
#include "tools/report/sections.h"

#include <fmt/format.h>

#include <bit>

namespace blockfold::report {
namespace {

/// "8,050 of 8,192", with a bar.
Fields fill(llvm::StringRef what, std::uint64_t used, std::uint64_t room, llvm::StringRef colour) {
  const double share = share_of(static_cast<double>(used), static_cast<double>(room));
  Fields row;
  row.text("what", what).count("used", used).count("room", room);
  row.text("share", percentage(share)).html("bar", bar(share, colour));
  return row;
}

Fields kind_fields(std::size_t number, const cs::Kind& kind) {
  constexpr const char* kParts[] = {"structure", "text", "bus"};
  Fields fields;
  fields.count("number", number).count("segments", kind.segments);
  fields.flag("one", kind.segments == 1);
  fields.count("width", std::uint64_t{1} << kind.log_width);
  fields.count("rounds", kind.log_segments());
  fields.flag("folds", kind.log_segments() != 0);
  std::uint64_t points = 0;
  std::vector<Fields> fills = {
      fill("constraints", kind.rows_used, std::uint64_t{1} << kind.log_rows, "accent")};
  for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
    const std::uint64_t commitments = kind.commitments(phase);
    points += commitments;
    fills.push_back(fill(kParts[phase], kind.used[phase], commitments << kind.log_width,
                         fmt::format("p{}", phase)));
  }
  fields.list("fills", fills).count("points", points);
  return fields;
}

} // namespace

Html folding_section(const cs::Circuit& circuit) {
  std::vector<Fields> kinds;
  std::uint64_t segments = 0;
  bool padded = false;
  for (std::size_t k = 0; k < circuit.kinds.size(); ++k) {
    kinds.push_back(kind_fields(k, circuit.kinds[k]));
    segments += circuit.kinds[k].segments;
    padded |= !std::has_single_bit(circuit.kinds[k].segments);
  }
  Fields fields;
  fields.list("kinds", kinds).count("kind_count", kinds.size()).count("segments", segments);
  fields.flag("one_kind", kinds.size() == 1).flag("one_segment", segments == 1);
  fields.flag("padded", padded).html("picture", folding_picture(circuit));
  return render("folding.html", fields);
}

} // namespace blockfold::report
