// blockfold check: strict verification of a Metamath database.
#include "tools/blockfold/command.h"

#include "compiler/metamath/check.h"
#include "compiler/metamath/report.h"
#include "tools/common/exit_status.h"
#include "tools/common/theory_file.h"

#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

constexpr std::uint32_t kMaxThreads = 1024;

/// A pattern that matches no theorem is a slip: a check of nothing must not look like a success.
Status check_pattern(const mm::Database& database, const Arguments& arguments) {
  if (!arguments.has("theorem"))
    return success();
  const auto found = find_theorems(database, arguments.value("theorem"));
  return found ? success() : Status(found.error());
}

int print_report(const Arguments& arguments, mm::ReadStatus read, const mm::CheckReport& report,
                 const DiagnosticSink& sink) {
  const int exit = static_cast<int>(mm::verdict(read, report));
  if (arguments.json()) {
    auto json = mm::to_json(arguments.operand(0), read, report, sink);
    json["exit_status"] = exit;
    print_json(json);
  } else {
    mm::render_text(arguments.operand(0), read, report, sink, llvm::outs());
  }
  return exit;
}

int run(const Arguments& arguments) {
  const auto threads = arguments.number("threads", 0, kMaxThreads);
  if (!threads)
    return fail(ExitStatus::Usage, threads.error(), arguments.json());
  std::string why;
  const auto glob = Glob::parse(arguments.value("theorem", "*"), &why);
  if (!glob)
    return fail(ExitStatus::Usage, {"theorem.glob", "--theorem is no pattern: " + why},
                arguments.json());

  DiagnosticSink sink;
  const mm::ReadResult read = mm::read_database(arguments.operand(0), sink);
  if (read.ok())
    if (Status pattern = check_pattern(read.database, arguments); !pattern)
      return fail(ExitStatus::Usage, pattern.error(), arguments.json());
  const mm::CheckReport report = mm::check_database(read.database, {*glob, *threads}, sink);
  return print_report(arguments, read.status, report, sink);
}

} // namespace

Command check_command() {
  CommandLine line;
  line.name = "blockfold check";
  line.synopsis = "FILE.mm [options]";
  line.summary = "check every proof of a Metamath database";
  line.description =
      "Checks the whole language and every proof, strictly. Each error is shown with its place, "
      "the\n"
      "source line, the label, the proof step, and for a mismatch both expressions; all errors "
      "are\n"
      "reported, not only the first. A proof with unknown steps '?' is incomplete, never valid.\n";
  line.operands = {"FILE.mm"};
  line.options = {{"theorem", "GLOB", "check only the proofs of theorems with such labels"},
                  threads_option(),
                  json_option()};
  line.examples = "  blockfold check set.mm\n"
                  "  blockfold check set.mm --theorem='ax*'\n"
                  "  blockfold check broken.mm --json\n";
  return {line, run};
}

} // namespace blockfold::tools
