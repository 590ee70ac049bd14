#pragma once

#include "tools/server/workspace.h"

#include "runtime/base/result.h"

#include <nlohmann/json.hpp>

/// Pieces of JSON-RPC and of the Language Server Protocol.
namespace blockfold::server {

using Json = nlohmann::json;

/// The code of JSON-RPC for the code of an error: `server.*`.
int rpc_code(llvm::StringRef code);

Json response(const Json& id, Json result);
Json error_response(const Json& id, const Error& error);
Json notification(llvm::StringRef method, Json params);

/// What lies at a path of names in an object. Errors: `server.params`, with the path.
Result<std::string> string_at(const Json& object, std::initializer_list<const char*> path);
Result<Position> position_at(const Json& object, std::initializer_list<const char*> path);
/// The value at the path, or null if there is none.
const Json* find(const Json& object, std::initializer_list<const char*> path);

Json to_json(Position position);
Json range(Position start, Position end);
Json to_json(const Location& location);

/// Text for messages: whatever is no UTF-8 is replaced.
std::string dump(const Json& json);

} // namespace blockfold::server
