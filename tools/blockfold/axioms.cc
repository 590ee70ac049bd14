// blockfold axioms: what theorems really rest on.
#include "tools/blockfold/command.h"

#include "compiler/support/format.h"
#include "compiler/support/names.h"
#include "compiler/trace/dot.h"
#include "tools/blockfold/axioms_of_rules.h"
#include "tools/blockfold/axioms_outputs.h"
#include "tools/blockfold/axioms_report.h"
#include "tools/blockfold/goals.h"
#include "tools/blockfold/theories.h"
#include "tools/common/exit_status.h"
#include "tools/common/theory_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace blockfold::tools {
namespace {

/// What database authors write before the names of definitions, set.mm's among them.
constexpr const char* kDefinitions = "df-*";

struct Options {
  ReportOptions report;
  std::vector<Glob> definitions;
  trace::DotOptions dot;
};

Result<Options> parse(const Arguments& arguments) {
  Options options;
  options.report.definitions = arguments.has("definitions")
                                   ? arguments.values("definitions").vec()
                                   : std::vector<std::string>{kDefinitions};
  for (const std::string& pattern : options.report.definitions) {
    std::string why;
    auto glob = Glob::parse(pattern, &why);
    if (!glob)
      return Error{"usage.definitions",
                   fmt::format("{} is no pattern: {}", quoted(llvm::StringRef(pattern)), why)};
    options.definitions.push_back(std::move(*glob));
  }
  const auto depth = picture_depth(arguments);
  if (!depth)
    return depth.error();
  options.dot.depth = *depth;
  options.dot.syntax = options.report.syntax = arguments.has("syntax");
  options.report.lemmas = arguments.has("lemmas");
  options.report.full = arguments.has("full");
  options.report.why = arguments.values("why").vec();
  options.report.uses = arguments.has("uses");
  return options;
}

// --- the work -----------------------------------------------------------------------------------

AxiomsReport make_report(trace::Trace trace, const ir::TheorySource& source,
                         const Options& options) {
  trace::mark_definitions(trace.dependencies, [&](const std::string& label) {
    return std::ranges::any_of(options.definitions,
                               [&](const Glob& glob) { return glob.matches(label); });
  });
  return {std::move(trace), source};
}

std::unique_ptr<AxiomsReport> trace_proofs(const Arguments& arguments, const Options& options,
                                           int* exit) {
  const bool json = arguments.json();
  const auto database = read_theory(arguments.operand(0), json, exit);
  if (!database)
    return nullptr;
  const auto request = proof_request(*database, arguments);
  if (!request) {
    *exit = fail(ExitStatus::Usage, request.error(), json);
    return nullptr;
  }
  DiagnosticSink sink;
  auto trace = trace::trace_database(*database, *request, sink);
  if (!trace) {
    *exit = fail_with_diagnostics(ExitStatus::Invalid,
                                  {"axioms.proof", "a proof that is needed is invalid or "
                                                   "incomplete: what it rests on is not known"},
                                  sink, json);
    return nullptr;
  }
  return std::make_unique<AxiomsReport>(
      make_report(std::move(*trace), import::MetamathSource(*database), options));
}

std::unique_ptr<AxiomsReport> trace_blocks(const Arguments& arguments, const Options& options,
                                           int* exit) {
  const auto transcript = open_transcript(arguments, exit);
  if (!transcript)
    return nullptr;
  const auto read = read_transcript_proof(arguments, *transcript, exit);
  if (!read)
    return nullptr;
  return std::make_unique<AxiomsReport>(
      make_report(trace::trace_transcript(read->proof), *read->source, options));
}

int run(const Arguments& arguments) {
  const bool json = arguments.json();
  if (Status outputs = check_axioms_outputs(arguments); !outputs) {
    const bool usage = llvm::StringRef(outputs.error().code).startswith("usage");
    return fail(usage ? ExitStatus::Usage : ExitStatus::Unreadable, outputs.error(), json);
  }
  if (asks_about_rules(arguments))
    return axioms_of_rules(arguments);
  const auto options = parse(arguments);
  if (!options)
    return fail(ExitStatus::Usage, options.error(), json);
  if (Status goals = check_goal_options(arguments); !goals)
    return fail(ExitStatus::Usage, goals.error(), json);
  int exit = 0;
  std::optional<PolicyFile> policy;
  if (!read_policy(arguments, policy, &exit))
    return exit;
  const auto report = arguments.operand_count() == 2 ? trace_blocks(arguments, *options, &exit)
                                                     : trace_proofs(arguments, *options, &exit);
  if (!report)
    return exit;
  const AxiomsOutputs outputs = {
      [&] { return trace::to_dot(report->dependencies(), options->dot); },
      [&] { return report->policy_template(); },
      [&] { report->render_text(options->report, llvm::outs()); },
      [&] { return report->to_json(options->report); },
  };
  return write_axioms(arguments, outputs,
                      judge(policy, report->theory(), report->syntax_hoisted()));
}

} // namespace

Command axioms_command() {
  CommandLine line;
  line.name = "blockfold axioms";
  line.synopsis = "FILE.mm (--theorem=LABEL ... | --all) [options]\n"
                  "       blockfold axioms THEORY TRANSCRIPT.bmt [options]\n"
                  "       blockfold axioms RULES.blk|PROGRAM.imp [EXECUTION.bmt] [options]";
  line.summary = "show which axioms, definitions and lemmas theorems really rest on";
  line.description =
      "Follows the proofs of the theorems and of every lemma they apply, checking each, and lists\n"
      "what they rest on in the end: the same axioms that a certificate of them would. Axioms are\n"
      "definitions if their labels say so; no one checks here that they are conservative. Syntax "
      "is\n"
      "what has a typecode that variables have.\n"
      "The second form does the same with a proof in blocks, for a rule file (.blk) or a "
      "database.\n"
      "The third shows what the public blocks of executions can rest on: which axioms and rules,\n"
      "over which relations; with an execution, which of them it has blocks of. There --theorem\n"
      "names public rules; all of them if it is not given.\n";
  line.operands = {"FILE.mm"};
  line.optional_operands = {"TRANSCRIPT.bmt"};
  line.options = goal_options();
  const Option rest[] = {
      {"definitions", "GLOB",
       "axioms with such labels are definitions (default: df-*); may be repeated;\n"
       "--definitions= for none",
       0, true},
      {"syntax", "", "list syntax axioms too, and draw them"},
      {"lemmas", "", "list the lemmas"},
      {"why", "LABEL", "show a shortest chain of citations from a theorem to this; may be repeated",
       0, true},
      {"full", "", "print the text and the digest of every axiom, and all theorems"},
      {"dot", "FILE.dot",
       "draw the dependencies, for Graphviz: dot -Tsvg FILE.dot; -: standard output"},
      {"depth", "N", "draw only what is at most N citations away from a theorem"},
      policy_option(),
      {"policy-template", "FILE",
       "write a policy that accepts exactly these axioms; -: standard output"},
      {"uses", "", "with --json: what each proof applies"},
      json_option()};
  line.options.insert(line.options.end(), std::begin(rest), std::end(rest));
  line.examples = "  blockfold axioms set.mm --theorem=2p2e4\n"
                  "  blockfold axioms set.mm -t sbth --dot=sbth.dot --depth=2\n"
                  "  blockfold axioms set.mm -t 2p2e4 --policy-template=2p2e4.policy\n"
                  "  blockfold axioms set.mm -t zorn --why=ax-ac2\n"
                  "  blockfold axioms set.mm --all --policy=zf.policy\n"
                  "  blockfold axioms propositional.blk propositional.bmt\n"
                  "  blockfold axioms fibonacci.blk --dot=fibonacci.dot --why=start\n"
                  "  blockfold axioms gcd.imp --policy-template=gcd.policy\n";
  return {line, run};
}

} // namespace blockfold::tools
