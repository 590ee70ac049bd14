#include "tools/verify/verify_flow.h"

#include "compiler/driver/link_text.h"
#include "compiler/driver/verify.h"
#include "compiler/driver/verify_link.h"
#include "compiler/import/theory_import.h"
#include "compiler/support/format.h"
#include "compiler/support/names.h"
#include "runtime/cert/link_file.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/theory_file.h"
#include "tools/verify/policy_flow.h"
#include "tools/verify/theory_files.h"
#include "tools/verify/verdict.h"

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

Error why_refused(llvm::ArrayRef<std::string> labels) {
  return {"verify.axioms", "the proof holds, but it rests on what --allow-axioms does not allow: " +
                               list_some(labels)};
}

/// What two readers of the statement object to.
struct Refusals {
  std::vector<std::string> not_allowed; ///< by --allow-axioms
  PolicyVerdict policy;

  bool none() const { return not_allowed.empty() && policy.accepted(); }
  ExitStatus exit() const {
    if (!not_allowed.empty())
      return ExitStatus::Invalid;
    return policy.accepted() ? ExitStatus::Success : ExitStatus::Refused;
  }
  Error error() const {
    if (!not_allowed.empty())
      return why_refused(not_allowed);
    const Error error = policy.error();
    return {error.code, "the proof holds, but " + error.message};
  }
};

/// What a valid file says, whether it is one certificate or several that are linked.
struct Verdict {
  driver::StatementText statement;
  std::size_t bytes = 0;
  const driver::BoundStatement* bound = nullptr; ///< of one certificate
  std::optional<driver::LinkText> link;          ///< of several
};

/// The theories of a verdict as its heading names them.
std::string theories_of(const Verdict& verdict, llvm::ArrayRef<std::string> given) {
  const std::string first = given.front();
  if (!verdict.link || given.size() == 1)
    return first;
  return fmt::format("{} and {} more", first, given.size() - 1);
}

std::optional<Refusal> refusal_of(const Refusals& refusals) {
  if (refusals.none())
    return std::nullopt;
  return Refusal{refusals.error(), refusals.not_allowed, refusals.exit()};
}

int print_as_json(const Verdict& verdict, llvm::StringRef certificate,
                  llvm::ArrayRef<std::string> theories, const Refusals& refusals) {
  const auto refusal = refusal_of(refusals);
  nlohmann::ordered_json json = verdict_object({certificate.str(), theories.front()}, verdict.bytes,
                                               verdict.statement, refusal ? &*refusal : nullptr);
  if (verdict.link) {
    json.erase("theory");
    json["theories"] = theories.vec();
    json["link"] = to_json(*verdict.link);
  }
  if (refusals.policy.file != nullptr)
    json["policy"] = to_json(refusals.policy);
  print_json(json);
  return status(refusals.exit());
}

int print_as_text(const Verdict& verdict, llvm::StringRef certificate,
                  llvm::ArrayRef<std::string> theories, const Refusals& refusals,
                  driver::Detail detail) {
  const auto refusal = refusal_of(refusals);
  render_verdict({certificate.str(), theories_of(verdict, theories)}, verdict.statement, detail,
                 refusal ? &*refusal : nullptr, llvm::outs());
  if (verdict.link)
    render_text(*verdict.link, detail, llvm::outs());
  if (refusals.none()) {
    if (refusals.policy.file != nullptr)
      llvm::outs() << "Policy       accepted by " << refusals.policy.file->path << '\n';
    return status(ExitStatus::Success);
  }
  llvm::outs().flush();
  render_text(refusals.policy, llvm::errs());
  return fail(refusals.exit(), refusals.error(), false);
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
          policy_option(),
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

/// What is verified, and how.
struct Task {
  ByteView bytes;
  llvm::StringRef path;
  llvm::ArrayRef<std::string> theories;
  ReadTheory read_source;
  VerifyExecution verify_execution;
  const Arguments& arguments;

  bool json() const { return arguments.json(); }
  /// Briefly, unless everything is asked for: what is not shown need not be spelled out.
  driver::Detail detail() const {
    return arguments.has("full") || json() ? driver::Detail::Full : driver::Detail::Brief;
  }
};

bool is_of_execution(ByteView bytes) {
  const auto certificate = cert::read_certificate(bytes);
  return certificate && certificate->subject == cert::Subject::Execution;
}

/// Verifies one certificate. Nothing after an error, or once another has verified it: all has been
/// printed then, and the exit status is in `*exit`.
std::optional<Verdict> verify_single(const Task& task, int* exit) {
  if (task.theories.size() != 1) {
    *exit = fail(ExitStatus::Usage,
                 {"usage.theory", "a certificate that is not linked has one theory: name one file"},
                 task.json());
    return std::nullopt;
  }
  const llvm::StringRef theory = task.theories.front();
  // Whoever verifies executions reads the theory, which may be a pipe: so nobody else does.
  if (task.verify_execution != nullptr && is_of_execution(task.bytes)) {
    *exit = task.verify_execution(task.bytes, task.path, theory, task.arguments);
    return std::nullopt;
  }
  const auto& source = keep_until_exit(task.read_source(theory, task.json(), exit));
  if (!source)
    return std::nullopt;
  const auto& verified = keep_until_exit(driver::verify_certificate(*source, task.bytes));
  if (verified)
    return Verdict{verified->statement(task.detail()), verified->bytes, &verified->bound,
                   std::nullopt};
  *exit = fail(ExitStatus::Invalid, explained(verified.error(), *source), task.json());
  return std::nullopt;
}

/// The same for linked certificates.
std::optional<Verdict> verify_linked(const Task& task, int* exit) {
  if (task.arguments.has("policy")) {
    *exit = fail(ExitStatus::Usage,
                 {"usage.policy", "the certificate is linked: policies judge single certificates; "
                                  "judge those that it is made of, or use --allow-axioms"},
                 task.json());
    return std::nullopt;
  }
  auto theories = TheoryFiles::open(task.theories, task.read_source, task.json(), exit);
  if (!theories)
    return std::nullopt;
  const auto find = [&](llvm::StringRef name, const cert::Certificate& certificate) {
    return theories->find(name.str(), certificate);
  };
  const auto& verified = keep_until_exit(driver::verify_link(task.bytes, find));
  if (!verified) {
    *exit = theories->failed() ? *theories->failed()
                               : fail(ExitStatus::Invalid, verified.error(), task.json());
    return std::nullopt;
  }
  const std::vector<driver::LinkPart> parts = driver::parts_of(verified->parts);
  return Verdict{verified->statement(task.detail()), verified->bytes, nullptr,
                 describe_link(parts, verified->linking, verified->goals)};
}

} // namespace

int verify_and_print(llvm::StringRef certificate, llvm::ArrayRef<std::string> theories,
                     ReadTheory read_source, const Arguments& arguments,
                     VerifyExecution verify_execution) {
  keep_freed_memory();
  const bool json = arguments.json();
  const auto allowed = allowed_axioms(arguments);
  if (!allowed) {
    const bool usage = llvm::StringRef(allowed.error().code).startswith("usage");
    return fail(usage ? ExitStatus::Usage : ExitStatus::Unreadable, allowed.error(), json);
  }
  int exit = 0;
  std::optional<PolicyFile> policy;
  if (!read_policy(arguments, policy, &exit))
    return exit;
  const auto bytes = read_file(certificate, cert::kMaxBytes);
  if (!bytes)
    return fail(ExitStatus::Unreadable, bytes.error(), json);
  const Task task{bytes_of(**bytes), certificate,      theories,
                  read_source,       verify_execution, arguments};
  const auto verdict =
      cert::is_link_file(task.bytes) ? verify_linked(task, &exit) : verify_single(task, &exit);
  if (!verdict)
    return exit;
  Refusals refusals{not_allowed(verdict->statement, *allowed), {}};
  if (verdict->bound != nullptr)
    refusals.policy =
        judge(policy, verdict->bound->theory, verdict->bound->lowered.analysis.syntax_hoisted);
  return json ? print_as_json(*verdict, certificate, theories, refusals)
              : print_as_text(*verdict, certificate, theories, refusals,
                              arguments.has("full") ? driver::Detail::Full : driver::Detail::Brief);
}

} // namespace blockfold::tools
