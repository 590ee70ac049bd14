// blockfold rules server: the language server, on standard input and output.
#include "tools/blockfold/rules_server.h"

#include "tools/common/exit_status.h"
#include "tools/server/server.h"

#include <cerrno>
#include <csignal>

#include <poll.h>
#include <unistd.h>

namespace blockfold::tools {
namespace {

class StandardInput : public server::ByteSource {
public:
  std::size_t read(char* to, std::size_t most) override {
    for (;;) {
      const ssize_t count = ::read(STDIN_FILENO, to, most);
      if (count >= 0 || errno != EINTR)
        return count < 0 ? 0 : static_cast<std::size_t>(count);
    }
  }
  bool ready() override {
    pollfd state{STDIN_FILENO, POLLIN, 0};
    return ::poll(&state, 1, 0) > 0;
  }
};

bool write_all(llvm::StringRef bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    bytes = bytes.drop_front(static_cast<std::size_t>(count));
  }
  return true;
}

} // namespace

int serve_rules() {
  std::signal(SIGPIPE, SIG_IGN); // a client that is gone is seen when it is written to
  StandardInput input;
  return server::Server(input, write_all, version()).run();
}

} // namespace blockfold::tools
