// blockfold inspect: what a certificate file is made of, without verifying it.
#include "tools/blockfold/command.h"

#include "compiler/driver/bind.h"
#include "compiler/driver/bind_execution.h"
#include "compiler/driver/execution_statement.h"
#include "compiler/driver/security.h"
#include "compiler/import/theory_import.h"
#include "compiler/layout/layout.h"
#include "compiler/support/format.h"
#include "runtime/cert/certificate.h"
#include "runtime/cert/link_file.h"
#include "tools/blockfold/executions.h"
#include "tools/blockfold/inspect_link.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"
#include "tools/common/theory_file.h"

#include <llvm/ADT/StringExtras.h>
#include <nlohmann/json.hpp>

#include <array>
#include <optional>

namespace blockfold::tools {
namespace {

constexpr std::array<const char*, cert::kRoles> kRoleNames = {"axiom", "assumed", "lemma", "goal",
                                                              "cited_goal"};

struct KindSizes {
  layout::KindSpec spec;
  std::size_t commitments = 0, rounds = 0;
};

/// Everything that is printed.
struct Contents {
  std::size_t total_bytes = 0, statement_bytes = 0, layout_bytes = 0;
  std::array<std::size_t, cert::kRoles> roles{};
  layout::Layout layout;
  std::vector<KindSizes> kinds;
  std::string theory_digest;
  std::array<std::vector<std::string>, cert::kRoles> labels; ///< if a theory is given
  cert::Subject subject = cert::Subject::Theorems;
  std::size_t public_block_bytes = 0;                  ///< of an execution
  std::optional<std::vector<std::string>> execution;   ///< its public blocks, if a theory is given
  std::optional<std::vector<driver::ErrorTerm>> terms; ///< if the theory is the certificate's
};

Result<Contents> contents_of(ByteView bytes, const cert::Certificate& certificate) {
  Contents contents;
  contents.total_bytes = bytes.size();
  contents.statement_bytes = cert::write_statement(certificate).size();
  contents.layout_bytes = certificate.layout.size();
  contents.theory_digest = llvm::toHex(certificate.theory_digest, true);
  for (const cert::Entry& entry : certificate.entries)
    ++contents.roles[entry.role];
  contents.subject = certificate.subject;
  contents.public_block_bytes = certificate.public_blocks.size();
  auto layout = layout::decode(certificate.layout);
  if (!layout)
    return layout.error();
  contents.layout = std::move(*layout);
  for (std::size_t k = 0; k < contents.layout.kinds.size(); ++k) {
    KindSizes sizes{contents.layout.kinds[k]};
    if (k < certificate.proof.kinds.size()) {
      const cert::KindProof& proof = certificate.proof.kinds[k];
      for (const auto& phase : proof.commitments)
        sizes.commitments += phase.size();
      sizes.rounds = proof.fold.size() + proof.outer.size() + proof.inner.size();
    }
    contents.kinds.push_back(sizes);
  }
  return contents;
}

Status add_labels(const mm::Database& database, const cert::Certificate& certificate,
                  Contents& contents) {
  const std::vector<mm::StatementId> assertions = import::assertions_of(database);
  for (const cert::Entry& entry : certificate.entries) {
    if (entry.ordinal >= assertions.size())
      return Error{"statement.entries",
                   "the certificate names an assertion beyond the end of the theory file"};
    contents.labels[entry.role].push_back(
        database.statement(assertions[entry.ordinal]).label.str());
  }
  return success();
}

/// How likely luck is depends on the circuit, which follows from the theory.
void add_error_terms(const mm::Database& database, const cert::Certificate& certificate,
                     Contents& contents) {
  const auto bound = driver::bind_statement(database, certificate);
  if (bound)
    contents.terms = driver::error_terms(driver::security_numbers(bound->theory, bound->lowered));
}

Status add_blocks(const ir::BlockProgram& program, const cert::Certificate& certificate,
                  Contents& contents) {
  if (driver::program_digest(program) != certificate.theory_digest)
    return Error{"statement.program",
                 "the rule file differs from the one the certificate was made for"};
  const auto blocks = driver::decode_public_blocks(program, certificate.public_blocks);
  if (!blocks)
    return blocks.error();
  const driver::ExecutionText statement = driver::describe_execution(
      program, *blocks, certificate.theory_digest, {}, driver::Detail::Full);
  contents.execution.emplace();
  for (const driver::StatedBlock& block : statement.blocks)
    contents.execution->push_back(driver::to_text(block));
  if (const auto bound = driver::bind_execution(program, certificate, lower::Keep::Circuit))
    contents.terms = driver::error_terms(driver::security_numbers(program, bound->lowered));
  return success();
}

/// Names what the certificate speaks of, by its theory. False after an error, which has been
/// printed and is in `*exit`.
bool name_contents(const Arguments& arguments, const cert::Certificate& certificate,
                   Contents& contents, int* exit) {
  const bool json = arguments.json();
  const llvm::StringRef theory = arguments.value("theory");
  Status added = success();
  if (certificate.subject == cert::Subject::Execution) {
    const auto program = read_block_program(theory, json, exit);
    if (!program)
      return false;
    added = add_blocks(*program, certificate, contents);
  } else {
    const auto database = read_theory(theory, json, exit);
    if (!database)
      return false;
    added = add_labels(*database, certificate, contents);
    if (added)
      add_error_terms(*database, certificate, contents);
  }
  if (!added)
    *exit = fail(ExitStatus::Invalid, added.error(), json);
  return added.ok();
}

// --- output -------------------------------------------------------------------------------------

void print_terms(llvm::ArrayRef<driver::ErrorTerm> terms, llvm::raw_ostream& out) {
  out << fmt::format(
      "  luck       each hash query of an attacker succeeds with at most 2^-{:.1f}; by "
      "step, in bits:\n",
      driver::statistical_bits(terms));
  for (const driver::ErrorTerm& term : terms) {
    const std::string kind = term.kind ? fmt::format(" of kind {}", *term.kind) : "";
    out << fmt::format("             {:<27}{:.1f}\n", driver::step_name(term.step) + kind,
                       term.bits());
  }
}

nlohmann::ordered_json terms_json(llvm::ArrayRef<driver::ErrorTerm> terms) {
  nlohmann::ordered_json json = {{"bits", driver::statistical_bits(terms)}};
  json["terms"] = nlohmann::ordered_json::array();
  for (const driver::ErrorTerm& term : terms) {
    nlohmann::ordered_json entry = {{"step", driver::step_name(term.step)}};
    if (term.kind)
      entry["kind"] = *term.kind;
    entry["bits"] = term.bits();
    json["terms"].push_back(std::move(entry));
  }
  return json;
}

void print_as_text(const Contents& contents, llvm::StringRef path) {
  llvm::raw_ostream& out = llvm::outs();
  out << path << ": " << format_count(contents.total_bytes)
      << " bytes (contents only: 'blockfold verify' says whether it holds)\n"
      << "  statement  " << format_count(contents.statement_bytes) << " bytes, of which layout "
      << format_count(contents.layout_bytes) << "\n  proof      "
      << format_count(contents.total_bytes - contents.statement_bytes) << " bytes\n"
      << (contents.subject == cert::Subject::Execution ? "  program    " : "  theory     ")
      << "digest " << contents.theory_digest << '\n';
  if (contents.subject == cert::Subject::Execution)
    out << "  subject    an execution: public blocks in "
        << format_count(contents.public_block_bytes) << " bytes\n";
  for (const std::string& block : contents.execution.value_or(std::vector<std::string>()))
    out << "  public     " << block << '\n';
  for (std::size_t role = 0; role < cert::kRoles; ++role) {
    if (contents.roles[role] == 0)
      continue;
    out << fmt::format("  {:<11}{}", kRoleNames[role], format_count(contents.roles[role]));
    if (!contents.labels[role].empty())
      out << ": " << llvm::join(contents.labels[role], " ");
    out << '\n';
  }
  const lower::RangeParameters& range = contents.layout.range;
  out << "  ranges     table of 2^" << range.table_bits << ", digits for lengths "
      << range.length_limbs << ", times " << range.time_limbs << ", order " << range.order_limbs
      << '\n';
  for (std::size_t k = 0; k < contents.kinds.size(); ++k) {
    const KindSizes& kind = contents.kinds[k];
    out << fmt::format(
        "  kind {}     {} segments, {} commitments of up to 2^{} values, {} sum-check "
        "rounds\n",
        k, kind.spec.segments, kind.commitments, kind.spec.log_width, kind.rounds);
  }
  if (contents.terms)
    print_terms(*contents.terms, out);
}

void print_as_json(const Contents& contents, llvm::StringRef path, bool with_labels) {
  nlohmann::ordered_json json = {{"status", "read"},
                                 {"exit_status", 0},
                                 {"certificate", path.str()},
                                 {"bytes",
                                  {{"total", contents.total_bytes},
                                   {"statement", contents.statement_bytes},
                                   {"layout", contents.layout_bytes},
                                   {"proof", contents.total_bytes - contents.statement_bytes}}},
                                 {"theory_digest", contents.theory_digest}};
  const bool is_execution = contents.subject == cert::Subject::Execution;
  json["subject"] = is_execution ? "execution" : "theorems";
  if (is_execution)
    json["bytes"]["public_blocks"] = contents.public_block_bytes;
  if (contents.execution)
    json["public_blocks"] = *contents.execution;
  for (std::size_t role = 0; role < cert::kRoles && !is_execution; ++role) {
    json["roles"][kRoleNames[role]] = contents.roles[role];
    if (with_labels)
      json["labels"][kRoleNames[role]] = contents.labels[role];
  }
  const lower::RangeParameters& range = contents.layout.range;
  json["range"] = {{"table_bits", range.table_bits},
                   {"length_limbs", range.length_limbs},
                   {"time_limbs", range.time_limbs},
                   {"order_limbs", range.order_limbs}};
  json["kinds"] = nlohmann::ordered_json::array();
  for (const KindSizes& kind : contents.kinds)
    json["kinds"].push_back({{"segments", kind.spec.segments},
                             {"log_width", kind.spec.log_width},
                             {"commitments", kind.commitments},
                             {"sumcheck_rounds", kind.rounds}});
  if (contents.terms)
    json["luck"] = terms_json(*contents.terms);
  print_json(json);
}

int run(const Arguments& arguments) {
  const bool json = arguments.json();
  const llvm::StringRef path = arguments.operand(0);
  const auto file = read_file(path, cert::kMaxBytes);
  if (!file)
    return fail(ExitStatus::Unreadable, file.error(), json);
  if (cert::is_link_file(bytes_of(**file)))
    return inspect_link(bytes_of(**file), arguments);
  if (arguments.values("theory").size() > 1)
    return fail(ExitStatus::Usage,
                {"usage.theory", "a certificate that is not linked has one theory: name one file"},
                json);
  const auto certificate = cert::read_certificate(bytes_of(**file));
  if (!certificate)
    return fail(ExitStatus::Invalid, certificate.error(), json);
  auto contents = contents_of(bytes_of(**file), *certificate);
  if (!contents)
    return fail(ExitStatus::Invalid, contents.error(), json);
  int exit = 0;
  if (arguments.has("theory") && !name_contents(arguments, *certificate, *contents, &exit))
    return exit;
  if (json)
    print_as_json(*contents, path, arguments.has("theory"));
  else
    print_as_text(*contents, path);
  return status(ExitStatus::Success);
}

} // namespace

Command inspect_command() {
  CommandLine line;
  line.name = "blockfold inspect";
  line.synopsis = "X.bfc [--theory=FILE] [options]";
  line.summary = "show what a certificate file is made of, without verifying it";
  line.description = "Prints the sizes of a certificate's parts, how many axioms, lemmas and goals "
                     "it speaks of, and\n"
                     "how its segments are laid out; with its theory also which, and how likely an "
                     "attacker's luck is\n"
                     "with this circuit. Of a linked one, the certificates in it. Nothing is "
                     "verified.\n";
  line.operands = {"X.bfc"};
  line.options = {{"theory", "FILE",
                   "name the axioms, lemmas and goals by this database, or the public blocks by\n"
                   "this rule file or program (.imp); for a linked certificate all its theory\n"
                   "files, or folders of them: shows who proves what for whom",
                   0, true},
                  json_option()};
  line.examples = "  blockfold inspect 2p2e4.bfc\n"
                  "  blockfold inspect 2p2e4.bfc --theory set.mm --json\n";
  return {line, run};
}

} // namespace blockfold::tools
