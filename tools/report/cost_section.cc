// What it cost: the prover's time, and the certificate's bytes.
#include "tools/common/progress.h"
#include "tools/report/certificate_bytes.h"
#include "tools/report/sections.h"

#include <fmt/format.h>

#include <algorithm>

namespace blockfold::report {
namespace {

constexpr unsigned kColours = 10;
/// Spans narrower than this share of the time are not drawn.
constexpr double kNarrowest = 1.0 / 2000;
constexpr std::size_t kMostSpans = 400;

std::string colour(std::size_t index) {
  return fmt::format("c{}", index % kColours);
}

std::vector<Fields> phase_rows(const Profile& profile) {
  std::vector<Fields> rows;
  for (std::size_t i = 0; i < profile.phases.size(); ++i) {
    const Phase& phase = profile.phases[i];
    const double share = share_of(phase.wall, profile.wall);
    Fields row;
    row.text("name", phase.name).text("time", tools::format_duration(phase.wall));
    row.text("share", percentage(share));
    row.text("cores", fmt::format("{:.1f}", share_of(phase.cpu, phase.wall)));
    row.text("colour", colour(i)).html("bar", bar(share, colour(i)));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::size_t phase_index(const Profile& profile, llvm::StringRef name) {
  const auto at =
      std::ranges::find_if(profile.phases, [&](const Phase& phase) { return phase.name == name; });
  return static_cast<std::size_t>(at - profile.phases.begin());
}

std::vector<Fields> timeline(const Profile& profile) {
  std::vector<Fields> boxes;
  const double origin = profile.spans.empty() ? 0 : profile.spans.front().start;
  for (const Span& span : profile.spans) {
    const double left = share_of(span.start - origin, profile.wall);
    const double width = share_of(span.wall, profile.wall);
    if (width < kNarrowest || left < 0 || left + width > 1.001 || boxes.size() == kMostSpans)
      continue;
    Fields box;
    box.number("x", 100 * left).number("width", 100 * width);
    box.text("colour", colour(phase_index(profile, span.name)));
    box.text("hint", fmt::format("{}: {}", span.name, tools::format_duration(span.wall)));
    boxes.push_back(std::move(box));
  }
  return boxes;
}

struct PartText {
  const char *name, *what;
};
PartText text_of(Part part, cert::Subject subject) {
  const bool execution = subject == cert::Subject::Execution;
  switch (part) {
  case Part::Header:
    return {"header", execution ? "version, backend, digest of the program"
                                : "version, backend, digest of the theory"};
  case Part::Entries:
    if (execution)
      return {"public blocks", "what is stated"};
    return {"entries", "which assertions of the theory, and in what role"};
  case Part::Layout:
    return {"layout", "how many copies of each rule stand in a segment"};
  case Part::Structure:
    return {"structure", execution ? "commitments to integers and who rests on whom"
                                   : "commitments to who rests on whom"};
  case Part::Text:
    return {"text", execution ? "commitments to field elements and products"
                              : "commitments to fingerprints of formulas"};
  case Part::Bus:
    return {"bus", "commitments that match claims with demands"};
  case Part::SumChecks:
    return {"sum-checks", "folding, rows and columns"};
  case Part::Openings:
    break;
  }
  return {"openings", "inner-product arguments"};
}

} // namespace

Html time_section(const Profile& profile) {
  Fields fields;
  fields.text("wall", tools::format_duration(profile.wall));
  fields.count("threads", profile.threads).flag("one_thread", profile.threads == 1);
  fields.text("memory", tools::format_size(profile.peak_memory));
  fields.list("spans", timeline(profile)).list("phases", phase_rows(profile));
  return render("time.html", fields);
}

std::vector<Share> certificate_shares(const cert::Certificate& certificate) {
  std::vector<Share> shares;
  for (const PartSize& part : certificate_parts(certificate)) {
    const PartText text = text_of(part.part, certificate.subject);
    shares.push_back({text.name, text.what, part.bytes});
  }
  return shares;
}

Html bytes_section(const std::vector<Share>& shares) {
  std::size_t total = 0;
  for (const Share& share : shares)
    total += share.bytes;
  std::vector<Fields> rows;
  double left = 0;
  for (const Share& share : shares) {
    const double width = share_of(static_cast<double>(share.bytes), static_cast<double>(total));
    const std::string paint = colour(rows.size());
    Fields row;
    row.text("name", share.name).text("what", share.what);
    row.count("bytes", share.bytes).text("share", percentage(width)).text("colour", paint);
    row.number("x", 100 * left).number("width", 100 * width);
    row.html("bar", bar(width, paint));
    rows.push_back(std::move(row));
    left += width;
  }
  return render("bytes.html", Fields().list("parts", rows).count("total", total));
}

} // namespace blockfold::report
