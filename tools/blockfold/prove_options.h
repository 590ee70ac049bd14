#pragma once

#include "compiler/layout/plan.h"
#include "runtime/base/bytes.h"
#include "tools/common/arguments.h"
#include "tools/common/exit_status.h"
#include "tools/common/progress.h"

/// What the commands that prove have in common.
namespace blockfold::tools {

struct ProveOptions {
  std::uint32_t threads = 0;
  layout::PlanOptions plan;
  ProgressMode progress = ProgressMode::None;
  std::uint64_t memory_limit = 0; ///< bytes; 0: what the machine has
  std::string resume;             ///< a checkpoint's folder, or empty
  std::string profile;            ///< where to write a profile, or empty
};

/// Errors: `usage.*`. Whether there must be an --output is up to the command.
Result<ProveOptions> prove_options(const Arguments& arguments);

/// Finds out before the work whether its results can be written.
Status check_outputs(const Arguments& arguments, const ProveOptions& options);

/// To its file, or to standard output, which is flushed and looked after at the program's end.
Status write_certificate(llvm::StringRef path, ByteView bytes);

/// How a command ends whose proof failed.
ExitStatus exit_of_proof(const Error& error);

} // namespace blockfold::tools
