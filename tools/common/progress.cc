#include "tools/common/progress.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <unistd.h>

namespace blockfold::tools {
namespace {

/// Progress that nobody can see is no reason to stop the work.
void show(const std::string& text) {
  std::fputs(text.c_str(), stderr);
}

} // namespace

std::optional<ProgressMode> progress_mode(std::string_view name) {
  if (name == "auto")
    return ::isatty(STDERR_FILENO) != 0 ? ProgressMode::Terminal : ProgressMode::None;
  if (name == "plain")
    return ProgressMode::Plain;
  if (name == "json")
    return ProgressMode::Json;
  if (name == "none")
    return ProgressMode::None;
  return std::nullopt;
}

ProgressDisplay::ProgressDisplay(ProgressMode mode) : mode_(mode), started_(Clock::now()) {
  if (mode_ == ProgressMode::Terminal)
    ticker_ = std::thread([this] { repaint_until_stopped(); });
}

ProgressDisplay::~ProgressDisplay() {
  finish();
}

double ProgressDisplay::elapsed() const {
  return std::chrono::duration<double>(Clock::now() - started_).count();
}

void ProgressDisplay::end_phase() {
  if (!phase_.empty())
    times_.push_back({phase_, elapsed()});
  phase_.clear();
}

void ProgressDisplay::phase(std::string_view name) {
  const std::lock_guard lock(mutex_);
  end_phase();
  phase_ = name;
  step_.clear();
  done_ = 0;
  started_ = Clock::now();
  announce();
}

void ProgressDisplay::step(std::string_view name, double done) {
  const std::lock_guard lock(mutex_);
  step_ = name;
  done_ = done;
  announce();
}

void ProgressDisplay::finish() {
  {
    const std::lock_guard lock(mutex_);
    end_phase();
    stopping_ = true;
  }
  stop_signal_.notify_all();
  if (ticker_.joinable())
    ticker_.join();
}

/// "prove: folding, 12.3 s, 40 %, about 18.5 s left".
std::string ProgressDisplay::line() const {
  std::string text = phase_;
  if (!step_.empty())
    text += ": " + step_;
  const double seconds = elapsed();
  text += ", " + format_duration(seconds);
  if (done_ > 0.02 && seconds > 0.5)
    text += fmt::format(", {:.0f} %, about {} left", 100 * done_,
                        format_duration(seconds * (1 - done_) / done_));
  return text;
}

void ProgressDisplay::announce() {
  if (mode_ == ProgressMode::Plain)
    show(line() + "\n");
  if (mode_ == ProgressMode::Json)
    show(nlohmann::ordered_json{
             {"phase", phase_}, {"step", step_}, {"done", done_}, {"seconds", elapsed()}}
             .dump() +
         "\n");
}

void ProgressDisplay::repaint_until_stopped() {
  constexpr auto kPeriod = std::chrono::milliseconds(150);
  constexpr const char* kClearLine = "\r\x1b[2K";
  std::unique_lock lock(mutex_);
  while (!stop_signal_.wait_for(lock, kPeriod, [this] { return stopping_; })) {
    if (!phase_.empty())
      show(kClearLine + line());
    std::fflush(stderr);
  }
  show(kClearLine);
  std::fflush(stderr);
}

std::string format_duration(double seconds) {
  if (seconds < 0.1)
    return fmt::format("{:.1f} ms", seconds * 1e3);
  if (seconds < 120)
    return fmt::format("{:.2f} s", seconds);
  const auto whole = static_cast<long>(seconds);
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

std::string format_size(std::size_t bytes) {
  if (bytes < 1000)
    return fmt::format("{} bytes", bytes);
  const double size = static_cast<double>(bytes);
  return bytes < 1000000      ? fmt::format("{:.1f} kB", size / 1e3)
         : bytes < 1000000000 ? fmt::format("{:.1f} MB", size / 1e6)
                              : fmt::format("{:.2f} GB", size / 1e9);
}

std::string format_count(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t i = digits.size(); i > 3;) {
    i -= 3;
    digits.insert(i, ",");
  }
  return digits;
}

} // namespace blockfold::tools
