#include "tools/common/report.h"

#include "compiler/support/format.h"
#include "compiler/support/render.h"

#include <nlohmann/json.hpp>

namespace blockfold::tools {

nlohmann::ordered_json error_object(ExitStatus exit, const Error& error) {
  return {{"status", "error"},
          {"exit_status", status(exit)},
          {"error", {{"code", error.code}, {"message", error.message}}}};
}

nlohmann::ordered_json error_object(ExitStatus exit, const Error& error,
                                    const DiagnosticSink& sink) {
  nlohmann::ordered_json object = error_object(exit, error);
  object["diagnostics"] = nlohmann::ordered_json::array();
  for (const Diagnostic& diagnostic : sink.diagnostics())
    object["diagnostics"].push_back(to_json(diagnostic));
  return object;
}

void render_error(const Error& error, llvm::raw_ostream& out) {
  out << "error[" << error.code << "]: " << error.message << '\n';
}

std::string dump(const nlohmann::ordered_json& object) {
  return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Error theory_error(mm::ReadStatus status, llvm::StringRef name) {
  if (status == mm::ReadStatus::Unreadable)
    return {"theory.unreadable", fmt::format("cannot read {}", quoted(name))};
  return {"theory.invalid", fmt::format("{} is not a valid Metamath database", quoted(name))};
}

ExitStatus theory_exit(mm::ReadStatus status) {
  return status == mm::ReadStatus::Unreadable ? ExitStatus::Unreadable : ExitStatus::Invalid;
}

} // namespace blockfold::tools
