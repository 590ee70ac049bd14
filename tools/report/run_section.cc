// A run: the program, what went in, and what came out.
#include "tools/common/progress.h"
#include "tools/report/assertion.h"
#include "tools/report/sections.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSwitch.h>

namespace blockfold::report {
namespace {

Fields value_fields(const RunText::Value& value, const Limits& limits) {
  const std::size_t shown = std::min(value.elements.size(), limits.elements);
  std::vector<Fields> elements;
  for (std::size_t i = 0; i < shown; ++i)
    elements.push_back(
        Fields().text("element", std::to_string(value.elements[i])).count("index", i));
  Fields fields;
  fields.text("name", shortened(value.name)).flag("array", value.is_array);
  fields.list("elements", elements).flag("cut", shown < value.elements.size());
  fields.count("missing", value.elements.size() - shown);
  return fields;
}

std::vector<Fields> values_fields(const std::vector<RunText::Value>& values, const Limits& limits) {
  std::vector<Fields> list;
  for (const RunText::Value& value : values)
    list.push_back(value_fields(value, limits));
  return list;
}

/// Words and signs of a program, for colours only: what cannot be told apart is plain.
const char* style_of(llvm::StringRef word) {
  if (word.startswith("//"))
    return "note";
  if (llvm::isDigit(word.front()))
    return "digit";
  return llvm::StringSwitch<const char*>(word)
      .Cases("input", "output", "var", "array", "word")
      .Cases("if", "else", "while", "require", "skip", "word")
      .Default("");
}

llvm::StringRef take_word(llvm::StringRef line) {
  if (line.startswith("//"))
    return line;
  const auto in_word = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  const llvm::StringRef word = line.take_while(in_word);
  return word.empty() ? line.take_front(1) : word;
}

Fields line_fields(llvm::StringRef line) {
  std::vector<Fields> pieces;
  std::string plain;
  const auto flush = [&] {
    if (!plain.empty())
      pieces.push_back(Fields().text("text", plain).flag("plain", true));
    plain.clear();
  };
  while (!line.empty()) {
    const llvm::StringRef word = take_word(line);
    const llvm::StringRef style = style_of(word);
    line = line.drop_front(word.size());
    if (style.empty()) {
      plain += word;
      continue;
    }
    flush();
    pieces.push_back(Fields().text("text", word).text("style", style).flag("plain", false));
  }
  flush();
  return Fields().list("pieces", pieces);
}

/// Lines as far as there is room.
Html source_lines(const RunText& run, Budget& budget, std::size_t& left_out) {
  llvm::SmallVector<llvm::StringRef, 64> lines;
  llvm::StringRef(run.source).rtrim().split(lines, '\n');
  Html html;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Fields fields = line_fields(lines[i].rtrim("\r\t "));
    fields.flag("failed", run.failed && i + 1 == run.failed_line);
    const Html line = render("source_line.html", fields);
    if (!budget.spend(line.size())) {
      left_out = lines.size() - i;
      break;
    }
    html += line;
  }
  return html;
}

} // namespace

Html run_section(const RunText& run, llvm::StringRef program, const Limits& limits) {
  Budget budget(limits.source);
  std::size_t left_out = 0;
  Fields fields;
  fields.html("lines", source_lines(run, budget, left_out));
  fields.flag("cut", left_out != 0).count("left_out", left_out);
  fields.text("program", program).count("steps", run.steps).flag("one_step", run.steps == 1);
  fields.flag("failed", run.failed).count("line", run.failed_line);
  fields.list("inputs", values_fields(run.inputs, limits)).flag("no_input", run.inputs.empty());
  fields.list("outputs", values_fields(run.outputs, limits)).flag("no_output", run.outputs.empty());
  return render("run.html", fields);
}

} // namespace blockfold::report
