// blockfold report: a certificate as a page for people.
#include "tools/blockfold/command.h"

#include "compiler/import/theory_import.h"
#include "compiler/support/format.h"
#include "tools/blockfold/theories.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"
#include "tools/common/theory_file.h"
#include "tools/report/report.h"

#include <llvm/Support/Path.h>
#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

constexpr std::size_t kMaxProfileBytes = std::size_t{1} << 26;

/// A theory, with the typesetting that a database asks for.
struct TypesetTheory {
  std::shared_ptr<const ir::TheorySource> source;
  report::Typesetting typesetting;
};

/// A database together with what certificates see of it.
struct MetamathFile {
  explicit MetamathFile(mm::Database read) : database(std::move(read)), source(database) {}
  mm::Database database;
  import::MetamathSource source;
};

std::optional<TypesetTheory> read_typeset_theory(llvm::StringRef path, bool json, int* exit) {
  if (is_rule_file(path)) {
    auto source = read_theory_source(path, json, exit);
    return source ? std::optional(TypesetTheory{std::move(source), {}}) : std::nullopt;
  }
  auto database = read_theory(path, json, exit);
  if (!database)
    return std::nullopt;
  const auto file = std::make_shared<MetamathFile>(std::move(*database));
  return TypesetTheory{{file, &file->source}, report::Typesetting::of(file->database)};
}

Result<std::optional<report::Profile>> read_profile_option(const Arguments& arguments) {
  if (!arguments.has("profile"))
    return std::optional<report::Profile>();
  const auto file = read_file(arguments.value("profile"), kMaxProfileBytes);
  if (!file)
    return file.error();
  auto profile = report::read_profile((*file)->getBuffer());
  if (!profile)
    return profile.error();
  return std::optional(std::move(*profile));
}

int fail_to_read(const Error& error, bool json) {
  const bool unreadable = llvm::StringRef(error.code).startswith("file.");
  return fail(unreadable ? ExitStatus::Unreadable : ExitStatus::Invalid, error, json);
}

/// The page speaks of files by their names: where they lay is nobody's business.
std::string name_of(llvm::StringRef path) {
  return path == "-" ? "X.bfc" : llvm::sys::path::filename(path).str();
}

int write_page(llvm::StringRef page, const Arguments& arguments) {
  const llvm::StringRef output = arguments.value("output");
  const bool json = arguments.json();
  if (is_standard_output(output)) {
    llvm::outs() << page;
    return status(ExitStatus::Success);
  }
  if (Status written = write_file(output, ByteView(page.bytes_begin(), page.size())); !written)
    return fail(ExitStatus::Unreadable, written.error(), json);
  if (json)
    print_json({{"status", "written"},
                {"exit_status", 0},
                {"certificate", arguments.operand(0).str()},
                {"report", output.str()},
                {"report_bytes", page.size()}});
  else
    llvm::outs() << fmt::format("VALID: {} for {}\nReport {}, {}\n", arguments.operand(0),
                                arguments.value("theory"), output, format_size(page.size()));
  return status(ExitStatus::Success);
}

Status check_usage(const Arguments& arguments) {
  if (!arguments.has("theory"))
    return Error{"usage.theory", "say which theory the certificate is about: --theory=FILE"};
  if (!arguments.has("output"))
    return Error{"usage.output", "say where the page goes: -o X.html, or -o - for standard output"};
  if (arguments.json() && is_standard_output(arguments.value("output")))
    return Error{"usage.output", "--json and the page cannot both go to standard output"};
  return success();
}

int run(const Arguments& arguments) {
  const bool json = arguments.json();
  if (Status usage = check_usage(arguments); !usage)
    return fail(ExitStatus::Usage, usage.error(), json);
  const llvm::StringRef path = arguments.operand(0), output = arguments.value("output");
  if (!is_standard_output(output))
    if (Status writable = check_writable(output); !writable)
      return fail(ExitStatus::Unreadable, writable.error(), json);
  const auto file = read_file(path, cert::kMaxBytes);
  if (!file)
    return fail_to_read(file.error(), json);
  const auto profile = read_profile_option(arguments);
  if (!profile)
    return fail_to_read(profile.error(), json);
  int exit = 0;
  auto read = read_typeset_theory(arguments.value("theory"), json, &exit);
  if (!read)
    return exit;
  const TypesetTheory& theory = keep_until_exit(std::move(*read));

  const ByteView bytes = bytes_of(**file);
  const auto& verified = keep_until_exit(driver::verify_certificate(*theory.source, bytes));
  if (!verified)
    return fail(ExitStatus::Invalid, verified.error(), json);
  const auto certificate = cert::read_certificate(bytes);
  if (!certificate)
    return fail(ExitStatus::Invalid, certificate.error(), json);
  const report::ReportInput input{
      name_of(path),      name_of(arguments.value("theory")), bytes, *certificate, *verified,
      theory.typesetting, *profile ? &**profile : nullptr};
  return write_page(report::render_report(input), arguments);
}

} // namespace

Command report_command() {
  CommandLine line;
  line.name = "blockfold report";
  line.synopsis = "X.bfc --theory=FILE -o X.html [options]";
  line.summary = "verify a certificate and write a page about it";
  line.description = "Verifies the certificate, then writes one page that loads nothing: what is "
                     "proved, typeset as "
                     "the\n"
                     "database asks; the axioms and assumptions; the circuit by rule, segments and "
                     "folding, bytes, "
                     "and\n"
                     "security by error term. A certificate that does not hold gives no page. At "
                     "most 500 kB: long\n"
                     "lists are cut, and say what they leave out.\n";
  line.operands = {"X.bfc"};
  line.options = {
      {"theory", "FILE", "the Metamath database or rule file (.blk) that the certificate is about"},
      {"output", "X.html", "where the page goes; - is standard output", 'o'},
      {"profile", "X.json", "show the times of a 'blockfold prove --profile=X.json'"},
      json_option()};
  line.examples = "  blockfold report 2p2e4.bfc --theory set.mm -o 2p2e4.html\n"
                  "  blockfold prove ql.mm --all -o ql.bfc --profile ql.json &&\n"
                  "    blockfold report ql.bfc --theory ql.mm --profile ql.json -o ql.html\n";
  return {line, run};
}

} // namespace blockfold::tools
