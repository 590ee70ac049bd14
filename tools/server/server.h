#pragma once

#include "tools/server/messages.h"
#include "tools/server/protocol.h"

#include <functional>
#include <set>
#include <string>

/// A language server for rule files (.blk): the Language Server Protocol 3.17 over any two streams.
namespace blockfold::server {

/// Sends bytes; false if nobody takes them any more.
using Send = std::function<bool(llvm::StringRef bytes)>;

class Server {
public:
  Server(ByteSource& source, Send send, std::string version)
      : reader_(source), send_(std::move(send)), version_(std::move(version)) {}

  /// Answers until the client says `exit`, or is gone. Returns what the protocol wants as exit
  /// status: 0 if `shutdown` came before, else 1.
  int run();

private:
  enum class State : std::uint8_t { New, Running, ShutDown };

  void handle(const std::string& text);
  void request(const Json& id, const std::string& method, const Json& params);
  void notified(const std::string& method, const Json& params);
  Result<Json> answer(const std::string& method, const Json& params);
  Result<Json> answer_about_file(const std::string& method, const Json& params);
  Json initialize(const Json& params);
  void watch_files();
  Status changed(const Json& params);
  Status change(const std::string& uri, const Json& change);
  Status notify_file(const std::string& method, const Json& params);
  void publish();
  void send(const Json& message);

  MessageReader reader_;
  Send send_;
  std::string version_;
  State state_ = State::New;
  bool ended_ = false;
  bool client_gone_ = false;
  bool may_watch_ = false; ///< the client tells of files that change, if it is asked to
  Workspace workspace_;
  bool to_publish_ = false;
  std::set<std::string> published_; ///< URIs with diagnostics that the client shows
};

} // namespace blockfold::server
