#include "tools/report/link_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace blockfold::report {
namespace {

// Units of the picture; on a phone one is about a pixel.
constexpr double kWidth = 360, kRow = 21, kTop = 12, kRadius = 4.5, kNearest = 15, kMargin = 14;
constexpr double kSign = 6.35; ///< how wide one is
/// Of arcs: two are farther apart only where there are many parts.
constexpr double kWidest = 24;
/// Signs of a name that there is room for.
constexpr std::size_t kNameSigns = 20;

/// "lemma", "lemma +2"; the middle of a long name is left out.
std::string name_of(const driver::LinkPartText& part) {
  const std::string more =
      part.goals.size() > 1 ? fmt::format(" +{}", part.goals.size() - 1) : std::string();
  std::string name = part.goals.empty() ? part.theory : part.goals.front();
  const std::size_t room = kNameSigns - std::min(more.size(), kNameSigns - 4);
  if (name.size() > room) // names of a family differ at their ends
    name = name.substr(0, room / 2) + "\u2026" + name.substr(name.size() - (room - 1) / 2);
  return name + more;
}

class Picture {
public:
  explicit Picture(const driver::LinkText& link)
      : link_(link), shown_(std::min(link.parts.size(), kMostParts)) {
    std::size_t longest = 0;
    for (std::size_t part = 0; part < shown_; ++part)
      longest = std::max(longest, name_of(link.parts[part]).size());
    node_ = kMargin + kSign * static_cast<double>(std::min(longest, kNameSigns));
  }

  Html draw() const {
    std::vector<Fields> parts;
    for (std::size_t part = 0; part < shown_; ++part)
      parts.push_back(part_fields(part));
    Fields fields;
    fields.number("width", kWidth).number("height", middle(shown_ - 1) + kTop);
    fields.list("parts", parts).count("count", link_.parts.size());
    return render("link_picture.html", fields);
  }

private:
  static double middle(std::size_t part) { return kTop + kRow * static_cast<double>(part); }

  bool has_goal(std::size_t part) const {
    return std::ranges::any_of(link_.parts[part].goals, [&](const std::string& label) {
      return std::ranges::find(link_.goals, label) != link_.goals.end();
    });
  }

  Fields part_fields(std::size_t part) const {
    std::map<std::size_t, std::size_t> proved; // how many statements, by the part that proves them
    for (const driver::DischargedText& discharged : link_.parts[part].discharged)
      ++proved[discharged.by];
    std::vector<Fields> arcs;
    for (const auto& [by, count] : proved)
      if (by < shown_)
        arcs.push_back(arc(part, by));
    const double y = middle(part);
    Fields fields;
    fields.text("name", name_of(link_.parts[part])).count("number", part + 1);
    fields.number("y", y).number("baseline", y + 3.8).number("x", node_);
    fields.number("label", node_ - 11).number("radius", kRadius);
    fields.text("style", has_goal(part) ? "root" : proved.empty() ? "leaf" : "full");
    fields.list("arcs", arcs);
    fields.text("hint", fmt::format("part {}, {}: takes {} statements from {} other parts",
                                    part + 1, link_.parts[part].theory,
                                    link_.parts[part].discharged.size(), proved.size()));
    return fields;
  }

  /// It leaves and arrives level; the farther it goes the wider it bends.
  Fields arc(std::size_t from, std::size_t to) const {
    const auto distance = static_cast<double>(to - from);
    const double most = std::max(static_cast<double>(shown_) - 2, 1.0);
    const double room = kWidth - node_ - kRadius - 2 - kNearest;
    const double bend = kNearest + std::min(room, kWidest * most) * (distance - 1) / most;
    const double x = node_ + kRadius + 1, reach = x + bend * 4 / 3;
    const double y1 = middle(from), y2 = middle(to);
    return Fields()
        .text("path", fmt::format("M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", x,
                                  y1 + 1, reach, y1 + 1, reach, y2 - 1, x + 3, y2 - 1))
        .text("head", fmt::format("{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}", x, y2 - 1, x + 5,
                                  y2 - 3.6, x + 5, y2 + 1.6));
  }

  const driver::LinkText& link_;
  std::size_t shown_;
  double node_; ///< where the names end
};

} // namespace

Html link_picture(const driver::LinkText& link) {
  return Picture(link).draw();
}

} // namespace blockfold::report
