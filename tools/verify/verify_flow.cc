#include "tools/verify/verify_flow.h"

#include "compiler/driver/link_text.h"
#include "compiler/driver/verify.h"
#include "compiler/driver/verify_link.h"
#include "compiler/import/theory_import.h"
#include "compiler/support/format.h"
#include "runtime/cert/link_file.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/theory_file.h"
#include "tools/verify/allowed_axioms.h"
#include "tools/verify/policy_flow.h"
#include "tools/verify/refusals.h"
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

/// "a,b*,c", or "@FILE".
Status add_list(llvm::StringRef list, AllowedAxioms& allowed) {
  if (!list.consume_front("@"))
    return allowed.add(list);
  const auto file = read_file(list, kMaxListBytes);
  return file ? allowed.add((*file)->getBuffer()) : Status(file.error());
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

// --- what is printed ----------------------------------------------------------------------------

/// What a valid file says, whether it is one certificate or several that are linked.
struct Verdict {
  driver::StatementText statement;
  std::size_t bytes = 0;
  std::vector<policy::Ground> grounds;  ///< what it rests on, for policies
  std::optional<driver::LinkText> link; ///< of several certificates
};

/// What remains; the same statement stands in all its places.
std::vector<policy::Ground> grounds_of(const driver::VerifiedLink& link) {
  std::vector<policy::Ground> grounds;
  for (const driver::Remaining& remaining : link.linking.remaining) {
    const driver::Place place = remaining.places.front();
    const ir::Theory& theory = link.parts[place.part].theory;
    grounds.push_back({&theory, &theory.assertions[place.assertion], remaining.assumed});
  }
  return grounds;
}

/// The theories of a verdict as its heading names them.
std::string theories_of(const Verdict& verdict, llvm::ArrayRef<std::string> given) {
  const std::string first = given.front();
  if (!verdict.link || given.size() == 1)
    return first;
  return fmt::format("{} and {} more", first, given.size() - 1);
}

int print_as_json(const Verdict& verdict, llvm::StringRef certificate,
                  llvm::ArrayRef<std::string> theories, const Refusals& refusals) {
  const auto refusal = refusals.refusal();
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
  const auto refusal = refusals.refusal();
  render_verdict({certificate.str(), theories_of(verdict, theories)}, verdict.statement, detail,
                 refusal ? &*refusal : nullptr, llvm::outs());
  if (verdict.link)
    render_text(*verdict.link, detail, llvm::outs());
  render_acceptance(refusals, llvm::outs());
  llvm::outs().flush();
  render_objections(refusals, llvm::errs());
  return status(refusals.exit());
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
    *exit = fail(ExitStatus::Usage, rule_file_error(path), json);
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
  if (cert::is_execution(task.bytes)) {
    *exit = task.verify_execution != nullptr
                ? task.verify_execution(task.bytes, task.path, theory, task.arguments)
                : fail(ExitStatus::Invalid, execution_error(), task.json());
    return std::nullopt;
  }
  const auto& source = keep_until_exit(task.read_source(theory, task.json(), exit));
  if (!source)
    return std::nullopt;
  const auto& verified = keep_until_exit(driver::verify_certificate(*source, task.bytes));
  if (verified)
    return Verdict{verified->statement(task.detail()), verified->bytes,
                   policy::grounds_of(verified->bound.theory), std::nullopt};
  *exit = fail(ExitStatus::Invalid, explained(verified.error(), *source), task.json());
  return std::nullopt;
}

/// The same for linked certificates.
std::optional<Verdict> verify_linked(const Task& task, int* exit) {
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
  return Verdict{verified->statement(task.detail()), verified->bytes, grounds_of(*verified),
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
  Refusals refusals;
  if (*allowed)
    refusals.not_allowed = (*allowed)->not_covered(verdict->statement);
  refusals.policy = judge(policy, verdict->grounds, verdict->statement.syntax_hoisted);
  return json ? print_as_json(*verdict, certificate, theories, refusals)
              : print_as_text(*verdict, certificate, theories, refusals,
                              arguments.has("full") ? driver::Detail::Full : driver::Detail::Brief);
}

} // namespace blockfold::tools
