#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

/// Progress of long work, on standard error.
namespace blockfold::tools {

enum class ProgressMode {
  None,
  Terminal, ///< one line, rewritten several times a second
  Plain,    ///< one line per step
  Json,     ///< one JSON object per line and step
};

/// "auto" is Terminal if standard error is a terminal, else None. Nothing for unknown names.
std::optional<ProgressMode> progress_mode(std::string_view name);

/// Shows the phase at hand, the time since it began and, from the share of work done, an estimate
/// of the time left; remembers how long each phase took.
class ProgressDisplay {
public:
  explicit ProgressDisplay(ProgressMode mode);
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  /// Ends the phase before and begins another.
  void phase(std::string_view name);
  /// A step within the phase; `done` is the share of the phase's work that is behind it.
  void step(std::string_view name, double done);
  /// Ends the last phase and clears the line.
  void finish();

  struct PhaseTime {
    std::string name;
    double seconds;
  };
  /// The phases that have ended, in order.
  const std::vector<PhaseTime>& times() const { return times_; }

private:
  using Clock = std::chrono::steady_clock;
  double elapsed() const;
  void end_phase();
  std::string line() const;
  void announce();
  void repaint_until_stopped();

  ProgressMode mode_;
  mutable std::mutex mutex_; // the ticker reads what the worker writes
  std::condition_variable stop_signal_;
  bool stopping_ = false;
  std::string phase_, step_;
  double done_ = 0;
  Clock::time_point started_;
  std::vector<PhaseTime> times_;
  std::thread ticker_;
};

/// "0.8 ms", "12.3 ms", "4.56 s", "3 min 20 s".
std::string format_duration(double seconds);
/// "812 bytes", "14.2 kB", "3.1 MB", "4.97 GB".
std::string format_size(std::size_t bytes);
/// 1234567 as "1,234,567".
std::string format_count(std::uint64_t count);

} // namespace blockfold::tools
