#include "tools/report/profile.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace blockfold::report {
namespace {

using nlohmann::json;

/// Profiles of long proofs have thousands of spans; no more are read.
constexpr std::size_t kMostSpans = 1 << 20, kMostPhases = 64;

/// A time in seconds; whatever is none counts as not there.
double seconds(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number())
    return -1;
  const double value = found->get<double>();
  return std::isfinite(value) && value >= 0 && value < 1e9 ? value : -1;
}

std::string name_of(const json& object) {
  const auto found = object.find("name");
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

Error malformed() {
  return {"profile.format", "the file given as --profile is none that 'blockfold prove --profile' "
                            "has written"};
}

bool read_phases(const json& list, Profile& profile) {
  if (!list.is_array() || list.size() > kMostPhases)
    return false;
  for (const json& entry : list) {
    if (!entry.is_object())
      return false;
    Phase phase{name_of(entry), seconds(entry, "wall_seconds"), seconds(entry, "cpu_seconds")};
    if (phase.name.empty() || phase.wall < 0 || phase.cpu < 0)
      return false;
    profile.phases.push_back(std::move(phase));
  }
  return true;
}

bool read_spans(const json& list, Profile& profile) {
  if (!list.is_array() || list.size() > kMostSpans)
    return false;
  for (const json& entry : list) {
    if (!entry.is_object())
      return false;
    Span span{name_of(entry), seconds(entry, "start_seconds"), seconds(entry, "wall_seconds")};
    if (span.name.empty() || span.start < 0 || span.wall < 0)
      return false;
    profile.spans.push_back(std::move(span));
  }
  return true;
}

} // namespace

Result<Profile> read_profile(llvm::StringRef text) {
  const json root = json::parse(text.begin(), text.end(), nullptr, false);
  if (!root.is_object())
    return malformed();
  Profile profile;
  profile.wall = seconds(root, "wall_seconds");
  const json& threads = root.value("threads", json());
  const json& memory = root.value("peak_memory_bytes", json());
  if (profile.wall < 0 || !threads.is_number_unsigned() || !memory.is_number_unsigned())
    return malformed();
  profile.threads = threads.get<unsigned>();
  profile.peak_memory = memory.get<std::uint64_t>();
  if (!read_phases(root.value("by_name", json()), profile) ||
      !read_spans(root.value("spans", json()), profile))
    return malformed();
  return profile;
}

} // namespace blockfold::report
