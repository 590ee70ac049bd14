#include "tools/verify/verify_flow.h"

#include "compiler/driver/link_text.h"
#include "compiler/driver/verify.h"
#include "compiler/driver/verify_link.h"
#include "compiler/import/theory_import.h"
#include "compiler/support/format.h"
#include "compiler/support/names.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/theory_file.h"
#include "tools/verify/theory_files.h"

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

/// What a valid file says, whether it is one certificate or several that are linked.
struct Verdict {
  driver::StatementText statement;
  std::size_t bytes;
  std::optional<driver::LinkText> link;
};

/// The theories of a verdict as its heading names them.
std::string theories_of(const Verdict& verdict, llvm::ArrayRef<std::string> given) {
  const std::string first = given.front();
  if (!verdict.link || given.size() == 1)
    return first;
  return fmt::format("{} and {} more", first, given.size() - 1);
}

int print_as_json(const Verdict& verdict, llvm::StringRef certificate,
                  llvm::ArrayRef<std::string> theories, llvm::ArrayRef<std::string> refused) {
  const ExitStatus exit = refused.empty() ? ExitStatus::Success : ExitStatus::Invalid;
  nlohmann::ordered_json json = {{"status", refused.empty() ? "valid" : "refused"},
                                 {"exit_status", status(exit)},
                                 {"certificate", certificate.str()},
                                 {"certificate_bytes", verdict.bytes}};
  if (verdict.link)
    json["theories"] = theories.vec();
  else
    json["theory"] = theories.front();
  json.update(to_json(verdict.statement));
  if (verdict.link)
    json["link"] = to_json(*verdict.link);
  if (!refused.empty())
    json["error"] = {{"code", refusal(refused).code}, {"message", refusal(refused).message}};
  json["not_allowed"] = refused.vec();
  print_json(json);
  return status(exit);
}

int print_as_text(const Verdict& verdict, llvm::StringRef certificate,
                  llvm::ArrayRef<std::string> theories, llvm::ArrayRef<std::string> refused,
                  driver::Detail detail) {
  llvm::outs() << (refused.empty() ? "VALID: " : "REFUSED: ") << certificate << " for "
               << theories_of(verdict, theories) << "\n\n";
  render_text(verdict.statement, detail, llvm::outs());
  if (verdict.link)
    render_text(*verdict.link, detail, llvm::outs());
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
    "X.bfc may be a pipe, or '-' for standard input. A linked certificate (blockfold link) has a\n"
    "theory file for each certificate in it: name them all, or folders that they are in.\n";

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

/// Verifies one certificate. Nothing after an error, which has been printed and is in `*exit`.
std::optional<Verdict> verify_single(ByteView bytes, llvm::ArrayRef<std::string> theories,
                                     ReadTheory read_source, driver::Detail detail, bool json,
                                     int* exit) {
  if (theories.size() != 1) {
    *exit = fail(ExitStatus::Usage,
                 {"usage.theory", "a certificate that is not linked has one theory: name one file"},
                 json);
    return std::nullopt;
  }
  const auto& source = keep_until_exit(read_source(theories.front(), json, exit));
  if (!source)
    return std::nullopt;
  const auto& verified = keep_until_exit(driver::verify_certificate(*source, bytes));
  if (!verified) {
    *exit = fail(ExitStatus::Invalid, verified.error(), json);
    return std::nullopt;
  }
  return Verdict{verified->statement(detail), verified->bytes, std::nullopt};
}

/// The same for linked certificates.
std::optional<Verdict> verify_linked(ByteView bytes, llvm::ArrayRef<std::string> paths,
                                     ReadTheory read_source, driver::Detail detail, bool json,
                                     int* exit) {
  auto theories = TheoryFiles::open(paths, read_source, json, exit);
  if (!theories)
    return std::nullopt;
  const auto find = [&](llvm::StringRef name, const cert::Certificate& certificate) {
    return theories->find(name.str(), certificate);
  };
  const auto& verified = keep_until_exit(driver::verify_link(bytes, find));
  if (!verified) {
    *exit = theories->failed() ? *theories->failed()
                               : fail(ExitStatus::Invalid, verified.error(), json);
    return std::nullopt;
  }
  const std::vector<driver::LinkPart> parts = driver::parts_of(verified->parts);
  return Verdict{verified->statement(detail), verified->bytes,
                 describe_link(parts, verified->linking, verified->goals)};
}

} // namespace

int verify_and_print(llvm::StringRef certificate, llvm::ArrayRef<std::string> theories,
                     ReadTheory read_source, const Arguments& arguments) {
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
  const auto verify = cert::is_link_file(bytes_of(**bytes)) ? verify_linked : verify_single;
  // Briefly, unless everything is asked for: what is not shown need not be spelled out.
  const bool full = arguments.has("full");
  int exit = 0;
  const auto verdict =
      verify(bytes_of(**bytes), theories, read_source,
             full || json ? driver::Detail::Full : driver::Detail::Brief, json, &exit);
  if (!verdict)
    return exit;
  const std::vector<std::string> refused = not_allowed(verdict->statement, *allowed);
  return json ? print_as_json(*verdict, certificate, theories, refused)
              : print_as_text(*verdict, certificate, theories, refused,
                              full ? driver::Detail::Full : driver::Detail::Brief);
}

} // namespace blockfold::tools
