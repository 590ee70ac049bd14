// blockfold inspect: what a certificate file is made of, without verifying it.
#include "tools/blockfold/command.h"

#include "compiler/import/theory_import.h"
#include "compiler/layout/layout.h"
#include "compiler/support/format.h"
#include "runtime/cert/certificate.h"
#include "runtime/cert/link_file.h"
#include "tools/blockfold/inspect_link.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"
#include "tools/common/theory_file.h"

#include <llvm/ADT/StringExtras.h>
#include <nlohmann/json.hpp>

#include <array>

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
};

Result<Contents> contents_of(ByteView bytes, const cert::Certificate& certificate) {
  Contents contents;
  contents.total_bytes = bytes.size();
  contents.statement_bytes = cert::write_statement(certificate).size();
  contents.layout_bytes = certificate.layout.size();
  contents.theory_digest = llvm::toHex(certificate.theory_digest, true);
  for (const cert::Entry& entry : certificate.entries)
    ++contents.roles[entry.role];
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

// --- output -------------------------------------------------------------------------------------

void print_as_text(const Contents& contents, llvm::StringRef path) {
  llvm::raw_ostream& out = llvm::outs();
  out << path << ": " << format_count(contents.total_bytes)
      << " bytes (contents only: 'blockfold verify' says whether it holds)\n"
      << "  statement  " << format_count(contents.statement_bytes) << " bytes, of which layout "
      << format_count(contents.layout_bytes) << "\n  proof      "
      << format_count(contents.total_bytes - contents.statement_bytes) << " bytes\n"
      << "  theory     digest " << contents.theory_digest << '\n';
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
  for (std::size_t role = 0; role < cert::kRoles; ++role) {
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
  if (arguments.has("theory")) {
    int exit = 0;
    const auto database = read_theory(arguments.value("theory"), json, &exit);
    if (!database)
      return exit;
    if (Status added = add_labels(*database, *certificate, *contents); !added)
      return fail(ExitStatus::Invalid, added.error(), json);
  }
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
  line.synopsis = "X.bfc [--theory=FILE.mm] [options]";
  line.summary = "show what a certificate file is made of, without verifying it";
  line.description =
      "Prints the sizes of a certificate's parts, how many axioms, lemmas and goals "
      "it speaks of, and\n"
      "how its segments are laid out; of a linked one, the certificates in it. Nothing is "
      "verified.\n";
  line.operands = {"X.bfc"};
  line.options = {{"theory", "FILE.mm",
                   "name the axioms, lemmas and goals by this database; for a linked certificate\n"
                   "all its theory files, or folders of them: shows who proves what for whom",
                   0, true},
                  json_option()};
  line.examples = "  blockfold inspect 2p2e4.bfc\n"
                  "  blockfold inspect 2p2e4.bfc --theory set.mm --json\n";
  return {line, run};
}

} // namespace blockfold::tools
