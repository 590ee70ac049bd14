#include "tools/audit/subject.h"

#include "compiler/driver/transcript_proof.h"
#include "compiler/imp/inputs.h"
#include "compiler/imp/interpreter.h"
#include "compiler/imp/program.h"
#include "compiler/ir/execution_check.h"
#include "compiler/ir/execution_text.h"
#include "compiler/rules/block_program.h"
#include "compiler/rules/reader.h"
#include "compiler/rules/theory.h"
#include "compiler/support/format.h"
#include "compiler/trial/examples.h"
#include "tools/common/exit_status.h"
#include "tools/common/theory_file.h"

namespace blockfold::tools {
namespace {

class SubjectReader {
public:
  SubjectReader(const Arguments& arguments, int* exit)
      : arguments_(arguments), path_(arguments.operand(0)), exit_(exit) {}

  std::optional<Subject> run() {
    if (path_.endswith(".imp"))
      return read_imp();
    return path_.endswith(".blk") ? read_rules() : read_database();
  }

private:
  std::nullopt_t refuse(ExitStatus status, const Error& error) {
    *exit_ = fail(status, error, arguments_.json());
    return std::nullopt;
  }
  std::nullopt_t invalid(llvm::StringRef path) {
    *exit_ =
        fail_with_diagnostics(ExitStatus::Invalid, {"audit.input", quoted(path) + " has errors"},
                              sink_, arguments_.json());
    return std::nullopt;
  }

  std::optional<Subject> audited(const Result<audit::Model>& model) {
    if (!model)
      return refuse(ExitStatus::Invalid, model.error());
    return Subject{*model, std::nullopt};
  }

  std::optional<Subject> read_database() {
    const auto prepared = prepare_goals(arguments_, exit_);
    if (!prepared)
      return std::nullopt;
    return audited(audit::model_of_proof(prepared->database, prepared->proof));
  }

  // --- rule files

  std::optional<Subject> read_rules() {
    const rules::ReadProgram read = rules::read_program(path_, sink_);
    if (read.unreadable)
      return refuse(ExitStatus::Unreadable, {"file.read", "cannot read " + quoted(path_)});
    if (!read.program)
      return invalid(path_);
    std::unique_ptr<SourceFile> transcript;
    if (arguments_.operand_count() == 2) {
      std::string why;
      transcript = SourceFile::open(arguments_.operand(1), &why);
      if (!transcript)
        return refuse(ExitStatus::Unreadable, {"file.read", why});
      if (!ir::is_execution_text(*transcript))
        return read_proof(*read.program, *transcript);
    }
    return read_field_rules(*read.program, transcript.get());
  }

  std::optional<Subject> read_proof(const rules::Program& program, const SourceFile& transcript) {
    const rules::RuleTheory theory(program);
    const auto proof = driver::read_proof(theory, transcript, sink_);
    if (!proof)
      return invalid(arguments_.operand(1));
    return audited(audit::model_of_proof(theory, *proof));
  }

  std::optional<Subject> read_field_rules(const rules::Program& program,
                                          const SourceFile* transcript) {
    auto blocks = rules::block_program(program);
    if (!blocks)
      return refuse(ExitStatus::Invalid, blocks.error());
    if (blocks->rules.empty())
      return refuse(ExitStatus::Usage,
                    {"usage.transcript", "the file has text rules only: give a transcript of a "
                                         "proof, whose circuit is to be searched"});
    AuditedProgram out{*blocks, audit::free_variables(program, *blocks), {}, std::nullopt};
    auto examples = trial::documented_examples(program, out.program, sink_);
    if (!examples)
      return invalid(path_);
    out.examples = std::move(*examples);
    if (transcript != nullptr) {
      out.execution = ir::parse_execution(*transcript, out.program, sink_);
      if (!out.execution || !ir::check_execution(out.program, *out.execution, sink_))
        return invalid(arguments_.operand(1));
      trial::add_blocks(out.program, *out.execution, out.examples);
    }
    return Subject{std::nullopt, std::move(out)};
  }

  // --- IMP

  std::optional<Subject> read_imp() {
    const imp::ReadProgram read = imp::read_program(path_, sink_);
    if (read.unreadable)
      return refuse(ExitStatus::Unreadable, {"file.read", "cannot read " + quoted(path_)});
    if (!read.program)
      return invalid(path_);
    imp::Values inputs;
    for (const std::string& input : arguments_.values("input"))
      if (!imp::read_input(input, inputs, sink_))
        return invalid("--input");
    AuditedProgram out{read.program->blocks, {}, {}, std::nullopt};
    out.examples.resize(out.program.rules.size());
    out.execution.emplace(out.program);
    if (!imp::run(*read.program, *read.source, inputs, {}, &*out.execution, {}, sink_))
      return invalid(path_);
    trial::add_blocks(out.program, *out.execution, out.examples);
    return Subject{std::nullopt, std::move(out)};
  }

  const Arguments& arguments_;
  llvm::StringRef path_;
  int* exit_;
  DiagnosticSink sink_;
};

} // namespace

std::vector<Option> subject_options() {
  std::vector<Option> options = goal_options();
  options.push_back({"input", "NAME=VALUE", "the value of an input of an IMP program", 'i', true});
  return options;
}

std::optional<Subject> read_subject(const Arguments& arguments, int* exit) {
  return SubjectReader(arguments, exit).run();
}

} // namespace blockfold::tools
