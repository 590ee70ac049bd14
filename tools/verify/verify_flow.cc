#include "tools/verify/verify_flow.h"

#include "compiler/driver/verify.h"
#include "compiler/import/theory_import.h"
#include "compiler/support/format.h"
#include "compiler/support/names.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/theory_file.h"

#include <llvm/ADT/StringExtras.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace blockfold::tools {
namespace {

/// Lists of allowed axioms are written by people.
constexpr std::size_t kMaxListBytes = std::size_t{1} << 26;

// --- what is allowed ----------------------------------------------------------------------------

/// The axioms that the user accepts: labels, which are themselves before they are patterns, and
/// globs.
class AllowedAxioms {
public:
  Status add(llvm::StringRef word) {
    labels_.push_back(word.str());
    std::string why;
    auto glob = Glob::parse(word, &why);
    if (!glob)
      return Error{"usage.allow-axioms", fmt::format("{} is no pattern: {}", quoted(word), why)};
    globs_.push_back(std::move(*glob));
    return success();
  }

  bool covers(llvm::StringRef label) const {
    return llvm::is_contained(labels_, label) ||
           std::ranges::any_of(globs_, [&](const Glob& glob) { return glob.matches(label); });
  }

private:
  std::vector<std::string> labels_;
  std::vector<Glob> globs_;
};

/// "a,b*,c", or "@FILE" with labels and patterns between white space; '#' starts a comment there.
Status add_list(llvm::StringRef list, AllowedAxioms& allowed) {
  std::unique_ptr<llvm::MemoryBuffer> file;
  if (list.consume_front("@")) {
    auto read = read_file(list, kMaxListBytes);
    if (!read)
      return read.error();
    file = std::move(*read);
    list = file->getBuffer();
  }
  llvm::SmallVector<llvm::StringRef, 16> lines, words;
  list.split(lines, file ? '\n' : ',');
  for (const llvm::StringRef line : lines)
    llvm::SplitString(file ? line.split('#').first : line, words, " \t\r,");
  for (const llvm::StringRef word : words)
    if (Status added = allowed.add(word); !added)
      return added;
  return success();
}

Result<std::optional<AllowedAxioms>> allowed_axioms(const Arguments& arguments) {
  if (!arguments.has("allow-axioms"))
    return std::optional<AllowedAxioms>();
  AllowedAxioms allowed;
  for (const std::string& list : arguments.values("allow-axioms"))
    if (Status added = add_list(list, allowed); !added)
      return added.error();
  return std::optional(std::move(allowed));
}

/// Axioms and assumed theorems that the list does not cover.
std::vector<std::string> not_allowed(const driver::StatementText& statement,
                                     const std::optional<AllowedAxioms>& allowed) {
  std::vector<std::string> labels;
  if (!allowed)
    return labels;
  for (const auto* list : {&statement.axioms, &statement.assumed})
    for (const driver::StatedAssertion& stated : *list)
      if (!allowed->covers(stated.label))
        labels.push_back(stated.label);
  return labels;
}

// --- what is printed ----------------------------------------------------------------------------

std::string list_some(llvm::ArrayRef<std::string> labels) {
  constexpr std::size_t kShown = 20;
  std::string text = llvm::join(labels.take_front(kShown), ", ");
  if (labels.size() > kShown)
    text += fmt::format(", and {} more", labels.size() - kShown);
  return text;
}

Error refusal(llvm::ArrayRef<std::string> labels) {
  return {"verify.axioms", "the proof holds, but it rests on what --allow-axioms does not allow: " +
                               list_some(labels)};
}

int print_as_json(const driver::VerifiedCertificate& verified,
                  const driver::StatementText& statement, llvm::StringRef certificate,
                  llvm::StringRef theory, llvm::ArrayRef<std::string> refused) {
  const ExitStatus exit = refused.empty() ? ExitStatus::Success : ExitStatus::Invalid;
  nlohmann::ordered_json json = {{"status", refused.empty() ? "valid" : "refused"},
                                 {"exit_status", status(exit)},
                                 {"certificate", certificate.str()},
                                 {"certificate_bytes", verified.bytes},
                                 {"theory", theory.str()}};
  json.update(to_json(statement));
  if (!refused.empty())
    json["error"] = {{"code", refusal(refused).code}, {"message", refusal(refused).message}};
  json["not_allowed"] = refused.vec();
  print_json(json);
  return status(exit);
}

int print_as_text(const driver::StatementText& statement, llvm::StringRef certificate,
                  llvm::StringRef theory, llvm::ArrayRef<std::string> refused, bool full) {
  llvm::outs() << (refused.empty() ? "VALID: " : "REFUSED: ") << certificate << " for " << theory
               << "\n\n";
  render_text(statement, full ? driver::Detail::Full : driver::Detail::Brief, llvm::outs());
  if (refused.empty())
    return status(ExitStatus::Success);
  llvm::outs().flush();
  return fail(ExitStatus::Invalid, refusal(refused), false);
}

} // namespace

const char* const kVerifyDescription =
    "Derives the circuit from FILE.mm, verifies the certificate against it and prints what was\n"
    "proved: each theorem with its hypotheses, conclusion and $d conditions, the axioms that the\n"
    "proofs rest on, theorems assumed without proof, and what the proof system itself assumes.\n"
    "The proofs in FILE.mm are not looked at: a database without them serves as well.\n"
    "X.bfc may be a pipe, or '-' for standard input.\n";

std::vector<Option> verify_options() {
  return {{"allow-axioms", "LIST",
           "fail (exit 1) unless each axiom and assumed theorem is in LIST:\n"
           "labels and globs with commas between, or @FILE",
           0, true},
          {"full", "", "print all goals and axioms, with the text of the axioms"},
          {"json", "", "print one JSON object"}};
}

std::shared_ptr<const ir::TheorySource> read_metamath_source(llvm::StringRef path, bool json,
                                                             int* exit) {
  struct File {
    explicit File(mm::Database read) : database(std::move(read)), source(database) {}
    mm::Database database;
    import::MetamathSource source;
  };
  if (path.endswith(".blk")) {
    *exit = fail(ExitStatus::Usage,
                 {"theory.rules",
                  fmt::format("{} is a rule file; 'blockfold verify X.bfc --theory {}' reads those",
                              quoted(path), path)},
                 json);
    return nullptr;
  }
  auto database = read_theory(path, json, exit);
  if (!database)
    return nullptr;
  const auto file = std::make_shared<File>(std::move(*database));
  return {file, &file->source};
}

namespace {

/// Verifying a library takes and returns buffers of many megabytes. Each trip to the system and
/// back costs their pages anew, a tenth of the whole time.
void keep_freed_memory() {
#if defined(__GLIBC__)
  ::mallopt(M_MMAP_THRESHOLD, 1 << 25); // the most there is
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
  ::mallopt(M_TOP_PAD, 1 << 24);
#endif
}

} // namespace

int verify_and_print(llvm::StringRef certificate, llvm::StringRef theory, ReadTheory read_source,
                     const Arguments& arguments) {
  keep_freed_memory();
  const bool json = arguments.json();
  const auto allowed = allowed_axioms(arguments);
  if (!allowed) {
    const bool usage = llvm::StringRef(allowed.error().code).startswith("usage");
    return fail(usage ? ExitStatus::Usage : ExitStatus::Unreadable, allowed.error(), json);
  }
  const auto bytes = read_file(certificate, cert::kMaxBytes);
  if (!bytes)
    return fail(ExitStatus::Unreadable, bytes.error(), json);
  int exit = 0;
  const auto& source = keep_until_exit(read_source(theory, json, &exit));
  if (!source)
    return exit;
  const auto& verified = keep_until_exit(driver::verify_certificate(*source, bytes_of(**bytes)));
  if (!verified)
    return fail(ExitStatus::Invalid, verified.error(), json);
  const bool full = arguments.has("full");
  const driver::StatementText statement =
      verified->statement(full || json ? driver::Detail::Full : driver::Detail::Brief);
  const std::vector<std::string> refused = not_allowed(statement, *allowed);
  return json ? print_as_json(*verified, statement, certificate, theory, refused)
              : print_as_text(statement, certificate, theory, refused, full);
}

} // namespace blockfold::tools
