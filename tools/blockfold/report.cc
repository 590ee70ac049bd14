// blockfold report: a certificate as a page for people.
#include "tools/blockfold/command.h"

#include "compiler/support/format.h"
#include "runtime/cert/certificate.h"
#include "tools/blockfold/report_pages.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"
#include <llvm/ADT/StringExtras.h>
#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

constexpr std::size_t kMaxProfileBytes = std::size_t{1} << 26;

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
  const auto page =
      report_page({bytes_of(**file), arguments, *profile ? &**profile : nullptr}, &exit);
  return page ? write_page(*page, arguments) : exit;
}

} // namespace

Command report_command() {
  CommandLine line;
  line.name = "blockfold report";
  line.synopsis = "X.bfc --theory=FILE -o X.html [options]";
  line.summary = "verify a certificate and write a page about it";
  line.description =
      "Verifies the certificate, then writes one page that loads nothing. Of theorems: what is\n"
      "proved, typeset as the database asks; axioms and assumptions. Of an execution: the program\n"
      "with its inputs and final state, or the public blocks; axioms, rules, tables and "
      "relations.\n"
      "Of a linked certificate: who proves what for whom, and what remains. Of all: the circuit "
      "by\n"
      "rule, segments and folding, bytes, and security by error term. A certificate that does not\n"
      "hold gives no page. At most 500 kB: long lists are cut, and say what they leave out.\n";
  line.operands = {"X.bfc"};
  line.options = {
      {"theory", "FILE",
       "the Metamath database, rule file (.blk) or program (.imp) that the certificate\n"
       "is about; for a linked certificate all of them, or folders that they are in",
       0, true},
      {"output", "X.html", "where the page goes; - is standard output", 'o'},
      {"profile", "X.json", "show the times of a 'blockfold prove --profile=X.json'"},
      json_option()};
  line.examples = "  blockfold report 2p2e4.bfc --theory set.mm -o 2p2e4.html\n"
                  "  blockfold report sort.bfc --theory sort.imp -o sort.html\n"
                  "  blockfold report linked.bfc --theory slices -o linked.html\n"
                  "  blockfold prove ql.mm --all -o ql.bfc --profile ql.json &&\n"
                  "    blockfold report ql.bfc --theory ql.mm --profile ql.json -o ql.html\n";
  return {line, run};
}

} // namespace blockfold::tools
