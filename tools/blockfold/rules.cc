// blockfold rules: what can be done with a rule file by itself.
#include "tools/blockfold/command.h"

#include "compiler/rules/document.h"
#include "compiler/rules/format.h"
#include "compiler/rules/parser.h"
#include "compiler/rules/reader.h"
#include "compiler/support/format.h"
#include "compiler/support/render.h"
#include "tools/blockfold/rules_server.h"
#include "tools/blockfold/rules_test.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/theory_file.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

ExitStatus exit_of(const rules::ReadProgram& read) {
  return read.program      ? ExitStatus::Success
         : read.unreadable ? ExitStatus::Unreadable
                           : ExitStatus::Invalid;
}

std::string counted(std::size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

// --- check --------------------------------------------------------------------------------------

nlohmann::ordered_json counts_of(const rules::Program& program) {
  return {{"modules", program.modules.size()}, {"sorts", program.sorts.size()},
          {"symbols", program.symbols.size()}, {"relations", program.relations.size()},
          {"tables", program.tables.size()},   {"rules", program.rules.size()}};
}

int check(const Arguments& arguments, bool json) {
  const llvm::StringRef path = arguments.operand(1);
  DiagnosticSink sink;
  const rules::ReadProgram read = rules::read_program(path, sink);
  const ExitStatus exit = exit_of(read);
  if (json) {
    nlohmann::ordered_json object = {{"status", read.program ? "valid" : "invalid"},
                                     {"exit_status", status(exit)},
                                     {"path", path.str()},
                                     {"errors", sink.error_count()},
                                     {"warnings", sink.warning_count()},
                                     {"diagnostics", nlohmann::ordered_json::array()},
                                     {"suppressed", sink.suppressed()}};
    for (const Diagnostic& diagnostic : sink.diagnostics())
      object["diagnostics"].push_back(to_json(diagnostic));
    if (read.program)
      object["counts"] = counts_of(*read.program);
    print_json(object);
    return status(exit);
  }
  render_text(sink, llvm::outs());
  llvm::outs() << path << ": " << (read.program ? "valid" : "invalid");
  if (read.program)
    llvm::outs() << ": " << counted(read.program->rules.size(), "rule") << ", "
                 << counted(read.program->relations.size(), "relation") << ", "
                 << counted(read.program->symbols.size(), "symbol");
  llvm::outs() << "; " << counted(sink.error_count(), "error") << ", "
               << counted(sink.warning_count(), "warning") << '\n';
  if (!sink.diagnostics().empty())
    llvm::outs() << "'blockfold explain CODE' says more about a code\n";
  return status(exit);
}

// --- fmt ----------------------------------------------------------------------------------------

/// The file as it should be laid out; only its shape matters for that.
Result<std::string> formatted(llvm::StringRef path, DiagnosticSink& sink, std::string* before) {
  std::string why;
  auto file = SourceFile::open(path, &why);
  if (!file)
    return Error{"file.read", why};
  *before = file->text().str();
  rules::Sources sources;
  const rules::FileId id = sources.add(std::move(file));
  rules::Reporter reporter(sources, sink);
  if (!rules::parse(id, reporter))
    return Error{"rules.invalid", quoted(path) + " has errors; it was not formatted"};
  return rules::format(sources[id]);
}

int format(const Arguments& arguments, bool json) {
  const llvm::StringRef path = arguments.operand(1);
  DiagnosticSink sink;
  std::string before;
  const auto text = formatted(path, sink, &before);
  if (!text)
    return text.error().code == "file.read"
               ? fail(ExitStatus::Unreadable, text.error(), json)
               : fail_with_diagnostics(ExitStatus::Invalid, text.error(), sink, json);
  const bool same = *text == before;
  if (arguments.has("write") && !same)
    if (Status written = write_file(path, bytes_of(*text)); !written)
      return fail(ExitStatus::Unreadable, written.error(), json);
  if (arguments.has("dry-run") && !same)
    return fail(ExitStatus::Invalid,
                {"rules.format", quoted(path) + " is not formatted; 'blockfold rules fmt --write' "
                                                "formats it"},
                json);
  if (json)
    print_json({{"status", same ? "unchanged" : "formatted"}, {"exit_status", 0}, {"text", *text}});
  else if (!arguments.has("write") && !arguments.has("dry-run"))
    llvm::outs() << *text;
  return status(ExitStatus::Success);
}

// --- doc ----------------------------------------------------------------------------------------

Status write_pages(const rules::ReadProgram& read, llvm::StringRef folder,
                   std::vector<std::string>& paths) {
  if (const std::error_code why = llvm::sys::fs::create_directories(folder))
    return Error{"file.write",
                 fmt::format("cannot make the folder {}: {}", quoted(folder), why.message())};
  for (const rules::Module& module : read.program->modules) {
    llvm::SmallString<128> path = folder;
    llvm::sys::path::append(path, rules::page_name(module));
    if (llvm::is_contained(paths, path.str()))
      return Error{"rules.module",
                   fmt::format("two files are modules {}: give one another name, 'module NAME'",
                               quoted(llvm::StringRef(module.name)))};
    const std::string page = rules::document(*read.program, read.sources, module);
    if (Status written = write_file(path, bytes_of(page)); !written)
      return written;
    paths.push_back(path.str().str());
  }
  return success();
}

int document(const Arguments& arguments, bool json) {
  DiagnosticSink sink;
  const rules::ReadProgram read = rules::read_program(arguments.operand(1), sink);
  if (!read.program)
    return fail_with_diagnostics(
        exit_of(read), {"rules.invalid", quoted(arguments.operand(1)) + " has errors"}, sink, json);
  std::vector<std::string> paths;
  if (arguments.has("output"))
    if (Status written = write_pages(read, arguments.value("output"), paths); !written)
      return fail(written.error().code == "rules.module" ? ExitStatus::Invalid
                                                         : ExitStatus::Unreadable,
                  written.error(), json);
  const std::string page =
      rules::document(*read.program, read.sources, read.program->modules.back());
  if (json)
    print_json({{"status", "documented"}, {"exit_status", 0}, {"page", page}, {"files", paths}});
  else if (!arguments.has("output"))
    llvm::outs() << page;
  else
    for (const std::string& path : paths)
      llvm::outs() << path << '\n';
  return status(ExitStatus::Success);
}

// --- the command --------------------------------------------------------------------------------

int run(const Arguments& arguments) {
  const llvm::StringRef diagnostics = arguments.value("diagnostics", "text");
  if (diagnostics != "text" && diagnostics != "json")
    return fail(ExitStatus::Usage, {"usage.value", "--diagnostics is text or json"},
                arguments.json());
  const bool json = arguments.json() || diagnostics == "json";
  const llvm::StringRef action = arguments.operand(0);
  const std::vector<llvm::StringRef> actions = {"check", "fmt", "doc", "test", "server"};
  if (!llvm::is_contained(actions, action)) {
    const std::string hint = did_you_mean(action, actions);
    return fail(ExitStatus::Usage,
                {"usage.command",
                 fmt::format("'blockfold rules' cannot {}; {}", quoted(action),
                             hint.empty() ? "it can check, fmt, doc, test and server" : hint)},
                json);
  }
  if ((arguments.operand_count() == 1) != (action == "server"))
    return fail(ExitStatus::Usage,
                {"usage.operand",
                 action == "server" ? "'blockfold rules server' takes no file; an editor opens them"
                                    : fmt::format("'blockfold rules {}' needs FILE.blk", action)},
                json);
  if (action == "server")
    return serve_rules();
  if (action == "check")
    return check(arguments, json);
  if (action == "fmt")
    return format(arguments, json);
  if (action == "doc")
    return document(arguments, json);
  return test_rules(arguments, json);
}

} // namespace

Command rules_command() {
  CommandLine line;
  line.name = "blockfold rules";
  line.synopsis = "check|fmt|doc|test FILE.blk [options] | server";
  line.summary = "check, format, document or test a rule file; help editors";
  line.description =
      "A rule file (.blk) declares sorts, symbols, relations, tables and rules; the language is "
      "in\n"
      "docs/rule-language.md.\n\n"
      "  check  reports every mistake, and rules that would make unsound circuits\n"
      "  fmt    lays the file out; prints it unless told to --write\n"
      "  doc    prints a Markdown page about the file, or writes one for each file to --output\n"
      "  test   changes a valid block of each rule in every argument, constraint and claim; exit "
      "1\n"
      "         unless the rule's circuit refuses every change that says something else\n"
      "  server is a language server: editors start it and talk to it over standard input and "
      "output\n"
      "         (docs/editors.md)\n";
  line.operands = {"check|fmt|doc|test|server"};
  line.optional_operands = {"FILE.blk"};
  line.options = {
      {"diagnostics", "FORMAT", "text, or json: one object with all diagnostics, for editors", 0,
       false, "text json"},
      {"write", "", "fmt: replace the file", 'w'},
      {"dry-run", "", "fmt: print nothing, and fail (exit 1) if the file is not formatted"},
      {"output", "DIR", "doc: the folder for the pages, made if it is not there", 'o'},
      {"rule", "NAME", "test: this rule only"},
      {"transcript", "X.bmt", "test: take valid blocks from this execution"},
      {"seed", "N", "test: of the random choices (default: 1)"},
      {"stdio", "", "server: talk over standard input and output; there is no other way"},
      json_option()};
  line.examples = "  blockfold rules check logic.blk\n"
                  "  blockfold rules check logic.blk --diagnostics=json\n"
                  "  blockfold rules fmt logic.blk --write\n"
                  "  blockfold rules doc logic.blk -o pages\n"
                  "  blockfold rules test fibonacci.blk --transcript fibonacci.bmt\n";
  return {line, run};
}

} // namespace blockfold::tools
