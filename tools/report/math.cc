#include "tools/report/math.h"

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>

#include <algorithm>
#include <map>
#include <set>

namespace blockfold::report {
namespace {

/// Colours repeat after this many typecodes.
constexpr int kSorts = 5;

bool is_word_end(llvm::StringRef text) {
  return !text.empty() && llvm::isAlnum(text.back());
}
bool is_word_start(llvm::StringRef text) {
  return !text.empty() && llvm::isAlnum(text.front());
}

/// Signs that stand close to what they end.
bool closes(llvm::StringRef text) {
  return text.startswith(")") || text.startswith("]") || text.startswith("}") ||
         text.startswith("\u27e9") || text.startswith(",");
}

Fields fields_of(const MathRun& run) {
  Fields fields;
  fields.text("text", run.text);
  fields.flag("variable", run.sort >= 0);
  if (run.sort >= 0)
    fields.text("sort", fmt::format("v{}", run.sort % kSorts));
  fields.flag("written", run.written);
  for (const auto& [name, style] :
       {std::pair("italic", kItalic), std::pair("bold", kBold), std::pair("sub", kSubscript),
        std::pair("sup", kSuperscript), std::pair("under", kUnderline),
        std::pair("over", kOverline), std::pair("dotted", kDotted)})
    fields.flag(name, (run.style & style) != 0);
  return fields;
}

/// What a reader sees of a symbol that is shown as it is written.
std::string spelling(const std::string& symbol) {
  return appearance({{{symbol, kPlain}}});
}

std::set<std::string> variables_of(const ir::Theory& theory) {
  std::set<std::string> names;
  for (const ir::Assertion& assertion : theory.assertions)
    for (const ir::Parameter& parameter : assertion.parameters)
      names.insert(theory.symbol_names[parameter.code]);
  return names;
}

bool alike(const MathRun& a, const MathRun& b) {
  return a.style == b.style && a.sort == b.sort && a.written == b.written;
}

} // namespace

std::string shortened(llvm::StringRef name) {
  constexpr std::size_t kMost = 100;
  return name.size() <= kMost ? name.str() : name.take_front(kMost).str() + "...";
}

// --- one line ------------------------------------------------------------------------------------

void MathLine::space() {
  if (!runs_.empty() && !llvm::StringRef(runs_.back().text).endswith(" "))
    runs_.back().text += ' ';
}

void MathLine::add(llvm::StringRef text, const MathRun& like) {
  if (runs_.empty() || !alike(runs_.back(), like))
    runs_.push_back({"", like.style, like.sort, like.written});
  runs_.back().text += text;
}

void MathLine::put(llvm::StringRef symbol, const Glyph* glyph, int sort) {
  const bool first = runs_.empty();
  const llvm::StringRef before = first ? llvm::StringRef() : llvm::StringRef(runs_.back().text);
  if (glyph == nullptr) {
    if (!first)
      space();
    add(shortened(symbol), {"", kPlain, sort, true});
    space_due_ = true;
    last_written_ = true;
    return;
  }
  if (!last_written_ && !glyph->space_before && closes(glyph->runs.front().text))
    space_due_ = false;
  const bool words = is_word_end(before) && is_word_start(glyph->runs.front().text);
  const bool variables = !first && sort >= 0 && runs_.back().sort == sort;
  if (!first && (space_due_ || glyph->space_before || words || variables))
    space();
  for (const Run& run : glyph->runs)
    add(run.text, {"", run.style, sort, false});
  space_due_ = glyph->space_after;
  last_written_ = false;
}

Html MathLine::html() const {
  std::vector<Fields> list;
  for (const MathRun& run : runs_)
    list.push_back(fields_of(run));
  return render("math.html", Fields().list("runs", list));
}

// --- a theory ------------------------------------------------------------------------------------

MathWriter::MathWriter(const ir::Theory& theory, const Typesetting& typesetting) : theory_(theory) {
  const std::set<std::string> variables = variables_of(theory);
  // Who is seen as what; where a glyph is, its symbol's spelling still belongs to the symbol, among
  // constants and among variables: colours tell those apart.
  std::map<std::string, std::set<std::string>> seen_as, spelled[2];
  const auto note = [&](const std::string& symbol) {
    const Glyph* glyph = typesetting.find(symbol);
    if (glyph != nullptr)
      glyphs_.try_emplace(symbol, *glyph);
    seen_as[glyph != nullptr ? appearance(*glyph) : spelling(symbol)].insert(symbol);
    spelled[variables.count(symbol)][spelling(symbol)].insert(symbol);
  };
  for (const std::string& symbol : theory.symbol_names)
    note(symbol);
  for (const std::string& typecode : theory.typecodes)
    note(typecode);
  for (auto& [seen, symbols] : seen_as) {
    for (const bool variable : {false, true})
      if (const auto others = spelled[variable].find(seen); others != spelled[variable].end())
        if (llvm::any_of(symbols, [&](const std::string& symbol) {
              return (variables.count(symbol) != 0) == variable;
            }))
          symbols.insert(others->second.begin(), others->second.end());
    if (symbols.size() > 1)
      keep_apart(seen, symbols);
  }
  typeset_ = !glyphs_.empty();
}

void MathWriter::keep_apart(const std::string& seen, const std::set<std::string>& symbols) {
  for (const std::string& symbol : symbols) {
    const Glyph* glyph = glyph_of(symbol);
    const bool itself = spelling(symbol) == seen;
    if (itself || glyph == nullptr || appearance(*glyph) != seen)
      continue;
    glyphs_.erase(symbol);
    confusable_.push_back(shortened(symbol));
  }
}

const Glyph* MathWriter::glyph_of(llvm::StringRef symbol) const {
  const auto found = glyphs_.find(symbol);
  return found == glyphs_.end() ? nullptr : &found->second;
}

Html MathWriter::statement(const ir::Assertion& owner, const ir::Template& text,
                           std::size_t max_symbols) const {
  MathLine line;
  const std::string& typecode = theory_.typecodes[text.typecode];
  line.put(typecode, glyph_of(typecode), -1);
  const std::size_t shown = std::min(text.items.size(), max_symbols);
  for (const ir::Item item : llvm::ArrayRef(text.items).take_front(shown)) {
    const bool parameter = item.is_parameter();
    const ir::SymbolCode code = parameter ? owner.parameters[item.index()].code : item.code();
    const std::string& symbol = theory_.symbol_names[code];
    line.put(symbol, glyph_of(symbol),
             parameter ? static_cast<int>(owner.parameters[item.index()].typecode) : -1);
  }
  Fields fields;
  fields.html("line", line.html()).flag("cut", shown < text.items.size());
  fields.count("missing", text.items.size() - shown);
  return render("statement.html", fields);
}

Html MathWriter::variable(const ir::Parameter& parameter) const {
  MathLine line;
  const std::string& symbol = theory_.symbol_names[parameter.code];
  line.put(symbol, glyph_of(symbol), static_cast<int>(parameter.typecode));
  return line.html();
}

Html MathWriter::typecode(ir::TypecodeId typecode) const {
  MathLine line;
  line.put(theory_.typecodes[typecode], glyph_of(theory_.typecodes[typecode]), -1);
  return line.html();
}

std::string MathWriter::source(const ir::Assertion& owner, const ir::Template& text,
                               std::size_t max_symbols) const {
  std::string out = shortened(theory_.typecodes[text.typecode]);
  const std::size_t shown = std::min(text.items.size(), max_symbols);
  for (const ir::Item item : llvm::ArrayRef(text.items).take_front(shown)) {
    const ir::SymbolCode code =
        item.is_parameter() ? owner.parameters[item.index()].code : item.code();
    out += ' ';
    out += shortened(theory_.symbol_names[code]);
  }
  return shown < text.items.size() ? out + " ..." : out;
}

} // namespace blockfold::report
