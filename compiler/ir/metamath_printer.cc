#include "compiler/ir/metamath_printer.h"

#include "runtime/base/check.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSet.h>

#include <algorithm>
#include <optional>

namespace blockfold::ir {
namespace {

/// A step of a compressed proof: 1 to 20 are A to T, larger ones have digits U to Y before.
void append_step(std::string& out, std::uint64_t number) {
  std::string digits(1, static_cast<char>('A' + (number - 1) % 20));
  for (std::uint64_t rest = (number - 1) / 20; rest != 0; rest = (rest - 1) / 5)
    digits.insert(digits.begin(), static_cast<char>('U' + (rest - 1) % 5));
  out += digits;
}

/// Lines of at most 79 characters: of labels between blanks, of steps anywhere.
void print_wrapped(llvm::raw_ostream& out, llvm::StringRef text) {
  constexpr std::size_t kWidth = 75;
  while (text.size() > kWidth) {
    const std::size_t blank = text.take_front(kWidth + 1).rfind(' ');
    const std::size_t end = blank == llvm::StringRef::npos ? kWidth : blank;
    out << "    " << text.take_front(end) << '\n';
    text = text.drop_front(end).ltrim();
  }
  out << "    " << text << '\n';
}

bool is_label_character(char c) {
  return llvm::isAlnum(c) || c == '-' || c == '_' || c == '.';
}

/// Names as Metamath allows them, all different.
class MetamathNames {
public:
  explicit MetamathNames(const Theory& theory) : theory_(theory) {}

  Status choose() {
    for (const Assertion& assertion : theory_.assertions)
      each_template(assertion, [&](const Template& text) { note_constants(text); });
    for (const std::string& typecode : theory_.typecodes)
      constants_.insert(typecode);
    symbols_.assign(theory_.symbol_names.begin(), theory_.symbol_names.end());
    for (const Variable& variable : theory_.variables)
      if (variable.dummy)
        symbols_[variable.code] = unused("dummy-" + plain(theory_.symbol_names[variable.code]));
    for (const Assertion& assertion : theory_.assertions)
      for (const Parameter& parameter : assertion.parameters)
        variables_.insert(symbols_[parameter.code]);
    for (const Variable& variable : theory_.variables)
      variables_.insert(symbols_[variable.code]);
    for (const auto& entry : constants_)
      if (variables_.contains(entry.first()) || entry.first().contains('$'))
        return clash(entry.first());
    for (const auto& entry : variables_)
      if (entry.first().contains('$'))
        return clash(entry.first());
    for (const Assertion& assertion : theory_.assertions)
      labels_.push_back(unused(plain(assertion.label)));
    return success();
  }

  const std::string& symbol(SymbolCode code) const { return symbols_[code]; }
  const std::string& label(AssertionId id) const { return labels_[id]; }

  void print_declarations(llvm::raw_ostream& out) const {
    print(out, "$c", constants_);
    if (!variables_.empty())
      print(out, "$v", variables_);
  }

  template <class Visit> static void each_template(const Assertion& assertion, const Visit& visit) {
    for (const Template& essential : assertion.essentials)
      visit(essential);
    visit(assertion.conclusion);
  }

private:
  static Status clash(llvm::StringRef name) {
    return Error{"metamath.symbol", "'" + name.str() +
                                        "' cannot be a symbol of a Metamath database: it has a "
                                        "dollar sign, or is both a constant and a variable"};
  }

  static std::string plain(llvm::StringRef name) {
    std::string out;
    for (const char c : name)
      out += is_label_character(c) ? c : '_';
    return out;
  }

  /// The name, with a number if it is taken. Labels and symbols share one space.
  std::string unused(const std::string& name) {
    const auto taken = [&](const std::string& candidate) {
      return constants_.contains(candidate) || variables_.contains(candidate) ||
             !chosen_.insert(candidate).second;
    };
    std::string out = name;
    for (unsigned i = 1; taken(out); ++i)
      out = name + "-" + std::to_string(i);
    return out;
  }

  void note_constants(const Template& text) {
    for (const Item item : text.items)
      if (!item.is_parameter())
        constants_.insert(theory_.symbol_names[item.code()]);
  }

  static void print(llvm::raw_ostream& out, const char* keyword, const llvm::StringSet<>& names) {
    std::vector<std::string> sorted;
    for (const auto& entry : names)
      sorted.push_back(entry.first().str());
    llvm::sort(sorted);
    std::size_t width = 80;
    for (const std::string& name : sorted) {
      if (width + 1 + name.size() > 76) {
        out << (width == 80 ? "" : " $.\n") << keyword;
        width = 2;
      }
      out << ' ' << name;
      width += 1 + name.size();
    }
    out << " $.\n";
  }

  const Theory& theory_;
  llvm::StringSet<> constants_, variables_, chosen_;
  std::vector<std::string> symbols_, labels_;
};

/// The proof of one context.
class ProofWriter {
public:
  ProofWriter(const Theory& theory, const Transcript& transcript, const MetamathNames& names,
              const Assertion& assertion)
      : theory_(theory), transcript_(transcript), names_(names), assertion_(assertion) {}

  /// The variables that the proof has besides those of its theorem.
  std::vector<std::uint32_t> dummies(BlockId qed) {
    std::vector<std::uint32_t> out;
    each_block(qed, [&](BlockId id) {
      const Block& block = transcript_.blocks[id];
      if (block.kind == BlockKind::Variable && !parameter_of(block.subject))
        out.push_back(block.subject);
    });
    llvm::sort(out);
    return out;
  }

  /// "( labels ) STEPS"
  std::string write(BlockId qed, llvm::StringRef own_label) {
    count_uses(qed);
    each_step(qed);
    std::string text = "(";
    for (const std::string& label : labels_)
      text += " " + label_text(label, own_label);
    return text + " ) " + encoded();
  }

  /// What follows the theorem's label in that of a dummy's `$f`.
  static std::string float_suffix(std::uint32_t dummy) { return ".d" + std::to_string(dummy); }

  /// The place of a variable among the parameters.
  std::optional<std::uint32_t> parameter_of(std::uint32_t variable) const {
    const Variable& of = theory_.variables[variable];
    for (std::uint32_t i = 0; i < assertion_.parameters.size(); ++i)
      if (assertion_.parameters[i].code == of.code &&
          assertion_.parameters[i].typecode == of.typecode)
        return i;
    return std::nullopt;
  }

private:
  /// What is applied to premises; a hypothesis's premises are no steps.
  llvm::ArrayRef<BlockId> premises(BlockId id) const {
    const Block& block = transcript_.blocks[id];
    return block.kind == BlockKind::Rule ? transcript_.premises_of(block)
                                         : llvm::ArrayRef<BlockId>();
  }

  /// Visits every block below `root` once, premises first.
  template <class Visit> void each_block(BlockId root, const Visit& visit) const {
    llvm::DenseMap<BlockId, bool> done;
    std::vector<std::pair<BlockId, std::size_t>> stack{{root, 0}};
    while (!stack.empty()) {
      auto& [id, next] = stack.back();
      const auto below = premises(id);
      if (next < below.size()) {
        const BlockId premise = below[next++];
        if (!done.count(premise))
          stack.push_back({premise, 0});
        continue;
      }
      if (done.try_emplace(id, true).second)
        visit(id);
      stack.pop_back();
    }
  }

  void count_uses(BlockId qed) {
    each_block(qed, [&](BlockId id) {
      for (const BlockId premise : premises(id))
        ++uses_[premise];
    });
  }

  /// Steps in the order of a proof; what is used again is saved and named.
  void each_step(BlockId root) {
    std::vector<std::pair<BlockId, std::size_t>> stack{{root, 0}};
    while (!stack.empty()) {
      auto& [id, next] = stack.back();
      if (next == 0 && saved_.count(id)) {
        steps_.push_back({Step::Kind::Saved, saved_[id]});
        stack.pop_back();
        continue;
      }
      const auto below = premises(id);
      if (next < below.size()) {
        const BlockId premise = below[next++];
        stack.push_back({premise, 0});
        continue;
      }
      apply(id);
      stack.pop_back();
    }
  }

  void apply(BlockId id) {
    const Block& block = transcript_.blocks[id];
    switch (block.kind) {
    case BlockKind::Hypothesis:
      steps_.push_back({Step::Kind::Mandatory,
                        static_cast<std::uint32_t>(assertion_.parameters.size()) + block.subject});
      return;
    case BlockKind::Variable:
      if (const auto parameter = parameter_of(block.subject))
        steps_.push_back({Step::Kind::Mandatory, *parameter});
      else
        steps_.push_back({Step::Kind::Label, label(float_suffix(block.subject))});
      return;
    case BlockKind::Rule:
      break;
    }
    steps_.push_back(
        {Step::Kind::Label, label(names_.label(theory_.rules[block.subject].assertion))});
    if (uses_[id] > 1 && block.premise_count != 0) {
      saved_[id] = static_cast<std::uint32_t>(saved_.size());
      steps_.push_back({Step::Kind::Save, 0});
    }
  }

  std::uint32_t label(const std::string& name) {
    const auto [entry, inserted] =
        label_numbers_.try_emplace(name, static_cast<std::uint32_t>(labels_.size()));
    if (inserted)
      labels_.push_back(name);
    return entry->second;
  }
  /// Labels of dummies are those of the theorem's own `$f`.
  static std::string label_text(const std::string& label, llvm::StringRef own_label) {
    return label.front() == '.' ? own_label.str() + label : label;
  }

  std::string encoded() const {
    const std::uint64_t mandatory = assertion_.parameters.size() + assertion_.essentials.size();
    std::string out;
    for (const Step& step : steps_)
      switch (step.kind) {
      case Step::Kind::Mandatory:
        append_step(out, step.number + 1);
        break;
      case Step::Kind::Label:
        append_step(out, mandatory + step.number + 1);
        break;
      case Step::Kind::Saved:
        append_step(out, mandatory + labels_.size() + step.number + 1);
        break;
      case Step::Kind::Save:
        out += 'Z';
        break;
      }
    return out;
  }

  struct Step {
    enum class Kind : std::uint8_t { Mandatory, Label, Saved, Save };
    Kind kind;
    std::uint32_t number;
  };

  const Theory& theory_;
  const Transcript& transcript_;
  const MetamathNames& names_;
  const Assertion& assertion_;
  llvm::DenseMap<BlockId, std::uint32_t> uses_, saved_;
  std::vector<std::string> labels_;
  llvm::StringMap<std::uint32_t> label_numbers_;
  std::vector<Step> steps_;
};

class DatabaseWriter {
public:
  DatabaseWriter(llvm::raw_ostream& out, const Theory& theory, const Transcript& transcript)
      : out_(out), theory_(theory), transcript_(transcript), names_(theory) {}

  Status run() {
    if (Status chosen = names_.choose(); !chosen)
      return chosen;
    for (const Assertion& assertion : theory_.assertions)
      if (Status good = check_parameters(assertion); !good)
        return good;
    names_.print_declarations(out_);
    ContextId context = 0;
    for (AssertionId id = 0; id < theory_.assertions.size(); ++id) {
      const bool proved = is_proved(theory_.assertions[id].role);
      print_assertion(id, proved ? std::optional(transcript_.qed[context]) : std::nullopt);
      context += proved ? 1 : 0;
    }
    return success();
  }

private:
  static Status check_parameters(const Assertion& assertion) {
    std::vector<bool> used(assertion.parameters.size());
    MetamathNames::each_template(assertion, [&](const Template& text) {
      for (const Item item : text.items)
        if (item.is_parameter())
          used[item.index()] = true;
    });
    if (llvm::all_of(used, [](bool u) { return u; }))
      return success();
    return Error{"metamath.parameter", "'" + assertion.label +
                                           "' has a parameter that its statements do not mention: "
                                           "Metamath has no such thing"};
  }

  void print_assertion(AssertionId id, std::optional<BlockId> qed) {
    const Assertion& assertion = theory_.assertions[id];
    const std::string& label = names_.label(id);
    ProofWriter proof(theory_, transcript_, names_, assertion);
    const std::vector<std::uint32_t> dummies =
        qed ? proof.dummies(*qed) : std::vector<std::uint32_t>();
    out_ << "\n${\n";
    for (std::size_t i = 0; i < assertion.parameters.size(); ++i)
      print_float(label + ".f" + std::to_string(i), assertion.parameters[i].typecode,
                  assertion.parameters[i].code);
    for (const std::uint32_t dummy : dummies)
      print_float(label + ProofWriter::float_suffix(dummy), theory_.variables[dummy].typecode,
                  theory_.variables[dummy].code);
    for (const auto& [first, second] : assertion.disjoint)
      print_disjoint(assertion.parameters[first].code, assertion.parameters[second].code);
    print_dummies_apart(assertion, dummies);
    for (std::size_t i = 0; i < assertion.essentials.size(); ++i)
      out_ << "  " << label << ".e" << i << " $e " << text(assertion, assertion.essentials[i])
           << " $.\n";
    out_ << "  " << label << (assertion.role == Role::Axiom ? " $a " : " $p ")
         << text(assertion, assertion.conclusion);
    if (qed) {
      out_ << " $=\n";
      print_wrapped(out_, proof.write(*qed, label));
      out_ << "   ";
    } else if (assertion.role != Role::Axiom) {
      out_ << " $= ?";
    }
    out_ << " $.\n$}\n";
  }

  void print_float(const std::string& label, TypecodeId typecode, SymbolCode code) {
    out_ << "  " << label << " $f " << theory_.typecodes[typecode] << ' ' << names_.symbol(code)
         << " $.\n";
  }
  void print_disjoint(SymbolCode a, SymbolCode b) {
    out_ << "  $d " << names_.symbol(a) << ' ' << names_.symbol(b) << " $.\n";
  }
  /// A dummy is distinct from every other variable of its proof.
  void print_dummies_apart(const Assertion& assertion, llvm::ArrayRef<std::uint32_t> dummies) {
    for (std::size_t i = 0; i < dummies.size(); ++i) {
      const SymbolCode dummy = theory_.variables[dummies[i]].code;
      for (const Parameter& parameter : assertion.parameters)
        print_disjoint(dummy, parameter.code);
      for (const std::uint32_t other : dummies.drop_front(i + 1))
        print_disjoint(dummy, theory_.variables[other].code);
    }
  }

  std::string text(const Assertion& assertion, const Template& statement) const {
    std::string out = theory_.typecodes[statement.typecode];
    for (const Item item : statement.items)
      out += " " + names_.symbol(item.is_parameter() ? assertion.parameters[item.index()].code
                                                     : item.code());
    return out;
  }

  llvm::raw_ostream& out_;
  const Theory& theory_;
  const Transcript& transcript_;
  MetamathNames names_;
};

} // namespace

Status print_metamath(llvm::raw_ostream& out, const Theory& theory, const Transcript& transcript) {
  return DatabaseWriter(out, theory, transcript).run();
}

} // namespace blockfold::ir
