#include "tools/report/folding_picture.h"

#include "tools/common/progress.h"

#include <fmt/format.h>

#include <algorithm>

namespace blockfold::report {
namespace {

// Units of the picture; on a phone one is about a pixel.
constexpr double kWidth = 360, kGap = 14, kCell = 12, kTitle = 34;
constexpr double kBox = 26, kBelow = 30;
/// Levels with more cells than this are strips.
constexpr std::uint64_t kMostCells = 16;

class Picture {
public:
  explicit Picture(const cs::Circuit& circuit) : circuit_(circuit) {
    for (const cs::Kind& kind : circuit.kinds)
      deepest_ = std::max(deepest_, kind.log_segments());
    step_ = deepest_ <= 6 ? 30 : 22;
    root_ = kTitle + deepest_ * step_;
  }

  Html draw() {
    for (std::size_t k = 0; k < circuit_.kinds.size(); ++k)
      draw_kind(k);
    const double end = root_ + kCell + kBelow + kBox + kBelow;
    Fields fields;
    fields.number("width", kWidth).number("height", end + kBox + 2);
    fields.number("end", end).number("end_text", end + kBox / 2 + 4);
    fields.number("centre", kWidth / 2).number("box", kBox);
    fields.list("lines", lines_).list("funnels", funnels_).list("cells", cells_);
    fields.list("titles", titles_).list("boxes", boxes_).list("counts", counts_);
    fields.text("description", description_);
    return render("tree.html", fields);
  }

private:
  struct Level {
    double top, left, width; ///< of the whole level
    std::uint64_t cells, filled;
    bool strip() const { return cells > kMostCells; }
    double slot() const { return width / static_cast<double>(cells); }
    double centre(std::uint64_t cell) const {
      return left + slot() * (static_cast<double>(cell) + 0.5);
    }
  };

  double column_width() const {
    return (kWidth - kGap) / static_cast<double>(circuit_.kinds.size()) - kGap;
  }

  /// Level 0 is that of the segments. A cell is filled if a segment stands above it.
  Level level(std::size_t k, unsigned number) const {
    const cs::Kind& kind = circuit_.kinds[k];
    const unsigned rounds = kind.log_segments();
    const std::uint64_t cells = std::uint64_t{1} << (rounds - number);
    const std::uint64_t filled = ((kind.segments - 1) >> number) + 1;
    // A level is as wide as its cells want, at most the column.
    const double width = std::min(column_width(), static_cast<double>(cells) * 26);
    const double centre =
        kGap + (column_width() + kGap) * static_cast<double>(k) + column_width() / 2;
    return {root_ - (rounds - number) * step_, centre - width / 2, width, cells, filled};
  }

  void draw_kind(std::size_t k) {
    const cs::Kind& kind = circuit_.kinds[k];
    const unsigned rounds = kind.log_segments();
    for (unsigned number = 0; number <= rounds; ++number) {
      const Level here = level(k, number);
      if (number < rounds)
        join(here, level(k, number + 1));
      here.strip() ? draw_strip(here) : draw_cells(here, number == rounds);
    }
    title(k, level(k, 0), kind.segments);
    box(level(k, rounds));
  }

  void draw_cells(const Level& level, bool root) {
    const double size = std::min(kCell, level.slot() * 0.72);
    for (std::uint64_t i = 0; i < level.cells; ++i)
      cell(level.centre(i) - size / 2, level.top + (kCell - size) / 2, size, size,
           root               ? "root"
           : i < level.filled ? "full"
                              : "empty");
  }

  void draw_strip(const Level& level) {
    const double filled = level.slot() * static_cast<double>(level.filled);
    cell(level.left, level.top, filled, kCell, "full");
    if (level.filled < level.cells)
      cell(level.left + filled, level.top, level.width - filled, kCell, "empty");
    counts_.push_back(Fields()
                          .number("x", level.left + level.width / 2)
                          .number("y", level.top + kCell - 2.5)
                          .count("count", level.cells));
  }

  void cell(double x, double y, double width, double height, const char* style) {
    cells_.push_back(Fields()
                         .number("x", x)
                         .number("y", y)
                         .number("width", width)
                         .number("height", height)
                         .text("style", style));
  }

  /// Each cell of the lower level stands for two of the upper.
  void join(const Level& upper, const Level& lower) {
    if (upper.strip()) {
      funnels_.push_back(Fields().text(
          "points",
          fmt::format("{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}", upper.left,
                      upper.top + kCell, upper.left + upper.width, upper.top + kCell,
                      lower.left + lower.width, lower.top, lower.left, lower.top)));
      return;
    }
    for (std::uint64_t i = 0; i < upper.cells; ++i)
      line(upper.centre(i), upper.top + kCell, lower.centre(i / 2), lower.top,
           i < upper.filled ? "edge" : "edge faint");
  }

  /// A bend that leaves and arrives upright.
  void line(double x1, double y1, double x2, double y2, const char* style) {
    const double middle = (y1 + y2) / 2;
    lines_.push_back(
        Fields()
            .text("path", fmt::format("M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}",
                                      x1, y1, x1, middle, x2, middle, x2, y2))
            .text("style", style));
  }

  void title(std::size_t k, const Level& leaves, std::uint32_t segments) {
    const std::string count =
        fmt::format("{} segment{}", tools::format_count(segments), segments == 1 ? "" : "s");
    titles_.push_back(Fields()
                          .number("x", leaves.left + leaves.width / 2)
                          .number("y", leaves.top - 20)
                          .number("below", leaves.top - 7)
                          .count("kind", k)
                          .text("count", count));
    description_ += fmt::format("{}kind {}: {} folded in {} rounds", k == 0 ? "" : "; ", k, count,
                                circuit_.kinds[k].log_segments());
  }

  /// Below the root: the sum-checks that decide the folded instance, and the way to the end.
  void box(const Level& root) {
    const double centre = root.left + root.width / 2;
    const double top = root.top + kCell + kBelow;
    const double width = std::min(column_width(), 96.0);
    line(centre, root.top + kCell, centre, top, "edge");
    line(centre, top + kBox, kWidth / 2, top + kBox + kBelow, "edge");
    boxes_.push_back(Fields()
                         .number("x", centre - width / 2)
                         .number("y", top)
                         .number("width", width)
                         .number("height", kBox)
                         .number("centre", centre)
                         .number("text", top + kBox / 2 + 4));
  }

  const cs::Circuit& circuit_;
  unsigned deepest_ = 0;
  double step_ = 0, root_ = 0; ///< between levels; top of the roots
  std::vector<Fields> lines_, funnels_, cells_, titles_, boxes_, counts_;
  std::string description_;
};

} // namespace

Html folding_picture(const cs::Circuit& circuit) {
  return Picture(circuit).draw();
}

} // namespace blockfold::report
