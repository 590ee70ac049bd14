#include "tools/report/report.h"

#include "tools/common/exit_status.h"
#include "tools/report/sections.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/Base64.h>
#include <llvm/Support/SHA256.h>

namespace blockfold::report {
namespace {

/// What a content security policy calls an inline style or script that is allowed.
std::string policy_hash(const Html& text) {
  llvm::SHA256 hash;
  hash.update(text.str());
  return "sha256-" + llvm::encodeBase64(hash.final());
}

/// A word of a command line, in quotes unless it is harmless without.
std::string shell_word(llvm::StringRef word) {
  const bool plain = !word.empty() && !word.startswith("-") && llvm::all_of(word, [](char c) {
    return llvm::isAlnum(c) || llvm::StringRef("._-+/").contains(c);
  });
  if (plain)
    return word.str();
  std::string quoted = "'";
  for (const char c : word)
    quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

Html render_page(const ReportInput& input, const MathWriter& math, const Limits& limits) {
  const Html style = trusted_file("style.css"), script = trusted_file("script.js");
  Fields page;
  page.html("style", style).text("style_hash", policy_hash(style));
  page.html("script", script).text("script_hash", policy_hash(script));
  page.text("certificate", input.certificate_name).text("theory", input.theory_name);
  page.text("command", "blockfold verify " + shell_word(input.certificate_name) + " --theory " +
                           shell_word(input.theory_name));
  page.text("version", tools::version());
  page.html("verdict", verdict_section(input));
  page.html("goals", goals_section(input, math, limits));
  page.html("axioms", axioms_section(input, math, limits));
  page.html("lemmas", lemmas_section(input, limits));
  page.html("circuit", circuit_section(input, limits));
  page.html("folding", folding_section(input));
  page.flag("has_profile", input.profile != nullptr);
  if (input.profile != nullptr)
    page.html("time", time_section(*input.profile));
  page.html("bytes", bytes_section(input));
  page.html("security", security_section(input));
  return render("page.html", page);
}

} // namespace

std::string render_report(const ReportInput& input) {
  const MathWriter math(input.verified.bound.theory, input.typesetting);
  Limits limits;
  for (;;) {
    Html page = render_page(input, math, limits);
    if (page.size() <= kMaxPageBytes)
      return page.str();
    limits = limits.halved(); // without any lists a page is a tenth of the limit
  }
}

} // namespace blockfold::report
