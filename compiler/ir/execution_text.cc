#include "compiler/ir/execution_text.h"

#include "compiler/ir/block_values.h"
#include "compiler/ir/line_reader.h"
#include "compiler/ir/numbers.h"
#include "compiler/support/names.h"

#include <llvm/ADT/StringMap.h>

#include <algorithm>

namespace blockfold::ir {
namespace {

constexpr llvm::StringLiteral kHeader = "blockfold execution ";
constexpr llvm::StringLiteral kBlanks = " \t\r";

/// A line without the blanks around it; comments count as nothing.
llvm::StringRef content_of(llvm::StringRef line) {
  const llvm::StringRef content = line.trim(kBlanks);
  return content.startswith("#") ? llvm::StringRef() : content;
}

std::string did_you_mean(const NearMatches& near) {
  const auto best = near.best();
  return best.empty() ? std::string() : fmt::format("; did you mean {}?", quoted(best.front()));
}

/// The parameters of a rule: "step(n, x, y)".
std::string signature(const BlockRule& rule) {
  std::string text = rule.name + "(";
  for (std::uint32_t i = 0; i < rule.parameters; ++i)
    text += (i == 0 ? "" : ", ") + rule.variables[i].name;
  return text + ")";
}

// --- reading ------------------------------------------------------------------------------------

/// The arguments of one block, in the order of the rule's parameters.
struct BlockArguments {
  llvm::SmallVector<std::uint64_t, 8> words; ///< by parameter; those of addresses wait for names
  llvm::SmallVector<Fr, 8> elements;         ///< by parameter
  llvm::SmallVector<llvm::StringRef, 8> names;
  llvm::SmallVector<bool, 8> given;

  void reset(std::size_t parameters) {
    words.assign(parameters, 0);
    elements.assign(parameters, Fr());
    names.assign(parameters, llvm::StringRef());
    given.assign(parameters, false);
  }
};

class ExecutionParser {
public:
  ExecutionParser(const SourceFile& source, const BlockProgram& program, DiagnosticSink& sink)
      : source_(source), program_(program), sink_(sink), errors_before_(sink.error_count()),
        out_(program), counts_(program.rules.size()) {
    for (BlockRuleIndex i = 0; i < program.rules.size(); ++i) {
      const BlockRule& rule = program.rules[i];
      rules_.try_emplace(rule.name, i);
      has_addresses_.push_back(std::any_of(
          rule.variables.begin(), rule.variables.begin() + rule.parameters,
          [](const BlockVariable& v) { return v.type.kind == BlockType::Kind::Address; }));
    }
    for (SymbolCode code = 1; code < program.symbols.size(); ++code)
      symbols_.try_emplace(program.symbols[code], code);
  }

  std::optional<Execution> run() {
    llvm::StringRef text = source_.text();
    while (!text.empty()) {
      const auto [line, rest] = text.split('\n');
      if (const llvm::StringRef content = content_of(line); !content.empty())
        parse_line(content);
      text = rest;
    }
    if (!has_header_)
      fail(Code::MissingExecutionHeader, source_.text().take_front(0), missing_header());
    add_waiting();
    if (sink_.error_count() != errors_before_)
      return std::nullopt;
    return std::move(out_);
  }

private:
  /// A block whose addresses are not known before all names are.
  struct Waiting {
    BlockRuleIndex rule;
    BlockArguments arguments;
  };

  LineReader reader(llvm::StringRef text) {
    return LineReader(source_, text, sink_, Code::MalformedBlock);
  }
  void fail(Code code, llvm::StringRef where, std::string message) {
    reader(where).fail(code, where, std::move(message));
  }

  static std::string missing_header() {
    return fmt::format("expected '{}{}'", kHeader, kExecutionVersion);
  }

  void parse_line(llvm::StringRef content) {
    LineReader in = reader(content);
    if (has_header_)
      return parse_block(in);
    has_header_ = true;
    if (!in.accept(kHeader) || in.number("a version") != kExecutionVersion)
      in.fail(Code::MissingExecutionHeader, content, missing_header());
    in.end();
  }

  void parse_block(LineReader& in) {
    llvm::StringRef name, word = in.label("a rule");
    if (in.accept("=")) {
      name = word;
      word = in.label("a rule");
    }
    in.expect("(");
    if (in.failed())
      return;
    const auto known = rules_.find(word);
    if (known == rules_.end())
      return unknown_rule(in, word);
    const BlockRuleIndex rule = known->second;
    if (!name.empty())
      note_name(in, name, rule);
    parse_arguments(in, program_.rules[rule]);
    in.end();
    ++counts_[rule]; // malformed ones, too: names are judged by themselves
    if (in.failed())
      return;
    if (has_addresses_[rule])
      waiting_.push_back({rule, arguments_});
    else
      add(rule, arguments_);
  }

  void unknown_rule(LineReader& in, llvm::StringRef word) {
    NearMatches near(word);
    for (const BlockRule& rule : program_.rules)
      near.offer(rule.name);
    in.fail(Code::UnknownBlockRule, word,
            fmt::format("there is no field rule {}{}", quoted(word), did_you_mean(near)));
  }

  void note_name(LineReader& in, llvm::StringRef name, BlockRuleIndex rule) {
    if (!is_name(name))
      return in.fail(Code::MalformedBlock, name, "a block's name begins with a letter");
    if (!names_.try_emplace(name, block_ref(rule, counts_[rule])).second)
      in.fail(Code::RepeatedBlockName, name,
              fmt::format("another block is called {}", quoted(name)));
  }

  static bool is_name(llvm::StringRef word) {
    return !word.empty() && (llvm::isAlpha(word.front()) || word.front() == '_');
  }

  // --- arguments --------------------------------------------------------------------------------

  void parse_arguments(LineReader& in, const BlockRule& rule) {
    arguments_.reset(rule.parameters);
    std::uint32_t position = 0;
    bool by_name = false;
    const llvm::StringRef begin = in.rest();
    while (!in.failed() && !in.accept(")")) {
      if (position != 0)
        in.expect(",");
      llvm::StringRef word = value_word(in, "an argument or ')'");
      const bool named = !word.startswith("`") && in.accept("=");
      if (position == 0)
        by_name = named;
      else if (named != by_name && !in.failed())
        return in.fail(Code::ArgumentCount, word,
                       "either all arguments of a block have names, or none");
      const std::uint32_t index = named ? find_parameter(in, rule, word) : position;
      if (index >= rule.parameters)
        return too_many(in, rule, word);
      if (named)
        word = value_word(in, "a value");
      parse_value(in, rule.variables[index], index, word);
      ++position;
    }
    if (!in.failed())
      check_all_given(in, rule, begin.drop_back(in.rest().size()));
  }

  static llvm::StringRef value_word(LineReader& in, const char* what) {
    return in.at_backquote() ? in.backquoted() : in.label(what);
  }

  static void too_many(LineReader& in, const BlockRule& rule, llvm::StringRef word) {
    in.fail(Code::ArgumentCount, word,
            fmt::format("an argument too many: the rule is {}", signature(rule)));
  }

  void check_all_given(LineReader& in, const BlockRule& rule, llvm::StringRef where) {
    const auto* const missing = llvm::find(arguments_.given, false);
    if (missing != arguments_.given.end())
      in.fail(Code::ArgumentCount, where.take_back(1),
              fmt::format("no value for {}: the rule is {}",
                          quoted(rule.variables[missing - arguments_.given.begin()].name),
                          signature(rule)));
  }

  /// The index of a parameter; past the end after an error.
  std::uint32_t find_parameter(LineReader& in, const BlockRule& rule, llvm::StringRef name) {
    NearMatches near(name);
    for (std::uint32_t i = 0; i < rule.parameters; ++i) {
      if (rule.variables[i].name == name) {
        if (arguments_.given[i])
          in.fail(Code::ArgumentCount, name, fmt::format("{} has a value already", quoted(name)));
        return i;
      }
      near.offer(rule.variables[i].name);
    }
    in.fail(Code::UnknownArgument, name,
            fmt::format("{} has no argument {}{}", quoted(rule.name), quoted(name),
                        did_you_mean(near)));
    return UINT32_MAX;
  }

  void parse_value(LineReader& in, const BlockVariable& variable, std::uint32_t index,
                   llvm::StringRef word) {
    if (in.failed())
      return;
    arguments_.given[index] = true;
    bool good = false;
    switch (variable.type.kind) {
    case BlockType::Kind::Address:
      arguments_.names[index] = word;
      good = is_name(word);
      break;
    case BlockType::Kind::Field:
      if (const auto value = parse_element(word)) {
        arguments_.elements[index] = *value;
        good = true;
      }
      break;
    case BlockType::Kind::Integer:
      if (const auto value = parse_word(word, variable.type)) {
        arguments_.words[index] = *value;
        good = true;
      }
      break;
    case BlockType::Kind::Text:
      good = word.startswith("`");
      if (good)
        arguments_.words[index] = parse_text(in, word.drop_front().drop_back());
      break;
    }
    if (!good)
      in.fail(Code::BadNumber, word,
              fmt::format("{} is no value of {}: {}", quoted(word), quoted(variable.name),
                          type_range(variable.type)));
  }

  /// The number of a text; symbols that do not exist are reported.
  TextTable::Id parse_text(LineReader& in, llvm::StringRef text) {
    codes_.clear();
    for (text = text.ltrim(kBlanks); !text.empty(); text = text.ltrim(kBlanks)) {
      const llvm::StringRef symbol = text.take_front(text.find_first_of(kBlanks));
      const auto known = symbols_.find(symbol);
      if (known == symbols_.end()) {
        unknown_symbol(in, symbol);
        return 0;
      }
      codes_.push_back(known->second);
      text = text.drop_front(symbol.size());
    }
    return out_.texts().intern(codes_);
  }

  void unknown_symbol(LineReader& in, llvm::StringRef symbol) {
    NearMatches near(symbol);
    for (const auto& entry : symbols_)
      near.offer(entry.first());
    in.fail(Code::UnknownTextSymbol, symbol,
            fmt::format("there is no symbol {}{}", quoted(symbol), did_you_mean(near)));
  }

  // --- blocks -----------------------------------------------------------------------------------

  void add(BlockRuleIndex index, const BlockArguments& arguments) {
    words_.clear();
    elements_.clear();
    const BlockRule& rule = program_.rules[index];
    for (std::uint32_t i = 0; i < rule.parameters; ++i)
      if (rule.variables[i].type.kind == BlockType::Kind::Field)
        elements_.push_back(arguments.elements[i]);
      else
        words_.push_back(arguments.words[i]);
    out_.add(index, words_, elements_);
  }

  void add_waiting() {
    for (Waiting& block : waiting_) {
      for (std::size_t i = 0; i < block.arguments.names.size(); ++i)
        if (const llvm::StringRef name = block.arguments.names[i]; !name.empty())
          block.arguments.words[i] = find_block(name);
      add(block.rule, block.arguments);
    }
  }

  BlockRef find_block(llvm::StringRef name) {
    const auto known = names_.find(name);
    if (known != names_.end())
      return known->second;
    if (sink_.full()) {
      sink_.count_suppressed_error();
      return 0;
    }
    NearMatches near(name);
    for (const auto& entry : names_)
      near.offer(entry.first());
    fail(Code::UnknownBlockName, name,
         fmt::format("no block is called {}{}", quoted(name), did_you_mean(near)));
    return 0;
  }

  const SourceFile& source_;
  const BlockProgram& program_;
  DiagnosticSink& sink_;
  std::size_t errors_before_;
  bool has_header_ = false;
  Execution out_;
  std::vector<std::uint32_t> counts_; ///< blocks so far, by rule
  std::vector<bool> has_addresses_;   ///< by rule: among its parameters
  llvm::StringMap<BlockRuleIndex> rules_;
  llvm::StringMap<SymbolCode> symbols_;
  llvm::StringMap<BlockRef> names_;
  std::vector<Waiting> waiting_;
  BlockArguments arguments_; ///< of the current line
  llvm::SmallVector<std::uint64_t, 8> words_;
  llvm::SmallVector<Fr, 8> elements_;
  llvm::SmallVector<SymbolCode, 64> codes_; ///< of the current text
};

// --- writing ------------------------------------------------------------------------------------

class ExecutionPrinter {
public:
  ExecutionPrinter(llvm::raw_ostream& out, const BlockProgram& program, const Execution& execution)
      : out_(out), program_(program), execution_(execution) {}

  void run() {
    collect_names();
    out_ << kHeader << kExecutionVersion << '\n';
    for (BlockRuleIndex rule = 0; rule < program_.rules.size(); ++rule) {
      if (execution_.blocks(rule).count != 0)
        out_ << '\n';
      for (std::uint32_t number = 0; number < execution_.blocks(rule).count; ++number)
        print(rule, number);
    }
  }

private:
  template <class Visit> void each_address(const Visit& visit) {
    for (BlockRuleIndex rule = 0; rule < program_.rules.size(); ++rule)
      for (std::uint32_t i = 0; i < program_.rules[rule].parameters; ++i)
        if (program_.rules[rule].variables[i].type.kind == BlockType::Kind::Address)
          for (const BlockRef block : execution_.blocks(rule).words[i])
            visit(block);
  }

  bool exists(BlockRef block) const {
    const std::uint64_t rule = block >> 32;
    return rule < program_.rules.size() &&
           static_cast<std::uint32_t>(block) <
               execution_.blocks(static_cast<BlockRuleIndex>(rule)).count;
  }

  /// References sort as blocks are printed.
  void collect_names() {
    each_address([&](BlockRef block) {
      if (exists(block))
        named_.push_back(block);
    });
    llvm::sort(named_);
    named_.erase(std::unique(named_.begin(), named_.end()), named_.end());
  }

  /// Prints the name of a block; one that does not exist has a name that no block has.
  void print_name(BlockRef block) {
    const auto found = std::lower_bound(named_.begin(), named_.end(), block);
    if (found == named_.end() || *found != block)
      out_ << "none";
    else
      out_ << 'b' << (found - named_.begin());
  }

  void print(BlockRuleIndex index, std::uint32_t number) {
    const BlockRule& rule = program_.rules[index];
    const BlockRef self = block_ref(index, number);
    if (next_named_ < named_.size() && named_[next_named_] == self) {
      print_name(self);
      out_ << " = ";
      ++next_named_;
    }
    out_ << rule.name << '(';
    for (std::uint32_t i = 0; i < rule.parameters; ++i) {
      out_ << (i == 0 ? "" : ", ");
      print_value(rule.variables[i].type, execution_.blocks(index), i, number);
    }
    out_ << ")\n";
  }

  void print_value(const BlockType& type, const RuleBlocks& blocks, std::uint32_t parameter,
                   std::uint32_t number) {
    switch (type.kind) {
    case BlockType::Kind::Field:
      out_ << to_text(blocks.elements[parameter][number]);
      return;
    case BlockType::Kind::Address:
      return print_name(blocks.words[parameter][number]);
    case BlockType::Kind::Text:
      return print_text(blocks.words[parameter][number]);
    case BlockType::Kind::Integer:
      break;
    }
    const std::uint64_t word = blocks.words[parameter][number];
    if (type.is_signed)
      out_ << static_cast<std::int64_t>(word);
    else
      out_ << word;
  }

  void print_text(std::uint64_t id) {
    out_ << quoted_text(program_.symbols, execution_.texts()[static_cast<TextTable::Id>(id)]);
  }

  llvm::raw_ostream& out_;
  const BlockProgram& program_;
  const Execution& execution_;
  std::vector<BlockRef> named_; ///< sorted: the blocks that others refer to
  std::size_t next_named_ = 0;
};

} // namespace

bool is_execution_text(const SourceFile& source) {
  llvm::StringRef text = source.text();
  while (!text.empty()) {
    const auto [line, rest] = text.split('\n');
    if (const llvm::StringRef content = content_of(line); !content.empty())
      return content.startswith(kHeader);
    text = rest;
  }
  return false;
}

std::optional<Execution> parse_execution(const SourceFile& source, const BlockProgram& program,
                                         DiagnosticSink& sink) {
  return ExecutionParser(source, program, sink).run();
}

void print_execution(llvm::raw_ostream& out, const BlockProgram& program,
                     const Execution& execution) {
  ExecutionPrinter(out, program, execution).run();
}

} // namespace blockfold::ir
