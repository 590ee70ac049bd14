#include "tools/blockfold/profile_report.h"

#include "compiler/support/format.h"
#include "tools/blockfold/memory.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <vector>

namespace blockfold::tools {
namespace {

/// All spans of one name.
struct Sum {
  std::string name;
  double wall = 0, cpu = 0;
  std::uint64_t elements = 0;
};

std::vector<Sum> sums_by_name(llvm::ArrayRef<ProfileSpan> spans) {
  std::map<std::string, Sum> by_name;
  for (const ProfileSpan& span : spans) {
    Sum& sum = by_name[span.name];
    sum.name = span.name;
    sum.wall += span.wall;
    sum.cpu += span.cpu;
    sum.elements += span.elements;
  }
  std::vector<Sum> sums;
  for (auto& [name, sum] : by_name)
    sums.push_back(std::move(sum));
  std::ranges::stable_sort(sums, [](const Sum& a, const Sum& b) { return a.wall > b.wall; });
  return sums;
}

double rate(std::uint64_t elements, double seconds) {
  return seconds > 0 ? static_cast<double>(elements) / seconds : 0;
}

double wall_time(llvm::ArrayRef<ProfileSpan> spans) {
  return spans.empty() ? 0 : spans.back().start + spans.back().wall - spans.front().start;
}

template <class Part> void put_measures(nlohmann::ordered_json& json, const Part& part) {
  json["wall_seconds"] = part.wall;
  json["cpu_seconds"] = part.cpu;
  if (part.elements == 0)
    return;
  json["elements"] = part.elements;
  json["elements_per_second"] = rate(part.elements, part.wall);
}

// --- the picture ---------------------------------------------------------------------------------

constexpr double kWidth = 960, kLeft = 150, kRight = 24, kTop = 64;
constexpr double kMemoryHeight = 90, kLaneHeight = 34, kBarHeight = 22, kGap = 40;
constexpr double kPlot = kWidth - kLeft - kRight;

/// Text in the colour of the surroundings, bars in colours that stand out on white and on black.
constexpr const char* kStyle = R"(<style>
  svg { color: #1c2733; background: #ffffff; font: 13px system-ui, sans-serif; }
  @media (prefers-color-scheme: dark) { svg { color: #dfe6ee; background: #12171d; } }
  text { fill: currentColor; }
  .small { font-size: 11px; opacity: .75; }
  .title { font-size: 17px; font-weight: 600; }
  .line { stroke: currentColor; opacity: .25; }
  .memory { fill: #7a8ea8; opacity: .45; }
</style>
)";

constexpr const char* kColours[] = {"#3b82d6", "#e08a2b", "#3aa17e", "#c65a8a", "#8a6fd1",
                                    "#b3a125", "#4fb3c8", "#d0604a", "#7b8f3f", "#9a7b5f"};

std::string escape_xml(llvm::StringRef text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    default:
      out += c;
    }
  }
  return out;
}

class Picture {
public:
  Picture(llvm::ArrayRef<ProfileSpan> spans, unsigned threads, std::uint64_t peak)
      : spans_(spans), sums_(sums_by_name(spans)), threads_(threads), peak_(peak),
        wall_(std::max(wall_time(spans), 1e-9)), origin_(spans.empty() ? 0 : spans.front().start) {}

  std::string draw() {
    const double lane = kTop + kMemoryHeight + 8;
    const double bars = lane + kLaneHeight + 36 + kGap;
    const double height = bars + kBarHeight * static_cast<double>(sums_.size()) + 24;
    out_ = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1:.0f}\" "
                       "width=\"{0}\" height=\"{1:.0f}\" role=\"img\">\n{2}",
                       kWidth, height, kStyle);
    text(24, 30, "title", "Where the time went", "start");
    text(24, 48, "small",
         fmt::format("{} on {} thread{}, at most {} of memory", format_duration(wall_), threads_,
                     threads_ == 1 ? "" : "s", format_memory(peak_)),
         "start");
    memory(kTop);
    timeline(lane);
    bar_chart(bars);
    return out_ + "</svg>\n";
  }

private:
  double x_of(double seconds) const { return kLeft + kPlot * (seconds - origin_) / wall_; }

  const char* colour(llvm::StringRef name) const {
    const auto at = std::ranges::find_if(sums_, [&](const Sum& sum) { return sum.name == name; });
    return kColours[static_cast<std::size_t>(at - sums_.begin()) % std::size(kColours)];
  }

  void text(double x, double y, const char* style, llvm::StringRef words, const char* anchor) {
    out_ +=
        fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\" text-anchor=\"{}\">{}</text>\n",
                    x, y, style, anchor, escape_xml(words));
  }

  void box(double x, double y, double width, double height, const char* fill,
           llvm::StringRef hint) {
    out_ += fmt::format(
        "<rect x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.1f}\" fill=\"{}\">"
        "<title>{}</title></rect>\n",
        x, y, std::max(width, 0.5), height, fill, escape_xml(hint));
  }

  void line(double x1, double y1, double x2, double y2) {
    out_ += fmt::format(
        "<line class=\"line\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", x1, y1,
        x2, y2);
  }

  static std::string describe(const ProfileSpan& span) {
    std::string words = span.name;
    if (span.kind >= 0)
      words += fmt::format(", kind {}", span.kind);
    words += fmt::format(": {} (cpu {})", format_duration(span.wall), format_duration(span.cpu));
    if (span.elements != 0)
      words += fmt::format(", {} elements", format_count(span.elements));
    return words + ", " + format_memory(span.memory);
  }

  /// Memory at the ends of the spans, as steps.
  void memory(double top) {
    std::uint64_t most = 1;
    for (const ProfileSpan& span : spans_)
      most = std::max(most, span.memory);
    const double bottom = top + kMemoryHeight;
    std::string path = fmt::format("M{:.1f} {:.1f}", kLeft, bottom);
    for (const ProfileSpan& span : spans_) {
      const double y =
          bottom - kMemoryHeight * static_cast<double>(span.memory) / static_cast<double>(most);
      path += fmt::format(" L{:.1f} {:.1f} L{:.1f} {:.1f}", x_of(span.start), y,
                          x_of(span.start + span.wall), y);
    }
    path += fmt::format(" L{:.1f} {:.1f} Z", kLeft + kPlot, bottom);
    out_ += "<path class=\"memory\" d=\"" + path + "\"/>\n";
    text(kLeft - 10, top + 12, "small", format_memory(most), "end");
    text(kLeft - 10, bottom, "", "memory", "end");
    line(kLeft, bottom, kLeft + kPlot, bottom);
  }

  void timeline(double top) {
    text(kLeft - 10, top + kLaneHeight / 2 + 5, "", "time", "end");
    for (const ProfileSpan& span : spans_)
      box(x_of(span.start), top, kPlot * span.wall / wall_, kLaneHeight, colour(span.name),
          describe(span));
    const double axis = top + kLaneHeight + 6;
    constexpr unsigned kTicks = 5;
    for (unsigned i = 0; i <= kTicks; ++i) {
      const double seconds = wall_ * i / kTicks;
      const double x = x_of(origin_ + seconds);
      line(x, axis - 4, x, axis + 2);
      text(x, axis + 16, "small", format_duration(seconds), "middle");
    }
  }

  void bar_chart(double top) {
    const double longest = sums_.empty() ? 1 : std::max(sums_.front().wall, 1e-9);
    constexpr double kNumbers = 330; // room right of the longest bar
    for (const Sum& sum : sums_) {
      const double middle = top + kBarHeight / 2 + 4;
      const double width = (kPlot - kNumbers) * sum.wall / longest;
      text(kLeft - 10, middle, "", sum.name, "end");
      box(kLeft, top + 3, width, kBarHeight - 6, colour(sum.name), sum.name);
      std::string numbers =
          fmt::format("{} ({:.1f} %), {:.1f} cores", format_duration(sum.wall),
                      100 * sum.wall / wall_, sum.wall > 0 ? sum.cpu / sum.wall : 0);
      if (sum.elements != 0)
        numbers += fmt::format(", {:.2f} M/s", rate(sum.elements, sum.wall) / 1e6);
      text(kLeft + std::max(width, 0.5) + 8, middle, "small", numbers, "start");
      top += kBarHeight;
    }
  }

  llvm::ArrayRef<ProfileSpan> spans_;
  std::vector<Sum> sums_;
  unsigned threads_;
  std::uint64_t peak_;
  double wall_, origin_;
  std::string out_;
};

} // namespace

nlohmann::ordered_json profile_json(llvm::ArrayRef<ProfileSpan> spans, unsigned threads,
                                    std::uint64_t peak_memory) {
  double cpu = 0;
  for (const ProfileSpan& span : spans)
    cpu += span.cpu;
  nlohmann::ordered_json json = {{"threads", threads},
                                 {"wall_seconds", wall_time(spans)},
                                 {"cpu_seconds", cpu},
                                 {"peak_memory_bytes", peak_memory}};
  json["by_name"] = nlohmann::ordered_json::array();
  for (const Sum& sum : sums_by_name(spans)) {
    nlohmann::ordered_json entry = {{"name", sum.name}};
    put_measures(entry, sum);
    json["by_name"].push_back(std::move(entry));
  }
  json["spans"] = nlohmann::ordered_json::array();
  for (const ProfileSpan& span : spans) {
    nlohmann::ordered_json entry = {{"name", span.name}};
    if (span.kind >= 0)
      entry["kind"] = span.kind;
    entry["start_seconds"] = span.start;
    put_measures(entry, span);
    entry["memory_bytes"] = span.memory;
    json["spans"].push_back(std::move(entry));
  }
  return json;
}

std::string profile_svg(llvm::ArrayRef<ProfileSpan> spans, unsigned threads,
                        std::uint64_t peak_memory) {
  return Picture(spans, threads, peak_memory).draw();
}

std::string picture_path(llvm::StringRef json_path) {
  json_path.consume_back(".json");
  return (json_path + ".svg").str();
}

Status write_profile(llvm::StringRef json_path, llvm::ArrayRef<ProfileSpan> spans, unsigned threads,
                     std::uint64_t peak_memory) {
  const auto write = [](llvm::StringRef path, llvm::StringRef text) {
    return write_file(path, bytes_of(text));
  };
  const std::string json = profile_json(spans, threads, peak_memory).dump(2) + "\n";
  if (Status written = write(json_path, json); !written)
    return written;
  return write(picture_path(json_path), profile_svg(spans, threads, peak_memory));
}

} // namespace blockfold::tools
