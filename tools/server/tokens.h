#pragma once

#include "tools/server/protocol.h"

/// What each word of a file is, for editors that colour by meaning.
namespace blockfold::server {

/// The kinds and the modifiers, by their numbers.
Json token_legend();
/// All words that are something, in the protocol's encoding; null while the file cannot be parsed.
Json tokens(const Workspace& workspace, llvm::StringRef uri);

} // namespace blockfold::server
