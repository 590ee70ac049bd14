#include "tools/blockfold/export_subject.h"

#include "compiler/support/format.h"
#include "tools/blockfold/goals.h"
#include "tools/blockfold/theories.h"
#include "tools/common/files.h"
#include "tools/common/theory_file.h"

namespace blockfold::tools {
namespace {

/// The challenges that the certificate of this proof has; the proof is made for it.
Result<cs::Challenges> prove_challenges(const driver::Compiled& compiled) {
  const auto proved = driver::prove(compiled);
  if (!proved)
    return proved.error();
  return driver::challenges_of(compiled.bound, proved->certificate.proof);
}

std::optional<ExportSubject> refuse(const Error& error, bool json, int* exit) {
  *exit = fail(export_exit_status(error), error, json);
  return std::nullopt;
}

std::optional<ExportSubject> compile(const ir::TheorySource& source, import::ImportedProof proof,
                                     const ExportOptions& options, bool json, int* exit) {
  auto compiled = driver::compile(source, std::move(proof), options.plan, lower::Keep::Names);
  if (!compiled)
    return refuse(compiled.error(), json, exit);
  ExportSubject subject{std::move(*compiled), {}, {}, {}};
  subject.theory_digest = subject.compiled->certificate.theory_digest;
  if (!options.need_challenges())
    return subject;
  const auto challenges = prove_challenges(*subject.compiled);
  if (!challenges)
    return refuse(challenges.error(), json, exit);
  subject.challenges = *challenges;
  return subject;
}

/// Of theorems in a database, or of a transcript.
std::optional<ExportSubject> read_proof(const Arguments& arguments, const ExportOptions& options,
                                        int* exit) {
  if (arguments.operand_count() == 2) {
    const auto transcript = open_transcript(arguments, exit);
    if (!transcript)
      return std::nullopt;
    auto read = read_transcript_proof(arguments, *transcript, exit);
    if (!read)
      return std::nullopt;
    return compile(*read->source, std::move(read->proof), options, arguments.json(), exit);
  }
  auto prepared = prepare_goals(arguments, exit);
  if (!prepared)
    return std::nullopt;
  return compile(import::MetamathSource(prepared->database), std::move(prepared->proof), options,
                 arguments.json(), exit);
}

/// Finds the proof of a certificate in its database. Proving is deterministic: the challenges are
/// the certificate's exactly if it is the same proof.
std::optional<ExportSubject> add_proof(const Arguments& arguments, const ExportOptions& options,
                                       const cert::Certificate& certificate, ExportSubject subject,
                                       int* exit) {
  const bool json = arguments.json();
  const llvm::StringRef path = arguments.value("theory");
  if (is_rule_file(path))
    return refuse({"usage.operand", fmt::format("{} has no proofs in it; for wtns and dot: "
                                                "blockfold export {} X.bmt ...",
                                                quoted(path), path)},
                  json, exit);
  const auto database = read_theory(path, json, exit);
  if (!database)
    return std::nullopt;
  DiagnosticSink sink;
  auto compiled = driver::recompile(*database, subject.read->theory, certificate,
                                    subject.read->layout, sink, lower::Keep::Names);
  if (!compiled) {
    *exit =
        fail_with_diagnostics(export_exit_status(compiled.error()), compiled.error(), sink, json);
    return std::nullopt;
  }
  if (options.wants({ExportFormat::Wtns})) {
    const auto proved = driver::prove(*compiled);
    if (!proved)
      return refuse(proved.error(), json, exit);
    if (cert::write_certificate(proved->certificate) != cert::write_certificate(certificate))
      return refuse({"export.witness", "the proof in the theory file is not the one that the "
                                       "certificate was made from; export that theorem itself"},
                    json, exit);
  }
  return ExportSubject{std::move(*compiled), {}, subject.challenges, subject.theory_digest};
}

std::optional<ExportSubject> read_certificate(const Arguments& arguments,
                                              const ExportOptions& options, int* exit) {
  const bool json = arguments.json();
  const auto file = read_file(arguments.operand(0), cert::kMaxBytes);
  if (!file)
    return refuse(file.error(), json, exit);
  const auto certificate = cert::read_certificate(bytes_of(**file));
  if (!certificate)
    return refuse(certificate.error(), json, exit);
  const auto source = read_theory_source(arguments.value("theory"), json, exit);
  if (!source)
    return std::nullopt;
  auto bound = driver::bind_statement(*source, *certificate, lower::Keep::Names);
  if (!bound)
    return refuse(bound.error(), json, exit);
  const auto challenges = driver::challenges_of(*bound, certificate->proof);
  if (!challenges)
    return refuse(challenges.error(), json, exit);
  ExportSubject subject{{}, std::move(*bound), *challenges, certificate->theory_digest};
  if (!options.need_proof())
    return subject;
  return add_proof(arguments, options, *certificate, std::move(subject), exit);
}

} // namespace

ExitStatus export_exit_status(const Error& error) {
  const llvm::StringRef code = error.code;
  if (code.startswith("usage.") || code.startswith("theorem."))
    return ExitStatus::Usage;
  return code.startswith("file.") ? ExitStatus::Unreadable : ExitStatus::Invalid;
}

std::optional<ExportSubject> read_export_subject(const Arguments& arguments,
                                                 const ExportOptions& options, int* exit) {
  return arguments.has("theory") ? read_certificate(arguments, options, exit)
                                 : read_proof(arguments, options, exit);
}

} // namespace blockfold::tools
