#include "compiler/imp/rule_text.h"

#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>

#include <array>
#include <bit>
#include <cstdlib>
#include <limits>

namespace blockfold::imp {
namespace {

using ir::Polynomial;

// What a rule calls its own values. Names of programs have no "'".
constexpr const char* kTime = "t'";
constexpr const char* kCellTime = "s'";
constexpr const char* kIndex = "at'";
constexpr const char* kCell = "cell'";
constexpr const char* kQuotient = "q'";
constexpr const char* kRemainder = "r'";
constexpr const char* kContrary = "minus_q'";
constexpr const char* kSize = "size'";
constexpr const char* kWait = "wait'";
constexpr const char* kNew = "new'";

/// Words of the rule language cannot be variables there.
constexpr std::array kReserved = {
    "module",  "import", "sort",   "claim",   "symbols",  "relation", "linear",
    "unique",  "order",  "table",  "rows",    "rule",     "axiom",    "theorem",
    "public",  "hidden", "free",   "premise", "conclude", "distinct", "demand",
    "consume", "emit",   "lookup", "require", "let",      "self"};

class Writer {
public:
  Writer(const Machine& machine, llvm::ArrayRef<std::vector<VariableId>> live,
         const SourceFile& source)
      : machine_(machine), live_(live), source_(source) {}

  RuleText run() {
    write_head();
    for (StepId place = 0; place < live_.size(); ++place)
      write_relation(place);
    for (const Array& array : machine_.arrays)
      line("linear relation {}(order t: field, at: i64, value: i64)", cells(array));
    write_start();
    for (const Array& array : machine_.arrays)
      write_array(array);
    for (StepId id = 0; id < machine_.steps.size(); ++id)
      write_step(id);
    for (std::size_t i = 0; i < machine_.endings.size(); ++i)
      write_ending(static_cast<StepId>(machine_.steps.size() + i));
    return std::move(out_);
  }

private:
  template <class... Values> void line(fmt::format_string<Values...> format, Values&&... values) {
    out_.text += fmt::format(format, std::forward<Values>(values)...);
    out_.text += '\n';
  }

  // --- names ------------------------------------------------------------------------------------

  std::string name(VariableId variable) const {
    const std::string& own = machine_.variables[variable].name;
    return llvm::is_contained(kReserved, own) ? own + "'" : own;
  }
  std::string slot_name(Slot slot) const {
    switch (slot) {
    case kCellSlot:
      return kCell;
    case kQuotientSlot:
      return kQuotient;
    case kRemainderSlot:
      return kRemainder;
    default:
      return name(slot - kFirstVariable);
    }
  }
  static std::string cells(const Array& array) { return array.name + "'cells"; }
  static std::string place_name(StepId place) { return fmt::format("at{}", place); }

  /// One term of a sum. The least number cannot be written, but is a sum of two that can.
  std::string term_text(const ir::Monomial& term, bool first) const {
    if (term.coefficient == std::numeric_limits<std::int64_t>::min())
      return term_text({term.variables, term.coefficient + 1}, first) +
             term_text({term.variables, -1}, false);
    const std::int64_t size = std::abs(term.coefficient);
    std::string text = term.coefficient < 0 ? (first ? "-" : " - ") : (first ? "" : " + ");
    if (term.variables.empty() || size != 1)
      text += fmt::format("{}", size);
    for (std::size_t i = 0; i < term.variables.size(); ++i)
      text += (i == 0 && size == 1 ? "" : " * ") + slot_name(term.variables[i]);
    return text;
  }
  std::string text_of(const Polynomial& polynomial) const {
    std::string text;
    for (const ir::Monomial& term : polynomial.terms())
      text += term_text(term, text.empty());
    return text.empty() ? "0" : text;
  }
  /// Between parentheses unless it is one name or number.
  std::string factor_text(const Polynomial& polynomial) const {
    return polynomial.as_variable() ? text_of(polynomial) : "(" + text_of(polynomial) + ")";
  }

  /// ", a, b" for the variables at a place, each as `value` says.
  template <class Value> std::string state(StepId place, const Value& value) const {
    std::string text;
    for (const VariableId variable : live_[place])
      text += ", " + value(variable);
    return text;
  }
  std::string state(StepId place) const {
    return state(place, [this](VariableId v) { return name(v); });
  }

  // --- declarations -----------------------------------------------------------------------------

  void write_head() {
    line("//! The steps of an IMP program, each a rule (docs/executions.md). `at0`, `at1`, ... are "
         "the");
    line("//! places where a run may be, with the time and the variables whose values matter "
         "there.");
    line("//! A step that uses an element of an array takes it from the step that used it last, "
         "which");
    line("//! gave it back at time s', wait' before.");
  }

  void write_relation(StepId place) {
    line("\n/// {}", describe_place(place));
    line("linear relation {}(order t: field{})", place_name(place),
         state(place, [this](VariableId v) { return argument_name(v) + ": i64"; }));
  }
  /// The time is an argument, too.
  std::string argument_name(VariableId variable) const {
    return name(variable) == "t" ? "t''" : name(variable);
  }

  std::string describe_place(StepId place) const {
    if (!machine_.is_ending(place))
      return describe(machine_.steps[place].where);
    const Ending& ending = machine_.ending(place);
    return ending.failed ? "failed: " + describe(ending.where) : "the end";
  }
  /// "line 3: x = x + 1", on one line and without what would end the comment.
  std::string describe(Range where) const {
    llvm::StringRef text = source_.text().slice(where.begin, where.end);
    std::string shown;
    for (const char c : text.take_front(80))
      shown += c >= ' ' && c <= '~' ? c : ' ';
    return fmt::format("line {}: {}", source_.position(where.begin).line, shown);
  }

  void write_start() {
    std::vector<std::string> inputs;
    for (VariableId v = 0; v < machine_.variables.size(); ++v)
      if (machine_.variables[v].is_input)
        inputs.push_back(name(v));
    line("\n/// The run begins.");
    line("public axiom start{} {{",
         inputs.empty() ? "" : "(" + llvm::join(inputs, ", ") + ": i64)");
    line("  emit {}(0{})", place_name(machine_.entry), state(machine_.entry, [&](VariableId v) {
           const Variable& variable = machine_.variables[v];
           return variable.is_input ? name(v) : text_of(Polynomial::constant(variable.initial));
         }));
    line("}}");
  }

  void write_array(const Array& array) {
    RuleText::ArrayRules rules{array.name + "'begin", array.name + "'end"};
    line("\n/// An element of {} before the run.", array.name);
    line("public axiom {}(at{}: i64) {{", rules.begin, array.is_input ? ", value" : "");
    line("  emit {}(0, at, {})\n}}", cells(array), array.is_input ? "value" : "0");
    line("\n/// An element of {} after the run.", array.name);
    if (array.is_output)
      line("public rule {}(at, value: i64, hidden {}: field) {{", rules.end, kCellTime);
    else
      line("rule {}({}: field, at, value: i64) {{", rules.end, kCellTime);
    line("  consume {}({}, at, value)\n}}", cells(array), kCellTime);
    out_.arrays.push_back(std::move(rules));
  }

  void write_ending(StepId place) {
    const bool failed = machine_.ending(place).failed;
    out_.endings.push_back(failed ? fmt::format("failed{}", place) : "end");
    std::string shown, hidden;
    for (const VariableId v : live_[place])
      (machine_.variables[v].is_output ? shown : hidden) += ", " + name(v);
    line("\n/// The run has come to {}", describe_place(place));
    line("public rule {}({}: field{}{}) {{", out_.endings.back(), kTime,
         shown.empty() ? "" : shown + ": i64",
         hidden.empty() ? "" : ", hidden " + hidden.substr(2) + ": i64");
    line("  consume {}({}{})\n}}", place_name(place), kTime, state(place));
  }

  // --- steps ------------------------------------------------------------------------------------

  void write_step(StepId id) {
    using Outcome = StepRule::Outcome;
    const Step& step = machine_.steps[id];
    if (step.kind == Step::Kind::Test) {
      write_rule(id, Outcome::Holds, step.next);
      write_rule(id, Outcome::Fails, step.otherwise);
    } else if (!step.division) {
      write_rule(id, Outcome::Always, step.next);
    } else {
      const auto divisor = step.division->divisor.as_constant();
      if (!divisor || *divisor > 0)
        write_rule(id, Outcome::PositiveDivisor, step.next);
      if (!divisor || *divisor < 0)
        write_rule(id, Outcome::NegativeDivisor, step.next);
    }
  }

  static const char* suffix(const Step& step, StepRule::Outcome outcome) {
    switch (outcome) {
    case StepRule::Outcome::Always:
      break;
    case StepRule::Outcome::Holds:
      return step.is_contrary ? "_no" : "_yes";
    case StepRule::Outcome::Fails:
      return step.is_contrary ? "_yes" : "_no";
    case StepRule::Outcome::PositiveDivisor:
      return "_positive";
    case StepRule::Outcome::NegativeDivisor:
      return "_negative";
    }
    return "";
  }

  void write_rule(StepId id, StepRule::Outcome outcome, StepId next) {
    const Step& step = machine_.steps[id];
    StepRule rule{id, outcome, fmt::format("step{}{}", id, suffix(step, outcome)), {}};
    line("\n/// {}", describe(step.where));
    line("rule {}({}) {{", rule.name, parameters(step, live_[id], rule));
    const std::string time =
        step.access ? fmt::format("{} + {}", kCellTime, kWait) : std::string(kTime);
    line("  consume {}({}{})", place_name(id), time, state(id));
    if (step.access)
      write_cell(*step.access);
    if (step.division)
      write_division(*step.division, outcome);
    if (step.kind == Step::Kind::Test)
      write_test(step, outcome);
    // A value that nobody reads has to fit all the same.
    const std::string value = step.kind == Step::Kind::Assign ? new_value(step.value, outcome)
                              : step.kind == Step::Kind::Write
                                  ? new_value(*step.access->written, outcome)
                                  : "";
    if (step.access)
      line("  emit {}({} + 1, {}, {})", cells(machine_.arrays[step.access->array]), time,
           index_name(*step.access), step.access->written ? value : kCell);
    line("  emit {}({} + 1{})", place_name(next), time, state(next, [&](VariableId v) {
           return step.kind == Step::Kind::Assign && v == step.target ? value : name(v);
         }));
    line("}}");
    out_.steps.push_back(std::move(rule));
  }

  /// Lists the parameters, and notes where they come from.
  std::string parameters(const Step& step, llvm::ArrayRef<VariableId> live, StepRule& rule) const {
    using Kind = Source::Kind;
    rule.parameters = {{step.access ? Kind::CellTime : Kind::Time}};
    std::string text = fmt::format("{}: field", step.access ? kCellTime : kTime);
    if (step.access) {
      text += fmt::format(", {}: u32", kWait);
      rule.parameters.push_back({Kind::Wait});
    }
    std::vector<std::string> integers;
    for (const VariableId v : live) {
      integers.push_back(name(v));
      rule.parameters.push_back({Kind::Value, slot_of(v)});
    }
    if (step.access && has_own_index(*step.access)) {
      integers.emplace_back(kIndex);
      rule.parameters.push_back({Kind::CellIndex});
    }
    if (step.access) {
      integers.emplace_back(kCell);
      rule.parameters.push_back({Kind::Value, kCellSlot});
    }
    if (step.division) {
      const bool negative = rule.outcome == StepRule::Outcome::NegativeDivisor;
      integers.emplace_back(negative ? kContrary : kQuotient);
      rule.parameters.push_back({negative ? Kind::Contrary : Kind::Value, kQuotientSlot});
    }
    if (!integers.empty())
      text += ", " + llvm::join(integers, ", ") + ": i64";
    if (step.division) {
      text += fmt::format(", {}: u{}", kRemainder, remainder_bits(*step.division));
      rule.parameters.push_back({Kind::Value, kRemainderSlot});
    }
    return text;
  }

  // Elements of arrays. An index that is neither a variable nor a number has a value of its own,
  // because only a claim's argument that is a variable promises a range.
  static bool has_own_index(const Access& access) {
    const auto variable = access.index.as_variable();
    return !access.index.as_constant() && !(variable && *variable >= kFirstVariable);
  }
  std::string index_name(const Access& access) const {
    return has_own_index(access) ? kIndex : text_of(access.index);
  }
  void write_cell(const Access& access) {
    line("  consume {}({}, {}, {})", cells(machine_.arrays[access.array]), kCellTime,
         index_name(access), kCell);
    if (has_own_index(access))
      line("  require {} == {}", kIndex, text_of(access.index));
  }

  // Divisions. The remainder lies between 0 and the size of the divisor.
  static unsigned remainder_bits(const Division& division) {
    const auto divisor = division.divisor.as_constant();
    if (!divisor)
      return 63;
    const auto size = *divisor < 0 ? 0 - static_cast<std::uint64_t>(*divisor)
                                   : static_cast<std::uint64_t>(*divisor);
    return std::min(63U, std::max(1U, static_cast<unsigned>(std::bit_width(size - 1))));
  }
  void write_division(const Division& division, StepRule::Outcome outcome) {
    const std::string divisor = factor_text(division.divisor);
    if (outcome != StepRule::Outcome::NegativeDivisor) {
      line("  require {} == {} * {} + {}", text_of(division.dividend), kQuotient, divisor,
           kRemainder);
      line("  require {} < {}", kRemainder, divisor);
      return;
    }
    line("  let {} = -{}", kQuotient, kContrary);
    line("  let {} = -{}", kSize, divisor);
    line("  require {} == {} * {} + {}", text_of(division.dividend), kContrary, kSize, kRemainder);
    line("  require {} < {}", kRemainder, kSize);
  }

  void write_test(const Step& step, StepRule::Outcome outcome) {
    const bool holds = outcome == StepRule::Outcome::Holds;
    const char* sign =
        step.comparison == Step::Comparison::Equal ? (holds ? "==" : "!=") : (holds ? "<" : ">=");
    line("  require {} {} {}", text_of(step.left), sign, text_of(step.right));
  }

  /// What a variable or element is given. Values that claims or parameters promise need no check.
  std::string new_value(const Polynomial& value, StepRule::Outcome outcome) {
    const auto variable = value.as_variable();
    const bool contrary =
        variable == kQuotientSlot && outcome == StepRule::Outcome::NegativeDivisor;
    if (value.as_constant() || (variable && !contrary))
      return text_of(value);
    line("  let {}: i64 = {}", kNew, text_of(value));
    return kNew;
  }

  const Machine& machine_;
  llvm::ArrayRef<std::vector<VariableId>> live_;
  const SourceFile& source_;
  RuleText out_;
};

} // namespace

RuleText rule_text(const Machine& machine, llvm::ArrayRef<std::vector<VariableId>> live,
                   const SourceFile& source) {
  return Writer(machine, live, source).run();
}

} // namespace blockfold::imp
