#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Where the time and the memory of a long computation go.
namespace blockfold {

/// One stretch of work.
struct ProfileSpan {
  std::string name;
  int kind = -1;              ///< the kind of segments it was about, or -1
  std::uint64_t elements = 0; ///< what it went over, in whatever it counts; 0 if nothing is counted
  double start = 0, wall = 0; ///< seconds; the profile starts at 0
  double cpu = 0;             ///< seconds of all threads together
  std::uint64_t memory = 0;   ///< bytes in use at its end
};

/// Collects spans, one after another: they neither nest nor overlap. One thread uses it.
class Profile {
public:
  Profile();

  /// Ends a span when it goes out of scope.
  class Scope {
  public:
    Scope(Scope&& other) noexcept;
    Scope& operator=(Scope&&) = delete;
    ~Scope();

  private:
    friend class Profile;
    explicit Scope(Profile* profile) : profile_(profile) {}
    Profile* profile_;
  };

  Scope measure(std::string_view name, int kind = -1, std::uint64_t elements = 0);
  const std::vector<ProfileSpan>& spans() const { return spans_; }

  /// A scope that measures nothing if there is no profile.
  static Scope measure_if(Profile* profile, std::string_view name, int kind = -1,
                          std::uint64_t elements = 0);

private:
  void end();

  double origin_;
  double cpu_at_start_ = 0;
  std::vector<ProfileSpan> spans_;
};

/// Bytes of memory that this process has in use, the most it ever had, and the address space that
/// it may write to, touched or not. 0 where the system does not say.
std::uint64_t memory_in_use();
std::uint64_t peak_memory();
std::uint64_t data_space();

} // namespace blockfold
