#include "tools/server/server.h"

#include "tools/server/describe.h"
#include "tools/server/features.h"
#include "tools/server/tokens.h"

#include "compiler/rules/codes.h"
#include "compiler/support/format.h"

#include <llvm/ADT/StringSet.h>

namespace blockfold::server {
namespace {

/// Larger texts are refused; files that are parsed may be a quarter of it.
constexpr std::size_t kMaxDocumentBytes = std::size_t{64} << 20;

/// No message of the protocol is nested as deep; one that was would take up a hundred times its
/// size, since each bracket opens a value of its own.
constexpr int kMaxDepth = 64;
struct TooDeep {};

Json parse_message(const std::string& text) {
  return Json::parse(text, [](int depth, Json::parse_event_t, const Json&) {
    if (depth > kMaxDepth)
      throw TooDeep();
    return true;
  });
}

const llvm::StringSet<>& file_requests() {
  static const llvm::StringSet<> kMethods = {
      "textDocument/hover",          "textDocument/definition",
      "textDocument/references",     "textDocument/documentHighlight",
      "textDocument/documentSymbol", "textDocument/formatting",
      "textDocument/completion",     "textDocument/semanticTokens/full"};
  return kMethods;
}

bool is_id(const Json& id) {
  return id.is_string() || id.is_number_integer();
}

Error not_open(const std::string& uri) {
  return {"server.params", fmt::format("the file '{}' is not open", uri)};
}

} // namespace

int Server::run() {
  while (!ended_ && !client_gone_) {
    // What is typed fast is checked once.
    if (to_publish_ && !reader_.ready())
      publish();
    Incoming incoming = reader_.next();
    if (incoming.kind == Incoming::Kind::End)
      break;
    if (incoming.kind == Incoming::Kind::Bad)
      send(error_response(nullptr, {"server.json", incoming.text}));
    else
      handle(incoming.text);
  }
  return ended_ && state_ == State::ShutDown ? 0 : 1;
}

void Server::send(const Json& message) {
  client_gone_ |= !send_(framed(dump(message)));
}

// --- messages -----------------------------------------------------------------------------------

void Server::handle(const std::string& text) {
  Json message;
  try {
    message = parse_message(text);
  } catch (const Json::exception& error) {
    return send(error_response(nullptr, {"server.json", error.what()}));
  } catch (const TooDeep&) {
    return send(error_response(
        nullptr,
        {"server.json", fmt::format("the message is nested more than {} deep", kMaxDepth)}));
  }
  const auto refuse = [&](const Json& id, const char* why) {
    send(error_response(id, {"server.request", why}));
  };
  if (!message.is_object())
    return refuse(nullptr, "a message is an object; batches are not part of the protocol");
  const Json* id = find(message, {"id"});
  const Json* method = find(message, {"method"});
  const Json* version = find(message, {"jsonrpc"});
  if (id != nullptr && !is_id(*id))
    return refuse(nullptr, "'id' is neither a string nor an integer");
  const Json id_or_null = id == nullptr ? Json() : *id;
  if (version == nullptr || *version != "2.0")
    return refuse(id_or_null, "'jsonrpc' is not \"2.0\"");
  if (method == nullptr) {
    if (id == nullptr || (!message.contains("result") && !message.contains("error")))
      refuse(id_or_null, "a message has a 'method', or is a response");
    return; // the answer to its only request says nothing
  }
  if (!method->is_string())
    return refuse(id_or_null, "'method' is no string");
  const Json* params = find(message, {"params"});
  static const Json kNone = Json::object();
  if (params != nullptr && !params->is_structured() && !params->is_null())
    return refuse(id_or_null, "'params' is neither an object nor an array");
  const Json& given = params == nullptr ? kNone : *params;
  if (id != nullptr)
    request(*id, method->get<std::string>(), given);
  else
    notified(method->get<std::string>(), given);
}

void Server::request(const Json& id, const std::string& method, const Json& params) {
  Result<Json> result = answer(method, params);
  send(result ? response(id, std::move(*result)) : error_response(id, result.error()));
}

Result<Json> Server::answer(const std::string& method, const Json& params) {
  if (state_ == State::ShutDown)
    return Error{"server.request", "the server was shut down; only 'exit' may follow"};
  if (method == "initialize") {
    if (state_ != State::New)
      return Error{"server.request", "the server was initialized before"};
    state_ = State::Running;
    return initialize(params);
  }
  if (state_ == State::New)
    return Error{"server.not_initialized", "the first request is 'initialize'"};
  if (method == "shutdown") {
    state_ = State::ShutDown;
    return Json();
  }
  if (method == "blockfold/explain") {
    const auto code = string_at(params, {"code"});
    if (!code)
      return code.error();
    const CodeInfo* info = find_code(rules::all_codes(), *code);
    if (info == nullptr)
      return Error{"server.params", fmt::format("rule files have no code '{}'", *code)};
    return Json{{"text", explain(*info)}};
  }
  if (file_requests().contains(method))
    return answer_about_file(method, params);
  return Error{"server.method", fmt::format("there is no method '{}'", method)};
}

Result<Json> Server::answer_about_file(const std::string& method, const Json& params) {
  const auto uri = string_at(params, {"textDocument", "uri"});
  if (!uri)
    return uri.error();
  if (!workspace_.is_open(*uri))
    return not_open(*uri);
  workspace_.update();
  if (method == "textDocument/documentSymbol")
    return outline(workspace_, *uri);
  if (method == "textDocument/semanticTokens/full")
    return tokens(workspace_, *uri);
  if (method == "textDocument/formatting")
    return formatting(workspace_, *uri);
  const auto position = position_at(params, {"position"});
  if (!position)
    return position.error();
  if (method == "textDocument/hover")
    return hover(workspace_, *uri, *position);
  if (method == "textDocument/definition")
    return definition(workspace_, *uri, *position);
  if (method == "textDocument/documentHighlight")
    return highlights(workspace_, *uri, *position);
  if (method == "textDocument/completion")
    return completion(workspace_, *uri, *position);
  const Json* declared = find(params, {"context", "includeDeclaration"});
  return references(workspace_, *uri, *position,
                    declared != nullptr && declared->is_boolean() && declared->get<bool>());
}

Json Server::initialize(const Json& params) {
  constexpr int kIncremental = 2;
  const Json* watches =
      find(params, {"capabilities", "workspace", "didChangeWatchedFiles", "dynamicRegistration"});
  may_watch_ = watches != nullptr && *watches == true;
  return {{"capabilities",
           {{"positionEncoding", "utf-16"},
            {"textDocumentSync",
             {{"openClose", true}, {"change", kIncremental}, {"save", Json::object()}}},
            {"hoverProvider", true},
            {"definitionProvider", true},
            {"referencesProvider", true},
            {"documentHighlightProvider", true},
            {"documentSymbolProvider", true},
            {"documentFormattingProvider", true},
            {"completionProvider", Json::object()},
            {"semanticTokensProvider", {{"legend", token_legend()}, {"full", true}}}}},
          {"serverInfo", {{"name", "blockfold rules server"}, {"version", version_}}}};
}

/// Files that are imported may be changed by others.
void Server::watch_files() {
  Json request =
      notification("client/registerCapability",
                   {{"registrations",
                     {{{"id", "rule files"},
                       {"method", "workspace/didChangeWatchedFiles"},
                       {"registerOptions", {{"watchers", {{{"globPattern", "**/*.blk"}}}}}}}}}});
  request["id"] = "watch";
  send(request);
}

// --- notifications ------------------------------------------------------------------------------

void Server::notified(const std::string& method, const Json& params) {
  if (method == "exit") {
    ended_ = true;
    return;
  }
  if (state_ != State::Running)
    return; // as the protocol says
  if (method == "initialized" && may_watch_)
    return watch_files();
  if (Status done = notify_file(method, params); !done) {
    constexpr int kErrorMessage = 1;
    send(notification("window/logMessage",
                      {{"type", kErrorMessage},
                       {"message", fmt::format("{}: {}", method, done.error().message)}}));
  }
}

Status Server::notify_file(const std::string& method, const Json& params) {
  if (method == "workspace/didChangeWatchedFiles" || method == "textDocument/didSave") {
    workspace_.touch();
    to_publish_ = true;
    return success();
  }
  if (method == "textDocument/didChange")
    return changed(params);
  if (method != "textDocument/didOpen" && method != "textDocument/didClose")
    return success(); // what a server does not know it ignores
  const auto uri = string_at(params, {"textDocument", "uri"});
  if (!uri)
    return uri.error();
  if (method == "textDocument/didClose") {
    if (!workspace_.is_open(*uri))
      return not_open(*uri);
    workspace_.close(*uri);
  } else {
    auto text = string_at(params, {"textDocument", "text"});
    if (!text)
      return text.error();
    workspace_.open(*uri, std::move(*text));
  }
  to_publish_ = true;
  return success();
}

Status Server::changed(const Json& params) {
  const auto uri = string_at(params, {"textDocument", "uri"});
  if (!uri)
    return uri.error();
  if (!workspace_.is_open(*uri))
    return not_open(*uri);
  const Json* changes = find(params, {"contentChanges"});
  if (changes == nullptr || !changes->is_array())
    return Error{"server.params", "'params.contentChanges' is no array"};
  to_publish_ = true;
  for (const Json& one : *changes)
    if (Status done = change(*uri, one); !done)
      return done;
  return success();
}

Status Server::change(const std::string& uri, const Json& change) {
  auto text = string_at(change, {"text"});
  if (!text)
    return text.error();
  if (workspace_.text(uri).size() + text->size() > kMaxDocumentBytes)
    return Error{"server.params", fmt::format("the text of '{}' would be too large", uri)};
  if (find(change, {"range"}) == nullptr) {
    workspace_.open(uri, std::move(*text));
    return success();
  }
  const auto start = position_at(change, {"range", "start"});
  if (!start)
    return start.error();
  const auto end = position_at(change, {"range", "end"});
  if (!end)
    return end.error();
  workspace_.replace(uri, *start, *end, *text);
  return success();
}

void Server::publish() {
  to_publish_ = false;
  workspace_.update();
  auto all = diagnostics(workspace_);
  for (const std::string& uri : published_)
    all.try_emplace(uri, Json::array()); // what was there is gone
  published_.clear();
  for (auto& [uri, list] : all) {
    if (!list.empty())
      published_.insert(uri);
    send(notification("textDocument/publishDiagnostics",
                      {{"uri", uri}, {"diagnostics", std::move(list)}}));
  }
}

} // namespace blockfold::server
