#include "compiler/support/render.h"

#include "compiler/support/format.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace blockfold {
namespace {

bool printable(char c) {
  return c >= ' ' && c <= '~';
}

void append_escaped(std::string& out, char c) {
  if (printable(c))
    out += c;
  else
    out += fmt::format("<{:02X}>", static_cast<unsigned char>(c));
}

/// The source line and the line with the caret under it.
void render_excerpt(const SourceRange& where, llvm::raw_ostream& out) {
  const Excerpt& excerpt = where.excerpt;
  std::string line = excerpt.cut_before ? "..." : "";
  std::size_t caret = line.size();
  std::size_t caret_end = caret;
  for (std::size_t i = 0; i < excerpt.text.size(); ++i) {
    if (i == excerpt.caret)
      caret = line.size();
    if (excerpt.text[i] == '\t')
      line += ' ';
    else
      append_escaped(line, excerpt.text[i]);
    if (i < std::size_t{excerpt.caret} + where.length)
      caret_end = line.size();
  }
  if (excerpt.caret >= excerpt.text.size())
    caret = caret_end = line.size();
  if (excerpt.cut_after)
    line += "...";
  out << "    " << line << "\n    " << std::string(caret, ' ') << '^'
      << std::string(caret_end > caret ? caret_end - caret - 1 : 0, '~') << '\n';
}

void render_place(const SourceRange& where, llvm::raw_ostream& out) {
  if (where.file.empty())
    return;
  out << escape_bytes(where.file) << ':';
  if (where.has_position())
    out << where.start.line << ':' << where.start.column << ':';
  out << ' ';
}

nlohmann::ordered_json place_to_json(const SourceRange& where) {
  nlohmann::ordered_json json;
  json["file"] = escape_bytes(where.file);
  if (where.has_position()) {
    json["line"] = where.start.line;
    json["column"] = where.start.column;
    json["length"] = where.length;
  }
  return json;
}

} // namespace

std::string escape_bytes(llvm::StringRef text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text)
    append_escaped(escaped, c);
  return escaped;
}

void render_text(const Diagnostic& diagnostic, llvm::raw_ostream& out) {
  render_place(diagnostic.where, out);
  out << severity_name(diagnostic.severity()) << '[' << diagnostic.code->id
      << "]: " << escape_bytes(diagnostic.message);
  if (!diagnostic.label.empty() && diagnostic.proof_step != 0)
    out << " (step " << diagnostic.proof_step << " of the proof of '"
        << escape_bytes(diagnostic.label) << "')";
  out << '\n';
  if (diagnostic.where.has_position())
    render_excerpt(diagnostic.where, out);
  for (const DiagnosticNote& note : diagnostic.notes) {
    render_place(note.where, out);
    out << "note: " << escape_bytes(note.text) << '\n';
    if (note.where.has_position())
      render_excerpt(note.where, out);
  }
}

void render_text(const DiagnosticSink& sink, llvm::raw_ostream& out) {
  for (const Diagnostic& diagnostic : sink.diagnostics())
    render_text(diagnostic, out);
  if (sink.suppressed() != 0)
    out << "note: " << sink.suppressed() << " more diagnostics are not shown\n";
}

nlohmann::ordered_json to_json(const Diagnostic& diagnostic) {
  nlohmann::ordered_json json;
  json["code"] = diagnostic.code->id;
  json["severity"] = severity_name(diagnostic.severity()).str();
  json.update(place_to_json(diagnostic.where));
  json["message"] = escape_bytes(diagnostic.message);
  json["explanation"] = diagnostic.code->summary;
  json["next_step"] = diagnostic.code->next_step;
  if (!diagnostic.label.empty())
    json["label"] = escape_bytes(diagnostic.label);
  if (diagnostic.proof_step != 0)
    json["proof_step"] = diagnostic.proof_step;
  for (const DiagnosticNote& note : diagnostic.notes) {
    nlohmann::ordered_json entry;
    if (!note.where.file.empty())
      entry = place_to_json(note.where);
    entry["text"] = escape_bytes(note.text);
    json["notes"].push_back(std::move(entry));
  }
  return json;
}

} // namespace blockfold
