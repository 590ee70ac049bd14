#include "tools/blockfold/theories.h"

#include "compiler/driver/transcript_proof.h"
#include "compiler/rules/reader.h"
#include "compiler/rules/theory.h"
#include "compiler/support/format.h"
#include "compiler/support/render.h"
#include "tools/common/exit_status.h"
#include "tools/common/theory_file.h"
#include "tools/verify/verify_flow.h"

namespace blockfold::tools {
namespace {

/// A program together with what certificates see of it.
struct RuleFile {
  explicit RuleFile(rules::ReadProgram read) : program(std::move(read)), source(*program.program) {}
  rules::ReadProgram program;
  rules::RuleTheory source;
};

std::shared_ptr<const ir::TheorySource> read_rule_file(llvm::StringRef path, bool json, int* exit) {
  DiagnosticSink sink;
  rules::ReadProgram read = rules::read_program(path, sink);
  if (!read.program) {
    const Error error =
        read.unreadable ? Error{"theory.unreadable", fmt::format("cannot read {}", quoted(path))}
                        : Error{"theory.invalid", quoted(path) + " is not a valid rule file"};
    *exit = fail_with_diagnostics(read.unreadable ? ExitStatus::Unreadable : ExitStatus::Invalid,
                                  error, sink, json);
    return nullptr;
  }
  const auto file = std::make_shared<RuleFile>(std::move(read));
  return {file, &file->source};
}

} // namespace

bool is_rule_file(llvm::StringRef path) {
  return path.endswith(".blk");
}

std::shared_ptr<const ir::TheorySource> read_theory_source(llvm::StringRef path, bool json,
                                                           int* exit) {
  return is_rule_file(path) ? read_rule_file(path, json, exit)
                            : read_metamath_source(path, json, exit);
}

std::unique_ptr<SourceFile> open_transcript(const Arguments& arguments, int* exit) {
  const llvm::StringRef path = arguments.operand(1);
  std::string why;
  auto source = SourceFile::open(path, &why);
  if (!source)
    *exit =
        fail(ExitStatus::Unreadable,
             {"file.read", fmt::format("cannot read {}: {}", quoted(path), why)}, arguments.json());
  return source;
}

std::optional<TranscriptProof> read_transcript_proof(const Arguments& arguments,
                                                     const SourceFile& transcript, int* exit) {
  const bool json = arguments.json();
  auto source = read_theory_source(arguments.operand(0), json, exit);
  if (!source)
    return std::nullopt;
  DiagnosticSink sink;
  auto proof = driver::read_proof(*source, transcript, sink);
  if (!proof) {
    *exit = fail_with_diagnostics(
        ExitStatus::Invalid,
        {"blocks.invalid",
         quoted(arguments.operand(1)) + " is no proof in the theory; nothing was written"},
        sink, json);
    return std::nullopt;
  }
  return TranscriptProof{std::move(source), std::move(*proof)};
}

Status check_goal_options(const Arguments& arguments) {
  const bool transcript = arguments.operand_count() == 2;
  if (!transcript && is_rule_file(arguments.operand(0)))
    return Error{"usage.operand", "rule files have no proofs in them: name a transcript, X.bmt"};
  for (const char* option : {"theorem", "all", "assume", "read"})
    if (transcript && arguments.has(option))
      return Error{"usage.goals",
                   fmt::format("a transcript says what it proves: --{} has no meaning", option)};
  return success();
}

} // namespace blockfold::tools
