#pragma once

#include "runtime/base/bytes.h"
#include "tools/common/arguments.h"
#include "tools/report/profile.h"

#include <optional>
#include <string>

/// What `blockfold report` does for each sort of certificate: verifies it against its theory and
/// renders the page.
namespace blockfold::tools {

struct ReportTask {
  ByteView bytes; ///< of the first operand
  const Arguments& arguments;
  const report::Profile* profile = nullptr;
};

/// The page. Nothing after an error, which has been printed and is in `*exit`.
std::optional<std::string> report_page(const ReportTask& task, int* exit);

} // namespace blockfold::tools
