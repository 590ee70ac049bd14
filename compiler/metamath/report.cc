#include "compiler/metamath/report.h"

#include "compiler/support/format.h"
#include "compiler/support/render.h"

#include <nlohmann/json.hpp>

namespace blockfold::mm {
namespace {

/// Like `verdict`, but tells apart what is wrong from what is only unfinished.
const char* verdict_name(ReadStatus status, const CheckReport& report) {
  switch (verdict(status, report)) {
  case Verdict::Valid:
    return "valid";
  case Verdict::Unreadable:
    return "unreadable";
  case Verdict::Invalid:
    break;
  }
  return status == ReadStatus::Ok && report.invalid == 0 ? "incomplete" : "invalid";
}

} // namespace

void render_text(llvm::StringRef path, ReadStatus status, const CheckReport& report,
                 const DiagnosticSink& sink, llvm::raw_ostream& out) {
  blockfold::render_text(sink, out);
  out << escape_bytes(path) << ": " << verdict_name(status, report) << ": "
      << fmt::format(
             "{} axioms, {} theorems; {} proofs checked: {} valid, {} invalid, {} incomplete; "
             "{} errors\n",
             report.axioms, report.theorems, report.checked, report.valid, report.invalid,
             report.incomplete, sink.error_count());
}

nlohmann::ordered_json to_json(llvm::StringRef path, ReadStatus status, const CheckReport& report,
                               const DiagnosticSink& sink) {
  nlohmann::ordered_json json;
  json["path"] = escape_bytes(path);
  json["verdict"] = verdict_name(status, report);
  json["counts"] = {{"symbols", report.symbols},    {"statements", report.statements},
                    {"axioms", report.axioms},      {"theorems", report.theorems},
                    {"checked", report.checked},    {"valid", report.valid},
                    {"invalid", report.invalid},    {"incomplete", report.incomplete},
                    {"errors", sink.error_count()}, {"warnings", sink.warning_count()}};
  json["diagnostics"] = nlohmann::ordered_json::array();
  for (const Diagnostic& diagnostic : sink.diagnostics())
    json["diagnostics"].push_back(to_json(diagnostic));
  json["suppressed"] = sink.suppressed();
  return json;
}

} // namespace blockfold::mm
