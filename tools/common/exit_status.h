#pragma once

#include "runtime/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>
#include <vector>

/// How every program of the project ends, and how it says why.
namespace blockfold::tools {

enum class ExitStatus : int {
  Success = 0,    ///< valid, done
  Invalid = 1,    ///< the input is wrong or incomplete, or a certificate does not hold
  Usage = 2,      ///< the command line makes no sense
  Unreadable = 3, ///< a file could not be read or written
  Refused = 4,    ///< the proof holds, but a policy does not accept what it rests on
};
inline int status(ExitStatus value) {
  return static_cast<int>(value);
}

/// For people on standard error, or as the JSON object {"status": "error", "exit_status": ...,
/// "error": {"code", "message"}} on standard output. Returns the exit status.
int fail(ExitStatus exit, const Error& error, bool json);

/// Prints an object, indented, on standard output. Bytes that are no UTF-8 are replaced.
void print_json(const nlohmann::ordered_json& object);

/// Sends out what is buffered on standard output; a full disk or a closed pipe turns success into
/// Unreadable.
int finish_output(int exit_status);

/// Keeps what is large until the process ends, when the system takes it back at once: freeing the
/// parts of a library one by one takes a tenth of a second.
template <class T> const T& keep_until_exit(T value) {
  static std::vector<std::unique_ptr<const T>>& kept = *new std::vector<std::unique_ptr<const T>>();
  return *kept.emplace_back(std::make_unique<const T>(std::move(value)));
}

/// The version of the programs, such as "0.1.0".
std::string version();

/// The paragraph of every help text about exit statuses.
extern const char* const kExitStatusHelp;

} // namespace blockfold::tools
