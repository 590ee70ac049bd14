#pragma once

#include <string>

/// What happens when someone stops a program that is at work.
namespace blockfold::tools {

/// From now on SIGINT, SIGTERM and SIGHUP end the program at once, from any thread: temporary files
/// are removed, one line says so on standard error, and the exit status is 128 plus the signal's
/// number, as shells have it (130 for Ctrl-C). A signal that was ignored when the program started,
/// as nohup does, stays ignored.
void stop_on_signals();

/// Removes the file of the `RemovedWhenStopped` that there is, if any. Allocates and locks nothing.
void remove_unfinished_file();

/// While it exists, being stopped removes the file of this name. There may be one at a time; it may
/// not exist yet, or no more.
class RemovedWhenStopped {
public:
  explicit RemovedWhenStopped(const std::string& path);
  ~RemovedWhenStopped();
  RemovedWhenStopped(const RemovedWhenStopped&) = delete;
  RemovedWhenStopped& operator=(const RemovedWhenStopped&) = delete;
};

} // namespace blockfold::tools
