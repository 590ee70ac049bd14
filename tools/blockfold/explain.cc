// blockfold explain: what a diagnostic's code means.
#include "tools/blockfold/command.h"

#include "compiler/imp/codes.h"
#include "compiler/ir/codes.h"
#include "compiler/metamath/codes.h"
#include "compiler/rules/codes.h"
#include "compiler/support/format.h"
#include "compiler/support/names.h"
#include "tools/common/exit_status.h"

#include <llvm/ADT/STLExtras.h>
#include <nlohmann/json.hpp>

namespace blockfold::tools {
namespace {

/// The codes of every language that the program reads.
std::vector<const CodeInfo*> all_codes() {
  std::vector<const CodeInfo*> all;
  for (const llvm::ArrayRef<CodeInfo> table :
       {rules::all_codes(), imp::all_codes(), ir::all_codes(), mm::all_codes()})
    for (const CodeInfo& code : table)
      all.push_back(&code);
  return all;
}

/// Wraps a paragraph.
void print_paragraph(llvm::StringRef text) {
  constexpr std::size_t kWidth = 90;
  llvm::SmallVector<llvm::StringRef, 64> words;
  text.split(words, ' ');
  std::size_t column = 0;
  for (const llvm::StringRef word : words) {
    if (column + word.size() + 1 > kWidth)
      llvm::outs() << '\n', column = 0;
    llvm::outs() << (column == 0 ? "" : " ") << word;
    column += word.size() + 1;
  }
  llvm::outs() << '\n';
}

void print_example(llvm::StringRef title, llvm::StringRef text) {
  if (text.empty())
    return;
  llvm::outs() << '\n' << title << ":\n\n";
  llvm::SmallVector<llvm::StringRef, 16> lines;
  text.rtrim('\n').split(lines, '\n');
  for (const llvm::StringRef line : lines)
    llvm::outs() << "    " << line << '\n';
}

void print_as_text(const CodeInfo& code) {
  llvm::outs() << severity_name(code.severity) << '[' << code.id << "]: " << code.summary << "\n\n";
  if (*code.explanation != '\0') {
    print_paragraph(code.explanation);
    llvm::outs() << '\n';
  }
  print_paragraph(fmt::format("What to do: {}.", code.next_step));
  print_example("Wrong", code.wrong);
  print_example("Right", code.right);
}

int run(const Arguments& arguments) {
  const std::string wanted = arguments.operand(0).upper();
  const std::vector<const CodeInfo*> all = all_codes();
  const auto found = llvm::find_if(all, [&](const CodeInfo* code) { return wanted == code->id; });
  if (found == all.end()) {
    std::vector<llvm::StringRef> ids;
    for (const CodeInfo* code : all)
      ids.emplace_back(code->id);
    const std::string hint = did_you_mean(wanted, ids);
    return fail(ExitStatus::Usage,
                {"usage.code", fmt::format("there is no code {}{}", quoted(llvm::StringRef(wanted)),
                                           hint.empty() ? std::string() : "; " + hint)},
                arguments.json());
  }
  const CodeInfo& code = **found;
  if (arguments.json())
    print_json({{"code", code.id},
                {"exit_status", 0},
                {"severity", severity_name(code.severity).str()},
                {"summary", code.summary},
                {"explanation", code.explanation},
                {"next_step", code.next_step},
                {"wrong", code.wrong},
                {"right", code.right}});
  else
    print_as_text(code);
  return status(ExitStatus::Success);
}

} // namespace

Command explain_command() {
  CommandLine line;
  line.name = "blockfold explain";
  line.synopsis = "CODE [--json]";
  line.summary = "explain the code of a diagnostic, such as BF1404";
  line.description =
      "Says what a code means, why it is wrong, and what to do about it, with an example of each\n"
      "where the code is about rule files (BF...). MM codes are about Metamath databases, IR "
      "codes\n"
      "about transcripts.\n";
  line.operands = {"CODE"};
  line.options = {json_option()};
  line.examples = "  blockfold explain BF1404\n  blockfold explain MM0311\n";
  return {line, run};
}

} // namespace blockfold::tools
