#include "compiler/imp/program.h"

#include "compiler/imp/compile.h"
#include "compiler/imp/parser.h"
#include "compiler/rules/block_program.h"
#include "compiler/rules/reader.h"
#include "compiler/support/format.h"
#include "runtime/base/check.h"

namespace blockfold::imp {
namespace {

/// The rules of a program are made such that the rule language accepts them, but it has the last
/// word.
std::optional<ir::BlockProgram> blocks_of(const RuleText& rules, Reporter& reporter) {
  DiagnosticSink sink;
  const auto open = [&](llvm::StringRef, std::string*) {
    return SourceFile::from_text(rules.text, "the program's rules");
  };
  const rules::ReadProgram read = rules::read_program("program.blk", open, sink);
  std::vector<DiagnosticNote> notes;
  for (const Diagnostic& diagnostic : sink.diagnostics())
    notes.push_back(
        {diagnostic.where, fmt::format("{}: {}", diagnostic.code->id, diagnostic.message)});
  if (read.program && notes.empty()) {
    auto blocks = rules::block_program(*read.program);
    if (blocks)
      return std::move(*blocks);
    notes.push_back({SourceRange(), blocks.error().message});
  }
  reporter.report(Code::Refused, {}, "a step is too complex for a block rule", std::move(notes));
  return std::nullopt;
}

ir::BlockRuleIndex rule_named(const ir::BlockProgram& blocks, llvm::StringRef name) {
  const auto found = blocks.find_rule(name);
  BF_CHECK(found.has_value());
  return *found;
}

void find_rules(CompiledProgram& program) {
  const auto find = [&](llvm::StringRef name) { return rule_named(program.blocks, name); };
  program.start_rule = find("start");
  for (const StepRule& rule : program.rules.steps)
    program.step_rules.push_back(find(rule.name));
  for (const std::string& name : program.rules.endings)
    program.ending_rules.push_back(find(name));
  for (const RuleText::ArrayRules& array : program.rules.arrays)
    program.array_rules.push_back({find(array.begin), find(array.end)});
}

} // namespace

ReadProgram read_program(std::unique_ptr<SourceFile> source, DiagnosticSink& sink) {
  ReadProgram out;
  out.source = std::move(source);
  Reporter reporter(*out.source, sink);
  const auto tree = parse(reporter);
  if (!tree)
    return out;
  Names names(*tree, reporter);
  if (reporter.failed())
    return out;
  auto machine = compile(*tree, std::move(names), reporter);
  if (!machine)
    return out;
  CompiledProgram program;
  program.machine = std::move(*machine);
  auto live = live_variables(program.machine);
  if (!live) {
    reporter.report(
        Code::TooLarge, {},
        fmt::format("the places of the program have more than {} values of variables in "
                    "all",
                    kMaxStateValues));
    return out;
  }
  program.live = std::move(*live);
  program.rules = rule_text(program.machine, program.live, *out.source);
  auto blocks = blocks_of(program.rules, reporter);
  if (!blocks)
    return out;
  program.blocks = std::move(*blocks);
  find_rules(program);
  out.program = std::move(program);
  return out;
}

ReadProgram read_program(llvm::StringRef path, DiagnosticSink& sink) {
  std::string why;
  if (auto source = SourceFile::open(path, &why))
    return read_program(std::move(source), sink);
  Diagnostic diagnostic;
  diagnostic.code = &info(Code::UnreadableFile);
  diagnostic.where = SourceRange(path);
  diagnostic.message = why;
  sink.add(std::move(diagnostic));
  ReadProgram out;
  out.unreadable = true;
  return out;
}

} // namespace blockfold::imp
