#pragma once

namespace blockfold::tools {

/// `blockfold rules server`: a language server on standard input and output. Returns the exit
/// status.
int serve_rules();

} // namespace blockfold::tools
