#pragma once

#include "compiler/metamath/reader.h"
#include "runtime/base/result.h"
#include "tools/common/exit_status.h"

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

#include <string>

/// How results and errors are put into words and JSON. Nothing here prints or ends anything, so
/// that programs, the C library and the browser say the same.
namespace blockfold::tools {

/// {"status": "error", "exit_status": ..., "error": {"code", "message"}}
nlohmann::ordered_json error_object(ExitStatus exit, const Error& error);
/// The same with "diagnostics": what `sink` holds.
nlohmann::ordered_json error_object(ExitStatus exit, const Error& error,
                                    const DiagnosticSink& sink);
/// "error[code]: message" and the end of the line.
void render_error(const Error& error, llvm::raw_ostream& out);

/// An object as it is printed, indented, without the end of the last line. Bytes that are no UTF-8
/// are replaced.
std::string dump(const nlohmann::ordered_json& object);

/// Why a database cannot serve as a theory. Errors: `theory.unreadable`, `theory.invalid`.
Error theory_error(mm::ReadStatus status, llvm::StringRef name);
/// The exit status for it.
ExitStatus theory_exit(mm::ReadStatus status);

} // namespace blockfold::tools
