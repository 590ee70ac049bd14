#pragma once

#include "tools/server/protocol.h"

/// What the server answers about files, as JSON.
namespace blockfold::server {

/// All diagnostics of all open files and of what they import, by URI. A file that is open is judged
/// by itself, others by the first that imports them.
std::map<std::string, Json> diagnostics(const Workspace& workspace);

Json hover(const Workspace& workspace, llvm::StringRef uri, Position position);
Json definition(const Workspace& workspace, llvm::StringRef uri, Position position);
/// In all open files and what they import.
Json references(const Workspace& workspace, llvm::StringRef uri, Position position,
                bool with_declaration);
Json highlights(const Workspace& workspace, llvm::StringRef uri, Position position);
Json outline(const Workspace& workspace, llvm::StringRef uri);
/// Edits that lay the text out; null while it has mistakes of shape.
Json formatting(const Workspace& workspace, llvm::StringRef uri);
Json completion(const Workspace& workspace, llvm::StringRef uri, Position position);

/// Where an editor finds the explanation of a code: the extension for VS Code asks for it with the
/// request `blockfold/explain`.
std::string explanation_uri(llvm::StringRef code);

} // namespace blockfold::server
