// blockfold blocks: the block-model transcript of a proof, as text.
#include "tools/blockfold/command.h"

#include "compiler/ir/execution_text.h"
#include "compiler/ir/metamath_printer.h"
#include "compiler/ir/parser.h"
#include "compiler/ir/printer.h"
#include "compiler/ir/verifier.h"
#include "compiler/support/format.h"
#include "compiler/support/render.h"
#include "tools/blockfold/executions.h"
#include "tools/blockfold/goals.h"
#include "tools/blockfold/theories.h"
#include "tools/common/exit_status.h"
#include "tools/common/progress.h"
#include "tools/common/theory_file.h"

#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

/// A transcript that someone else wrote for the same statement.
std::optional<ir::Transcript> read_transcript(llvm::StringRef path, const ir::Theory& theory,
                                              bool json, int* exit) {
  std::string why;
  const auto source = SourceFile::open(path, &why);
  if (!source) {
    *exit = fail(ExitStatus::Unreadable, {"file.read", why}, json);
    return std::nullopt;
  }
  DiagnosticSink sink;
  auto transcript = ir::parse_transcript(*source, theory, sink);
  if (!transcript ||
      !ir::verify_transcript(theory, *transcript, ir::DisjointBlocks::Present, sink)) {
    *exit = fail_with_diagnostics(
        ExitStatus::Invalid, {"blocks.invalid", quoted(path) + " is no proof of these theorems"},
        sink, json);
    return std::nullopt;
  }
  return transcript;
}

/// The transcript, or the database that says the same.
Result<std::string> text_of(const ir::Theory& theory, const ir::Transcript& transcript,
                            bool metamath) {
  std::string text;
  llvm::raw_string_ostream out(text);
  if (!metamath)
    ir::print_transcript(out, theory, transcript);
  else if (Status printed = ir::print_metamath(out, theory, transcript); !printed)
    return printed.error();
  return out.str();
}

int print(const ir::Theory& theory, const ir::Transcript& transcript, std::size_t applications,
          const Arguments& arguments) {
  const bool metamath = arguments.has("metamath");
  const auto text = text_of(theory, transcript, metamath);
  if (!text)
    return fail(ExitStatus::Invalid, text.error(), arguments.json());
  if (!arguments.json()) {
    llvm::outs() << *text;
    return status(ExitStatus::Success);
  }
  print_json({{"status", "valid"},
              {"exit_status", 0},
              {"counts",
               {{"proof_steps", applications},
                {"blocks", transcript.blocks.size()},
                {"disjoint_blocks", transcript.disjoint.size()},
                {"contexts", theory.contexts.size()},
                {"rules", theory.rules.size()}}},
              {metamath ? "database" : "transcript", *text}});
  return status(ExitStatus::Success);
}

int print_execution(const Arguments& arguments, const SourceFile& transcript) {
  int exit = 0;
  const auto read = read_execution(arguments, transcript, &exit);
  if (!read)
    return exit;
  if (!arguments.json()) {
    ir::print_execution(llvm::outs(), read->program, read->execution);
    return status(ExitStatus::Success);
  }
  std::string text;
  llvm::raw_string_ostream out(text);
  ir::print_execution(out, read->program, read->execution);
  auto by_rule = nlohmann::ordered_json::object();
  for (ir::BlockRuleIndex rule = 0; rule < read->program.rules.size(); ++rule)
    by_rule[read->program.rules[rule].name] = read->execution.blocks(rule).count;
  print_json({{"status", "valid"},
              {"exit_status", 0},
              {"counts", {{"blocks", read->execution.block_count()}, {"by_rule", by_rule}}},
              {"transcript", text}});
  return status(ExitStatus::Success);
}

int run(const Arguments& arguments) {
  int exit = 0;
  if (Status goals = check_goal_options(arguments); !goals)
    return fail(ExitStatus::Usage, goals.error(), arguments.json());
  if (arguments.operand_count() == 2) {
    const auto transcript = open_transcript(arguments, &exit);
    if (!transcript)
      return exit;
    if (ir::is_execution_text(*transcript))
      return print_execution(arguments, *transcript);
    const auto read = read_transcript_proof(arguments, *transcript, &exit);
    if (!read)
      return exit;
    return print(read->proof.theory, read->proof.transcript, read->proof.applications, arguments);
  }
  const auto prepared = prepare_goals(arguments, &exit);
  if (!prepared)
    return exit;
  const import::ImportedProof& proof = prepared->proof;
  if (!arguments.has("read")) {
    return print(proof.theory, proof.transcript, proof.applications, arguments);
  }
  const auto transcript =
      read_transcript(arguments.value("read"), proof.theory, arguments.json(), &exit);
  if (!transcript)
    return exit;
  return print(proof.theory, *transcript, proof.applications, arguments);
}

} // namespace

Command blocks_command() {
  CommandLine line;
  line.name = "blockfold blocks";
  line.synopsis = "FILE.mm (--theorem=LABEL ... | --all) [options]\n"
                  "       blockfold blocks THEORY TRANSCRIPT.bmt [options]";
  line.summary = "print a proof in the block model: one line per distinct step";
  line.description =
      "Prints the transcript that 'prove' works on: every distinct application of a rule is one "
      "block,\n"
      "named by a number and used as often as needed; equal steps are shared, unused ones are "
      "gone, and\n"
      "each $d condition has blocks of its own. What follows '#' is for readers only.\n"
      "The second form reads a transcript for a rule file (.blk) or a database, checks it and "
      "prints\n"
      "it as the prover will use it. An execution's blocks are checked and printed rule by rule.\n";
  line.operands = {"FILE.mm"};
  line.optional_operands = {"TRANSCRIPT.bmt"};
  line.options = goal_options();
  line.options.push_back(
      {"read", "FILE",
       "read a transcript of the same theorems from FILE, check it and print it again"});
  line.options.push_back(
      {"metamath", "", "print a Metamath database with the theory and the proofs"});
  line.options.push_back(json_option());
  line.examples = "  blockfold blocks demo0.mm --theorem=th1\n"
                  "  blockfold blocks demo0.mm -t th1 > th1.blocks\n"
                  "  blockfold blocks demo0.mm -t th1 --read=th1.blocks\n"
                  "  blockfold blocks propositional.blk id.bmt\n";
  return {line, run};
}

} // namespace blockfold::tools
