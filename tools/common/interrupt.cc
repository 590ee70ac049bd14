#include "tools/common/interrupt.h"

#include "runtime/base/check.h"

#include <array>
#include <atomic>
#include <climits>
#include <csignal>
#include <cstring>
#include <string_view>

#include <unistd.h>

namespace blockfold::tools {
namespace {

/// The file to remove. A handler may use nothing that locks or allocates.
std::array<char, PATH_MAX> g_path;
std::atomic<bool> g_armed = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void say(std::string_view text) {
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0)
    return; // nobody listens
}

void stop(int signal) {
  remove_unfinished_file();
  if (::isatty(STDERR_FILENO) != 0)
    say("\r\x1b[2K"); // the progress line
  say("stopped\n");
  ::_exit(128 + signal);
}

} // namespace

void remove_unfinished_file() {
  if (g_armed.load(std::memory_order_acquire))
    ::unlink(g_path.data());
}

void stop_on_signals() {
  struct sigaction action {};
  action.sa_handler = stop;
  ::sigfillset(&action.sa_mask); // one is enough
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
      ::sigaction(signal, &action, nullptr);
  }
}

RemovedWhenStopped::RemovedWhenStopped(const std::string& path) {
  BF_CHECK(!g_armed.load());
  if (path.size() >= g_path.size())
    return; // no file can have that name
  std::memcpy(g_path.data(), path.c_str(), path.size() + 1);
  g_armed.store(true, std::memory_order_release);
}

RemovedWhenStopped::~RemovedWhenStopped() {
  g_armed.store(false, std::memory_order_release);
}

} // namespace blockfold::tools
