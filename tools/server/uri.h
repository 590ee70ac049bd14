#pragma once

#include <llvm/ADT/StringRef.h>

#include <string>

namespace blockfold::server {

/// The path of a `file:` URI, without dots in it. Other URIs, such as those of files that were
/// never saved, stand for themselves.
std::string path_of(llvm::StringRef uri);

/// The `file:` URI of an absolute path; anything else stands for itself.
std::string uri_of(llvm::StringRef path);

} // namespace blockfold::server
