#include "tools/report/math.h"

#include <fmt/format.h>
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
  return render_runs(runs_);
}

Html render_runs(llvm::ArrayRef<MathRun> runs) {
  std::vector<Fields> list;
  for (const MathRun& run : runs)
    list.push_back(fields_of(run));
  return render("math.html", Fields().list("runs", list));
}

// --- a theory ------------------------------------------------------------------------------------

namespace {

/// What the symbols of a theory would look like.
class Looks {
public:
  Looks(const ir::Theory& theory, const Typesetting& typesetting)
      : typesetting_(typesetting), variables_(variables_of(theory)) {
    for (const auto* names : {&theory.symbol_names, &theory.typecodes})
      symbols_.insert(names->begin(), names->end());
    for (const std::string& symbol : symbols_) {
      ++seen_[look_of(symbol)];
      ++spelled_[{is_variable(symbol), spelling(symbol)}];
    }
  }

  const std::set<std::string>& symbols() const { return symbols_; }

  /// A symbol may look like itself, but not like another, nor as another is written. Variables and
  /// constants may share spellings: colours tell them apart.
  bool taken_for_another(const std::string& symbol) const {
    const std::string look = look_of(symbol);
    if (look == spelling(symbol))
      return false;
    return seen_.at(look) > 1 || spelled_.count({is_variable(symbol), look}) != 0;
  }

private:
  bool is_variable(const std::string& symbol) const { return variables_.count(symbol) != 0; }
  std::string look_of(const std::string& symbol) const {
    const Glyph* glyph = typesetting_.find(symbol);
    return glyph == nullptr ? spelling(symbol) : appearance(*glyph);
  }

  const Typesetting& typesetting_;
  std::set<std::string> variables_, symbols_;
  std::map<std::string, std::size_t> seen_;
  std::map<std::pair<bool, std::string>, std::size_t> spelled_;
};

} // namespace

MathWriter::MathWriter(const ir::Theory& theory, const Typesetting& typesetting) : theory_(theory) {
  const Looks looks(theory, typesetting);
  for (const std::string& symbol : looks.symbols()) {
    const Glyph* glyph = typesetting.find(symbol);
    if (glyph == nullptr)
      continue;
    if (looks.taken_for_another(symbol))
      confusable_.push_back(shortened(symbol));
    else
      glyphs_.try_emplace(symbol, *glyph);
  }
  typeset_ = !glyphs_.empty();
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
