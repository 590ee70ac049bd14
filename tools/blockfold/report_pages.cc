#include "tools/blockfold/report_pages.h"

#include "compiler/import/theory_import.h"
#include "compiler/rules/block_program.h"
#include "compiler/rules/reader.h"
#include "compiler/support/format.h"
#include "runtime/cert/link_file.h"
#include "tools/blockfold/executions.h"
#include "tools/blockfold/imp_programs.h"
#include "tools/blockfold/theories.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/theory_file.h"
#include "tools/report/report.h"
#include "tools/verify/theory_files.h"

#include <llvm/Support/Path.h>

#include <map>

namespace blockfold::tools {
namespace {

/// The page speaks of files by their names: where they lay is nobody's business.
std::string name_of(llvm::StringRef path) {
  path = path.rtrim('/'); // of a folder
  return path == "-" ? "X.bfc" : llvm::sys::path::filename(path).str();
}

// --- theories with their typesetting ------------------------------------------------------------

/// A theory, with the typesetting that a database asks for.
struct TypesetTheory {
  std::shared_ptr<const ir::TheorySource> source;
  report::Typesetting typesetting;
};

/// A database together with what certificates see of it.
struct MetamathFile {
  explicit MetamathFile(mm::Database read) : database(std::move(read)), source(database) {}
  mm::Database database;
  import::MetamathSource source;
};

std::optional<TypesetTheory> read_typeset_theory(llvm::StringRef path, bool json, int* exit) {
  if (is_rule_file(path)) {
    auto source = read_theory_source(path, json, exit);
    return source ? std::optional(TypesetTheory{std::move(source), {}}) : std::nullopt;
  }
  auto database = read_theory(path, json, exit);
  if (!database)
    return std::nullopt;
  const auto file = std::make_shared<MetamathFile>(std::move(*database));
  return TypesetTheory{{file, &file->source}, report::Typesetting::of(file->database)};
}

// --- each sort of certificate -------------------------------------------------------------------

class PageMaker {
public:
  PageMaker(const ReportTask& task, int* exit)
      : task_(task), theories_(task.arguments.values("theory")),
        name_(name_of(task.arguments.operand(0))), exit_(exit) {}

  std::optional<std::string> run() {
    if (cert::is_link_file(task_.bytes))
      return link();
    if (theories_.size() > 1)
      return refuse(ExitStatus::Usage,
                    {"usage.theory", "a certificate that is not linked has one theory: name one "
                                     "file"});
    const auto certificate = cert::read_certificate(task_.bytes);
    if (!certificate)
      return refuse(ExitStatus::Invalid, certificate.error());
    if (certificate->subject == cert::Subject::Theorems)
      return theorems(*certificate);
    return is_imp_program(theory()) ? run_of_program(*certificate) : execution(*certificate);
  }

private:
  std::nullopt_t refuse(ExitStatus why, const Error& error) {
    *exit_ = fail(why, error, json());
    return std::nullopt;
  }
  bool json() const { return task_.arguments.json(); }
  llvm::StringRef theory() const { return theories_.front(); }

  std::optional<std::string> theorems(const cert::Certificate& certificate) {
    if (is_imp_program(theory()))
      return refuse(ExitStatus::Usage,
                    {"usage.theory", "the certificate is about theorems, not about the run of a "
                                     "program: name its database or rule file"});
    auto read = read_typeset_theory(theory(), json(), exit_);
    if (!read)
      return std::nullopt;
    const TypesetTheory& typeset = keep_until_exit(std::move(*read));
    const auto& verified =
        keep_until_exit(driver::verify_certificate(*typeset.source, task_.bytes));
    if (!verified)
      return refuse(ExitStatus::Invalid, verified.error());
    return report::render_report(report::ReportInput{name_, name_of(theory()), task_.bytes,
                                                     certificate, *verified, typeset.typesetting,
                                                     task_.profile});
  }

  std::optional<std::string> execution(const cert::Certificate& certificate) {
    const auto program = read_block_program(theory(), json(), exit_);
    if (!program)
      return std::nullopt;
    DiagnosticSink ignored; // it has been read without errors
    const rules::ReadProgram read = rules::read_program(theory(), ignored);
    return page_of(certificate, *program, docs_of(read), nullptr);
  }

  std::optional<std::string> run_of_program(const cert::Certificate& certificate) {
    const auto program = read_imp_program(theory(), json(), exit_);
    if (!program)
      return std::nullopt;
    DiagnosticSink ignored;
    const auto open = [&](llvm::StringRef, std::string*) {
      return SourceFile::from_text(program->program->rules.text, "the program's rules");
    };
    const rules::ReadProgram read = rules::read_program("program.blk", open, ignored);
    return page_of(certificate, program->program->blocks, docs_of(read), program.get());
  }

  /// What a rule file says of its rules and relations.
  static llvm::StringMap<std::string> docs_of(const rules::ReadProgram& read) {
    llvm::StringMap<std::string> docs;
    if (!read.program)
      return docs;
    for (const rules::Relation& relation : read.program->relations)
      if (!relation.doc.empty())
        docs.try_emplace(relation.name, relation.doc);
    for (const rules::Rule& rule : read.program->rules)
      if (!rule.doc.empty())
        docs.try_emplace(rule.name, rule.doc);
    return docs;
  }

  std::optional<std::string> page_of(const cert::Certificate& certificate,
                                     const ir::BlockProgram& program,
                                     const llvm::StringMap<std::string>& docs,
                                     const imp::ReadProgram* text) {
    const auto& verified = keep_until_exit(driver::verify_execution(program, task_.bytes));
    if (!verified)
      return refuse(ExitStatus::Invalid, verified.error());
    std::optional<report::RunText> run;
    if (text != nullptr) {
      const auto statement = imp::read_statement(*text->program, verified->bound.public_blocks);
      if (!statement)
        return refuse(ExitStatus::Invalid, statement.error());
      run = run_text(*text, *statement);
    }
    return report::render_report(report::ExecutionInput{name_, name_of(theory()), task_.bytes,
                                                        certificate, program, *verified, docs,
                                                        run ? &*run : nullptr, task_.profile});
  }

  /// In the order of their declarations, not by name.
  static std::vector<report::RunText::Value> values_of(const imp::Machine& machine,
                                                       const imp::Values& values) {
    std::vector<report::RunText::Value> out;
    const auto add = [&](const std::string& name, bool is_array) {
      if (const auto found = values.find(name); found != values.end())
        out.push_back({name, found->second, is_array});
    };
    for (const imp::Variable& variable : machine.variables)
      add(variable.name, false);
    for (const imp::Array& array : machine.arrays)
      add(array.name, true);
    return out;
  }

  static report::RunText run_text(const imp::ReadProgram& read,
                                  const imp::RunStatement& statement) {
    const imp::Machine& machine = read.program->machine;
    const imp::Outcome& outcome = statement.outcome;
    return {read.source->text().str(),
            values_of(machine, statement.inputs),
            values_of(machine, outcome.outputs),
            outcome.steps,
            outcome.failed,
            outcome.failed ? read.source->position(outcome.requirement.begin).line : 0};
  }

  std::optional<std::string> link() {
    if (task_.profile != nullptr)
      return refuse(ExitStatus::Usage, {"usage.profile", "the certificate is linked: a profile is "
                                                         "of one proof; leave out --profile"});
    std::map<const ir::TheorySource*, report::Typesetting> typesettings;
    const auto read = [&](llvm::StringRef path, bool as_json,
                          int* exit) -> std::shared_ptr<const ir::TheorySource> {
      auto typeset = read_typeset_theory(path, as_json, exit);
      if (!typeset)
        return nullptr;
      typesettings.emplace(typeset->source.get(), std::move(typeset->typesetting));
      return std::move(typeset->source);
    };
    auto files = TheoryFiles::open(theories_, read, json(), exit_);
    if (!files)
      return std::nullopt;
    std::vector<const report::Typesetting*> by_part;
    const auto find = [&](llvm::StringRef name, const cert::Certificate& certificate) {
      auto found = files->find(name.str(), certificate);
      if (found)
        by_part.push_back(&typesettings.at(found->source));
      return found;
    };
    const auto& verified = keep_until_exit(driver::verify_link(task_.bytes, find));
    if (!verified) {
      if (files->failed())
        *exit_ = *files->failed();
      else
        refuse(ExitStatus::Invalid, verified.error());
      return std::nullopt;
    }
    std::vector<std::string> theories, names;
    for (const std::string& path : theories_)
      theories.push_back(name_of(path));
    for (const driver::VerifiedPart& part : verified->parts)
      names.push_back(name_of(part.name));
    return report::render_report(report::LinkInput{
        name_, std::move(theories), task_.bytes, *verified, std::move(names), std::move(by_part)});
  }

  const ReportTask& task_;
  std::vector<std::string> theories_;
  std::string name_;
  int* exit_;
};

} // namespace

std::optional<std::string> report_page(const ReportTask& task, int* exit) {
  return PageMaker(task, exit).run();
}

} // namespace blockfold::tools
