#include "tools/report/page.h"

#include "tools/common/exit_status.h"

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

Html render_page(const Page& page) {
  const Html style = trusted_file("style.css"), script = trusted_file("script.js");
  Fields fields;
  fields.html("style", style).text("style_hash", policy_hash(style));
  fields.html("script", script).text("script_hash", policy_hash(script));
  fields.text("certificate", page.certificate).text("command", page.command);
  fields.text("version", tools::version());
  fields.html("verdict", page.verdict);
  std::vector<Fields> links;
  Html sections;
  for (const Section& section : page.sections) {
    links.push_back(Fields().text("id", section.id).text("name", section.name));
    sections += section.html;
  }
  fields.list("links", links).html("sections", sections);
  return render("page.html", fields);
}

} // namespace

Fields figure(llvm::StringRef value, llvm::StringRef what) {
  return Fields().text("value", value).text("what", what);
}

std::string sha256(ByteView bytes) {
  llvm::SHA256 hash;
  hash.update(llvm::ArrayRef<std::uint8_t>(bytes.data(), bytes.size()));
  return llvm::toHex(hash.final(), true);
}

Html render_verdict(const Verdict& verdict) {
  Fields fields;
  fields.text("title", verdict.title).flag("is_name", verdict.is_name);
  fields.text("does", verdict.does).text("theory", verdict.theory);
  fields.flag("has_theory", !verdict.theory.empty()).text("certificate", verdict.certificate);
  fields.flag("assumes", verdict.assumed != 0).count("assumed_count", verdict.assumed);
  fields.flag("one_assumed", verdict.assumed == 1);
  fields.list("figures", verdict.figures);
  std::vector<Fields> digests;
  for (const auto& [what, digest] : verdict.digests)
    digests.push_back(Fields().text("what", what).text("digest", digest));
  fields.list("digests", digests);
  return render("verdict.html", fields);
}

std::string verify_command(llvm::StringRef certificate, llvm::ArrayRef<std::string> theories) {
  std::string command = "blockfold verify " + shell_word(certificate);
  for (const std::string& theory : theories)
    command += " --theory " + shell_word(theory);
  return command;
}

std::string render_within_limit(llvm::function_ref<Page(const Limits&)> build) {
  Limits limits;
  for (;;) {
    const Html page = render_page(build(limits));
    if (page.size() <= kMaxPageBytes)
      return page.str();
    limits = limits.halved(); // without any lists a page is a tenth of the limit
  }
}

} // namespace blockfold::report
