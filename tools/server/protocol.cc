#include "tools/server/protocol.h"

#include "compiler/support/format.h"

#include <llvm/ADT/StringSwitch.h>

#include <limits>

namespace blockfold::server {
namespace {

std::string written(std::initializer_list<const char*> path) {
  std::string text = "params";
  for (const char* name : path)
    text += fmt::format(".{}", name);
  return text;
}

Error wrong(std::initializer_list<const char*> path, const char* what) {
  return {"server.params", fmt::format("'{}' is no {}", written(path), what)};
}

/// A number of lines or characters; those too large to count mean the end.
std::optional<std::uint32_t> count(const Json* json) {
  if (json == nullptr || !json->is_number_integer() || (!json->is_number_unsigned() && *json < 0))
    return std::nullopt;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(
      json->get<std::uint64_t>(), std::numeric_limits<std::int32_t>::max()));
}

} // namespace

int rpc_code(llvm::StringRef code) {
  return llvm::StringSwitch<int>(code)
      .Case("server.json", -32700)
      .Case("server.request", -32600)
      .Case("server.method", -32601)
      .Case("server.params", -32602)
      .Case("server.not_initialized", -32002)
      .Default(-32803); // the request was right and could not be fulfilled
}

Json response(const Json& id, Json result) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}};
}

Json error_response(const Json& id, const Error& error) {
  return {{"jsonrpc", "2.0"},
          {"id", id},
          {"error",
           {{"code", rpc_code(error.code)},
            {"message", error.message},
            {"data", {{"code", error.code}}}}}};
}

Json notification(llvm::StringRef method, Json params) {
  return {{"jsonrpc", "2.0"}, {"method", method.str()}, {"params", std::move(params)}};
}

const Json* find(const Json& object, std::initializer_list<const char*> path) {
  const Json* at = &object;
  for (const char* name : path) {
    if (!at->is_object())
      return nullptr;
    const auto found = at->find(name);
    if (found == at->end())
      return nullptr;
    at = &*found;
  }
  return at;
}

Result<std::string> string_at(const Json& object, std::initializer_list<const char*> path) {
  const Json* found = find(object, path);
  if (found == nullptr || !found->is_string())
    return wrong(path, "string");
  return found->get<std::string>();
}

Result<Position> position_at(const Json& object, std::initializer_list<const char*> path) {
  const Json* found = find(object, path);
  const auto line = found == nullptr ? std::nullopt : count(find(*found, {"line"}));
  const auto character = found == nullptr ? std::nullopt : count(find(*found, {"character"}));
  if (!line || !character)
    return wrong(path, "position");
  return Position{*line, *character};
}

Json to_json(Position position) {
  return {{"line", position.line}, {"character", position.character}};
}

Json range(Position start, Position end) {
  return {{"start", to_json(start)}, {"end", to_json(end)}};
}

Json to_json(const Location& location) {
  return {{"uri", location.uri}, {"range", range(location.start, location.end)}};
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace blockfold::server
