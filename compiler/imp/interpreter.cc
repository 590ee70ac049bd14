#include "compiler/imp/interpreter.h"

#include "compiler/support/format.h"
#include "compiler/support/names.h"
#include "runtime/base/check.h"

#include <limits>

namespace blockfold::imp {
namespace {

/// Steps between reports.
constexpr std::uint64_t kReportEvery = std::uint64_t{1} << 22;

using ir::WideInteger;

/// A polynomial as a list of terms; sums that leave 128 bits have no value.
class Evaluator {
public:
  explicit Evaluator(const ir::Polynomial& polynomial) {
    for (const ir::Monomial& term : polynomial.terms()) {
      BF_CHECK(term.variables.size() <= 2);
      Term out{term.coefficient, kNone, kNone};
      if (!term.variables.empty())
        out.first = term.variables.front();
      if (term.variables.size() == 2)
        out.second = term.variables.back();
      terms_.push_back(out);
    }
  }

  bool evaluate(const std::int64_t* slots, WideInteger& out) const {
    out = 0;
    for (const Term& term : terms_) {
      WideInteger product = term.first == kNone ? 1 : WideInteger{slots[term.first]};
      if (term.second != kNone)
        product *= slots[term.second]; // of two numbers of 64 bits
      if (__builtin_mul_overflow(product, WideInteger{term.coefficient}, &product) ||
          __builtin_add_overflow(out, product, &out))
        return false;
    }
    return true;
  }

private:
  static constexpr Slot kNone = ~Slot{0};
  struct Term {
    std::int64_t coefficient;
    Slot first, second;
  };
  llvm::SmallVector<Term, 2> terms_;
};

/// A step ready to be carried out.
struct Action {
  explicit Action(const Step& step)
      : index(step.access ? step.access->index : ir::Polynomial()),
        written(step.access && step.access->written ? *step.access->written : ir::Polynomial()),
        dividend(step.division ? step.division->dividend : ir::Polynomial()),
        divisor(step.division ? step.division->divisor : ir::Polynomial()), value(step.value),
        left(step.left), right(step.right) {}
  Evaluator index, written, dividend, divisor, value, left, right;
  /// The rules of its outcomes: always, holds or positive; fails or negative.
  std::uint32_t first_rule = 0, second_rule = 0;
};

struct Cell {
  std::int64_t value;
  std::uint64_t since; ///< when it was free again
};

class Runner {
public:
  Runner(const CompiledProgram& program, const SourceFile& source, ir::Execution* execution,
         DiagnosticSink& sink)
      : program_(program), machine_(program.machine), reporter_(source, sink), sink_(sink),
        execution_(execution), slots_(kFirstVariable + machine_.variables.size()) {
    for (const Step& step : machine_.steps)
      actions_.emplace_back(step);
    for (std::uint32_t i = 0; i < program.rules.steps.size(); ++i) {
      const StepRule& rule = program.rules.steps[i];
      const bool second = rule.outcome == StepRule::Outcome::Fails ||
                          rule.outcome == StepRule::Outcome::NegativeDivisor;
      (second ? actions_[rule.step].second_rule : actions_[rule.step].first_rule) = i;
    }
  }

  std::optional<Outcome> run(const Values& inputs, const RunLimits& limits, const Trace& trace) {
    if (!begin(inputs))
      return std::nullopt;
    StepId at = machine_.entry;
    while (!machine_.is_ending(at)) {
      if (time_ >= limits.max_steps) {
        fault(Code::TooManySteps, machine_.steps[at],
              fmt::format("the run is not over after {} steps", limits.max_steps));
        return std::nullopt;
      }
      if (limits.report && time_ % kReportEvery == 0 && time_ != 0)
        limits.report(time_);
      if (trace)
        trace(time_ + 1, machine_.steps[at], llvm::ArrayRef(slots_).drop_front(kFirstVariable));
      const auto next = step(at);
      if (!next)
        return std::nullopt;
      at = *next;
      ++time_;
    }
    return end(at);
  }

private:
  // --- before the first step --------------------------------------------------------------------

  void input_fault(Code code, std::string message) {
    Diagnostic diagnostic;
    diagnostic.code = &info(code);
    diagnostic.message = std::move(message);
    sink_.add(std::move(diagnostic));
  }

  const std::vector<std::int64_t>* input(const Values& inputs, const std::string& name,
                                         std::size_t size, bool is_array) {
    const auto found = inputs.find(name);
    if (found == inputs.end()) {
      input_fault(Code::MissingInput, fmt::format("the input {} has no value", quoted(name)));
      return nullptr;
    }
    if (found->second.size() == size)
      return &found->second;
    input_fault(Code::BadInput,
                is_array ? fmt::format("the input {} has {} elements, but {} are given",
                                       quoted(name), size, found->second.size())
                         : fmt::format("the input {} is a number, not an array", quoted(name)));
    return nullptr;
  }

  bool begin(const Values& inputs) {
    bool good = check_names(inputs);
    std::vector<std::uint64_t> words;
    for (VariableId v = 0; v < machine_.variables.size(); ++v) {
      const Variable& variable = machine_.variables[v];
      std::int64_t value = variable.initial;
      if (variable.is_input) {
        const auto* given = input(inputs, variable.name, 1, false);
        good &= given != nullptr;
        value = given != nullptr ? given->front() : 0;
        words.push_back(static_cast<std::uint64_t>(value));
      }
      slots_[slot_of(v)] = value;
    }
    for (const Array& array : machine_.arrays) {
      const std::vector<std::int64_t>* given = nullptr;
      if (array.is_input)
        good &= (given = input(inputs, array.name, array.size, true)) != nullptr;
      std::vector<Cell>& cells = cells_.emplace_back();
      for (std::uint32_t i = 0; i < array.size; ++i)
        cells.push_back({given != nullptr ? (*given)[i] : 0, 0});
    }
    if (good && execution_ != nullptr) {
      execution_->add(program_.start_rule, words);
      record_cells_at_begin();
    }
    return good;
  }

  bool check_names(const Values& inputs) {
    bool good = true;
    for (const auto& [name, values] : inputs) {
      NearMatches near(name);
      bool known = false;
      const auto consider = [&](const auto& declared) {
        known |= declared.is_input && declared.name == name;
        if (declared.is_input)
          near.offer(declared.name);
      };
      for (const Variable& variable : machine_.variables)
        consider(variable);
      for (const Array& array : machine_.arrays)
        consider(array);
      if (known)
        continue;
      good = false;
      const auto best = near.best();
      input_fault(
          Code::UnknownInput,
          fmt::format("the program has no input {}{}", quoted(name),
                      best.empty() ? "" : fmt::format("; did you mean {}?", quoted(best.front()))));
    }
    return good;
  }

  void record_cells_at_begin() {
    for (ArrayId array = 0; array < cells_.size(); ++array)
      for (std::uint64_t i = 0; i < cells_[array].size(); ++i) {
        const std::uint64_t words[] = {i, static_cast<std::uint64_t>(cells_[array][i].value)};
        execution_->add(program_.array_rules[array].begin,
                        llvm::ArrayRef(words, machine_.arrays[array].is_input ? 2 : 1));
      }
  }

  // --- steps ------------------------------------------------------------------------------------

  void fault(Code code, const Step& step, std::string message) {
    std::vector<DiagnosticNote> notes;
    notes.push_back(
        {SourceRange(), fmt::format("it is step {} of the run{}", time_ + 1, variables())});
    reporter_.report(code, step.where, std::move(message), std::move(notes));
  }
  /// ", where i = 3, n = 4": what a person needs to see why.
  std::string variables() const {
    constexpr std::size_t kShown = 12;
    std::string text;
    for (VariableId v = 0; v < std::min(kShown, machine_.variables.size()); ++v)
      text += fmt::format("{} {} = {}", v == 0 ? ", where" : ",", machine_.variables[v].name,
                          slots_[slot_of(v)]);
    return text;
  }

  /// The value as a number of 64 bits; false, after a report, if it is none.
  bool evaluate(const Evaluator& evaluator, const Step& step, std::int64_t& out) {
    WideInteger value = 0;
    if (evaluator.evaluate(slots_.data(), value) && fits(value)) {
      out = static_cast<std::int64_t>(value);
      return true;
    }
    fault(Code::Overflow, step, "a value of this step does not fit 64 bits");
    return false;
  }
  static bool fits(WideInteger value) {
    return value >= std::numeric_limits<std::int64_t>::min() &&
           value <= std::numeric_limits<std::int64_t>::max();
  }

  /// Where the run goes on; nothing, after a report, if it cannot.
  std::optional<StepId> step(StepId id) {
    const Step& step = machine_.steps[id];
    const Action& action = actions_[id];
    if (step.access && !find_cell(step, action))
      return std::nullopt;
    std::uint32_t rule = action.first_rule;
    StepId next = step.next;
    std::int64_t value = 0;
    switch (step.kind) {
    case Step::Kind::Assign:
      if (step.division && !divide(step, action, rule))
        return std::nullopt;
      if (!evaluate(action.value, step, value))
        return std::nullopt;
      break;
    case Step::Kind::Write:
      if (!evaluate(action.written, step, value))
        return std::nullopt;
      break;
    case Step::Kind::Test: {
      WideInteger left = 0, right = 0;
      if (!action.left.evaluate(slots_.data(), left) ||
          !action.right.evaluate(slots_.data(), right)) {
        fault(Code::Overflow, step, "a side of this comparison does not fit 128 bits");
        return std::nullopt;
      }
      if (step.comparison == Step::Comparison::Equal ? left != right : left >= right) {
        rule = action.second_rule;
        next = step.otherwise;
      }
      break;
    }
    case Step::Kind::Skip:
      break;
    }
    if (execution_ != nullptr)
      record(rule);
    if (step.kind == Step::Kind::Assign)
      slots_[slot_of(step.target)] = value;
    if (step.access) {
      cell_->since = time_ + 1;
      if (step.kind == Step::Kind::Write)
        cell_->value = value;
    }
    return next;
  }

  bool find_cell(const Step& step, const Action& action) {
    std::vector<Cell>& cells = cells_[step.access->array];
    WideInteger index = 0;
    if (!action.index.evaluate(slots_.data(), index) || index < 0 ||
        index >= static_cast<WideInteger>(cells.size())) {
      fault(Code::OutOfBounds, step,
            fmt::format("there is no element {} of {}, which has {}", index,
                        quoted(machine_.arrays[step.access->array].name), cells.size()));
      return false;
    }
    index_ = static_cast<std::size_t>(index);
    cell_ = &cells[index_];
    slots_[kCellSlot] = cell_->value;
    return true;
  }

  /// The remainder is never negative.
  bool divide(const Step& step, const Action& action, std::uint32_t& rule) {
    WideInteger dividend = 0;
    std::int64_t divisor = 0;
    if (!evaluate(action.divisor, step, divisor))
      return false;
    if (divisor == 0) {
      fault(Code::DivisionByZero, step, "the divisor is 0");
      return false;
    }
    if (!action.dividend.evaluate(slots_.data(), dividend)) {
      fault(Code::Overflow, step, "the dividend does not fit 128 bits");
      return false;
    }
    WideInteger quotient = dividend / divisor, remainder = dividend % divisor;
    if (remainder < 0) {
      remainder += divisor < 0 ? -WideInteger{divisor} : WideInteger{divisor};
      quotient += divisor < 0 ? 1 : -1;
    }
    if (!fits(quotient)) {
      fault(Code::Overflow, step, "the quotient does not fit 64 bits");
      return false;
    }
    if (divisor < 0 && !fits(-quotient)) {
      fault(Code::Overflow, step,
            "the quotient is -2^63; by a negative divisor its contrary has to fit 64 bits, too");
      return false;
    }
    slots_[kQuotientSlot] = static_cast<std::int64_t>(quotient);
    slots_[kRemainderSlot] = static_cast<std::int64_t>(remainder);
    if (divisor < 0)
      rule = action.second_rule;
    return true;
  }

  void record(std::uint32_t rule) {
    words_.clear();
    elements_.clear();
    for (const Source& source : program_.rules.steps[rule].parameters)
      switch (source.kind) {
      case Source::Kind::Time:
        elements_.push_back(Fr::from_u64(time_));
        break;
      case Source::Kind::CellTime:
        elements_.push_back(Fr::from_u64(cell_->since));
        break;
      case Source::Kind::Wait:
        words_.push_back(time_ - cell_->since);
        break;
      case Source::Kind::CellIndex:
        words_.push_back(index_);
        break;
      case Source::Kind::Value:
        words_.push_back(static_cast<std::uint64_t>(slots_[source.slot]));
        break;
      case Source::Kind::Contrary:
        words_.push_back(0 - static_cast<std::uint64_t>(slots_[source.slot]));
        break;
      }
    execution_->add(program_.step_rules[rule], words_, elements_);
  }

  // --- after the last step ----------------------------------------------------------------------

  Outcome end(StepId at) {
    Outcome out;
    const Ending& ending = machine_.ending(at);
    out.failed = ending.failed;
    out.requirement = ending.where;
    out.steps = time_;
    out.ending = static_cast<std::uint32_t>(at - machine_.steps.size());
    for (VariableId v = 0; v < machine_.variables.size(); ++v)
      if (machine_.variables[v].is_output)
        out.outputs[machine_.variables[v].name] = {slots_[slot_of(v)]};
    for (ArrayId array = 0; array < cells_.size(); ++array)
      if (machine_.arrays[array].is_output)
        for (const Cell& cell : cells_[array])
          out.outputs[machine_.arrays[array].name].push_back(cell.value);
    if (execution_ != nullptr)
      record_end(at, out.ending);
    return out;
  }

  void record_end(StepId at, std::uint32_t ending) {
    words_.clear();
    for (const bool shown : {true, false})
      for (const VariableId v : program_.live[at])
        if (machine_.variables[v].is_output == shown)
          words_.push_back(static_cast<std::uint64_t>(slots_[slot_of(v)]));
    execution_->add(program_.ending_rules[ending], words_, Fr::from_u64(time_));
    for (ArrayId array = 0; array < cells_.size(); ++array)
      for (std::uint64_t i = 0; i < cells_[array].size(); ++i) {
        const Cell& cell = cells_[array][i];
        execution_->add(program_.array_rules[array].end,
                        {i, static_cast<std::uint64_t>(cell.value)}, Fr::from_u64(cell.since));
      }
  }

  const CompiledProgram& program_;
  const Machine& machine_;
  Reporter reporter_;
  DiagnosticSink& sink_;
  ir::Execution* execution_;
  std::vector<std::int64_t> slots_;
  std::vector<Action> actions_;
  std::vector<std::vector<Cell>> cells_; ///< by array
  Cell* cell_ = nullptr;                 ///< that the step at hand uses
  std::size_t index_ = 0;                ///< of that cell
  std::uint64_t time_ = 0;
  llvm::SmallVector<std::uint64_t, 16> words_;
  llvm::SmallVector<Fr, 2> elements_;
};

} // namespace

std::optional<Outcome> run(const CompiledProgram& program, const SourceFile& source,
                           const Values& inputs, const RunLimits& limits, ir::Execution* execution,
                           const Trace& trace, DiagnosticSink& sink) {
  return Runner(program, source, execution, sink).run(inputs, limits, trace);
}

} // namespace blockfold::imp
