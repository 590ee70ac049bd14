#include "compiler/imp/compile.h"

#include "compiler/imp/parser.h"
#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>

#include <limits>

namespace blockfold::imp {
namespace {

using ir::Interval;
using ir::Polynomial;

constexpr std::size_t kMaxSteps = 10'000;
/// Products of two values of 64 bits stay far below the size of the field.
constexpr std::size_t kMaxDegree = 2;

Interval value_interval() {
  return {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
}

/// The largest difference that a comparison may see.
bool is_small(const Polynomial& difference) {
  const auto interval = difference.interval([](Slot) { return std::optional(value_interval()); });
  return interval && interval->high <= ir::bits_interval(64).high;
}

/// Whether a rule can speak of the polynomial and of its contrary, and a circuit compute it.
bool is_moderate(const std::optional<Polynomial>& polynomial) {
  constexpr std::int64_t kMostScale = std::int64_t{1} << 60;
  return polynomial && llvm::all_of(polynomial->terms(), [](const ir::Monomial& term) {
           return term.variables.empty()
                      ? term.coefficient != std::numeric_limits<std::int64_t>::min()
                      : term.coefficient <= kMostScale && term.coefficient >= -kMostScale;
         });
}

bool is_plain(const Polynomial& polynomial) {
  return polynomial.as_variable() || polynomial.as_constant();
}

/// Finds the place that a number stands for: a step, or something that is not known yet.
class Places {
public:
  /// A place that will be bound later.
  StepId label() {
    labels_.push_back(0);
    return kLabel | static_cast<StepId>(labels_.size() - 1);
  }
  void bind(StepId label, StepId place) { labels_[label & ~kLabel] = place; }
  StepId resolve(StepId place) const {
    while ((place & kLabel) != 0)
      place = labels_[place & ~kLabel];
    return place;
  }

  static constexpr StepId kLabel = StepId{1} << 31, kEnding = StepId{1} << 30;

private:
  std::vector<StepId> labels_;
};

class Compiler {
public:
  Compiler(Names names, Reporter& reporter) : names_(std::move(names)), reporter_(reporter) {
    machine_.variables = std::move(names_.variables);
    machine_.arrays = std::move(names_.arrays);
  }

  std::optional<Machine> run(const ast::Program& program) {
    const StepId end = ending({false, {}});
    const StepId entry = compile(program.statements, end);
    if (machine_.steps.size() > kMaxSteps)
      reporter_.report(Code::TooLarge, {},
                       fmt::format("the program has more than {} steps", kMaxSteps));
    else
      put_in_order(entry);
    if (reporter_.failed())
      return std::nullopt;
    return std::move(machine_);
  }

private:
  // --- expressions ------------------------------------------------------------------------------

  /// What the expressions of one step need.
  struct Parts {
    bool inline_access = true, inline_division = false;
    std::vector<Step> before{}; ///< steps that must be done first, in order
    std::optional<Access> access{};
    std::optional<Division> division{};
    /// A part that must be done first depends on what the step itself finds.
    bool conflict = false;
  };

  /// Calls `lower(parts)` such that no conflict remains: if need be, all elements and quotients are
  /// found by steps of their own.
  template <class Lower> Parts lower_parts(bool division, const Lower& lower) {
    const std::size_t variables = machine_.variables.size();
    Parts parts{true, division};
    lower(parts);
    if (!parts.conflict)
      return parts;
    machine_.variables.resize(variables);
    parts = Parts{false, false};
    lower(parts);
    return parts;
  }

  static bool is_found_by_step(const Polynomial& polynomial) {
    return polynomial.mentions(kCellSlot) || polynomial.mentions(kQuotientSlot) ||
           polynomial.mentions(kRemainderSlot);
  }

  VariableId new_part(Range where) {
    machine_.variables.push_back(
        {fmt::format("part'{}", machine_.variables.size()), where, false, false, 0});
    return static_cast<VariableId>(machine_.variables.size() - 1);
  }

  /// Adds a step that keeps a value in a variable of its own.
  Polynomial keep(Parts& parts, Step step) {
    step.kind = Step::Kind::Assign;
    step.target = new_part(step.where);
    parts.before.push_back(std::move(step));
    return Polynomial::variable(slot_of(parts.before.back().target));
  }
  /// The same for the value of a polynomial.
  Polynomial keep_value(Parts& parts, const Polynomial& value, Range where) {
    if (is_found_by_step(value))
      parts.conflict = true;
    Step step{Step::Kind::Assign, where};
    step.value = value;
    return keep(parts, std::move(step));
  }

  Polynomial lower(const ast::Expression& expression, Parts& parts) {
    using Kind = ast::Expression::Kind;
    switch (expression.kind) {
    case Kind::Number:
      return Polynomial::constant(parse_number(expression.word, reporter_).value_or(0));
    case Kind::Name:
      return Polynomial::variable(slot_of(names_.find(expression.word.text)->id));
    case Kind::Element:
      return element(expression, parts);
    case Kind::Negation:
      return sum(Polynomial(), lower(expression.operands.front(), parts), -1, expression, parts);
    case Kind::Sum:
    case Kind::Difference: {
      const Polynomial left = lower(expression.operands[0], parts);
      const Polynomial right = lower(expression.operands[1], parts);
      return sum(left, right, expression.kind == Kind::Sum ? 1 : -1, expression, parts);
    }
    case Kind::Product: {
      const Polynomial left = lower(expression.operands[0], parts);
      const Polynomial right = lower(expression.operands[1], parts);
      return product(left, right, expression, parts);
    }
    case Kind::Quotient:
    case Kind::Remainder:
      break;
    }
    return division(expression, parts);
  }

  Polynomial sum(const Polynomial& a, const Polynomial& b, std::int64_t sign,
                 const ast::Expression& expression, Parts& parts) {
    if (const auto out = a.plus(b, sign); is_moderate(out))
      return *out;
    // Two variables have a sum.
    return *keep_value(parts, a, expression.where)
                .plus(keep_value(parts, b, expression.where), sign);
  }

  Polynomial product(Polynomial a, Polynomial b, const ast::Expression& expression, Parts& parts) {
    if (a.degree() + b.degree() > kMaxDegree)
      for (Polynomial* factor : {&a, &b})
        if (factor->degree() > 1)
          *factor = keep_value(parts, *factor, expression.where);
    if (const auto out = a.times(b); is_moderate(out))
      return *out;
    return *keep_value(parts, a, expression.where).times(keep_value(parts, b, expression.where));
  }

  Polynomial element(const ast::Expression& expression, Parts& parts) {
    // An element inside the index has to be found before.
    const bool inline_access = std::exchange(parts.inline_access, false);
    const bool inline_division = std::exchange(parts.inline_division, false);
    const Polynomial index = lower(expression.operands.front(), parts);
    parts.inline_access = inline_access;
    parts.inline_division = inline_division;
    const ArrayId array = names_.find(expression.word.text)->id;
    if (parts.access && parts.access->array == array && parts.access->index == index)
      return Polynomial::variable(kCellSlot);
    if (parts.inline_access && !parts.access) {
      parts.access = Access{array, index};
      return Polynomial::variable(kCellSlot);
    }
    if (is_found_by_step(index))
      parts.conflict = true;
    Step step{Step::Kind::Assign, expression.where};
    step.access = Access{array, index};
    step.value = Polynomial::variable(kCellSlot);
    return keep(parts, std::move(step));
  }

  Polynomial division(const ast::Expression& expression, Parts& parts) {
    const bool quotient = expression.kind == ast::Expression::Kind::Quotient;
    const bool inline_division = std::exchange(parts.inline_division, false);
    const Polynomial dividend = lower(expression.operands[0], parts);
    Polynomial divisor = lower(expression.operands[1], parts);
    parts.inline_division = inline_division;
    if (divisor.as_constant() == 0) {
      reporter_.report(Code::ZeroDivisor, expression.operands[1].where, "this is a division by 0");
      return Polynomial();
    }
    if (divisor.as_constant() == 1)
      return quotient ? dividend : Polynomial();
    if (!is_plain(divisor))
      divisor = keep_value(parts, divisor, expression.operands[1].where);
    const Polynomial result = Polynomial::variable(quotient ? kQuotientSlot : kRemainderSlot);
    if (parts.division && parts.division->dividend == dividend &&
        parts.division->divisor == divisor)
      return result;
    if (parts.inline_division && !parts.division) {
      parts.division = Division{dividend, divisor};
      return result;
    }
    if (is_found_by_step(dividend) || is_found_by_step(divisor))
      parts.conflict = true;
    Step step{Step::Kind::Assign, expression.where};
    step.division = Division{dividend, divisor};
    step.value = result;
    return keep(parts, std::move(step));
  }

  // --- conditions -------------------------------------------------------------------------------

  StepId compile(const ast::Condition& condition, StepId yes, StepId no) {
    using Kind = ast::Condition::Kind;
    switch (condition.kind) {
    case Kind::Not:
      return compile(condition.operands.front(), no, yes);
    case Kind::Compare:
      return compile_comparison(condition, yes, no);
    case Kind::And:
      for (std::size_t i = condition.operands.size(); i-- > 0;)
        yes = compile(condition.operands[i], yes, no);
      return yes;
    case Kind::Or:
      break;
    }
    for (std::size_t i = condition.operands.size(); i-- > 0;)
      no = compile(condition.operands[i], yes, no);
    return no;
  }

  /// Every comparison is an equality or a "less than", of two sides or their exchange, or its
  /// contrary.
  StepId compile_comparison(const ast::Condition& condition, StepId yes, StepId no) {
    using ast::Comparison;
    const Comparison comparison = condition.comparison;
    const bool equality = comparison == Comparison::Equal || comparison == Comparison::Different;
    const bool exchanged = comparison == Comparison::Greater || comparison == Comparison::LessEqual;
    const bool contrary = comparison == Comparison::Different ||
                          comparison == Comparison::LessEqual ||
                          comparison == Comparison::GreaterEqual;
    Step step{Step::Kind::Test, condition.where};
    step.comparison = equality ? Step::Comparison::Equal : Step::Comparison::Less;
    step.is_contrary = contrary;
    step.next = contrary ? no : yes;
    step.otherwise = contrary ? yes : no;
    Parts parts = lower_parts(false, [&](Parts& to) {
      step.left = lower(condition.sides[exchanged ? 1 : 0], to);
      step.right = lower(condition.sides[exchanged ? 0 : 1], to);
      make_comparable(step, to, equality);
    });
    step.access = std::move(parts.access);
    if (const auto difference = step.right.plus(step.left, -1);
        difference && difference->as_constant())
      step = constant_test(step, *difference->as_constant(), condition.where);
    return add_steps(std::move(parts), std::move(step));
  }

  void make_comparable(Step& step, Parts& parts, bool equality) {
    const auto forth = step.right.plus(step.left, -1), back = step.left.plus(step.right, -1);
    if (is_moderate(forth) && (equality || (is_small(*forth) && is_small(*back))))
      return;
    for (Polynomial* side : {&step.left, &step.right})
      if (is_moderate(forth) ? !is_plain(*side) : !side->as_variable())
        *side = keep_value(parts, *side, step.where);
  }

  Step constant_test(const Step& test, std::int64_t difference, Range where) {
    const bool holds =
        test.comparison == Step::Comparison::Equal ? difference == 0 : difference > 0;
    reporter_.report(Code::ConstantCondition, where, "this does not depend on any variable");
    Step out{Step::Kind::Skip, where};
    out.access = test.access; // the element has to exist all the same
    out.next = holds ? test.next : test.otherwise;
    return out;
  }

  // --- statements -------------------------------------------------------------------------------

  StepId add(Step step) {
    machine_.steps.push_back(std::move(step));
    return static_cast<StepId>(machine_.steps.size() - 1);
  }
  /// A step whose own successors are set, after those that its parts need. Returns the first.
  StepId add_steps(Parts parts, Step step) {
    StepId first = add(std::move(step));
    for (std::size_t i = parts.before.size(); i-- > 0;) {
      parts.before[i].next = first;
      first = add(std::move(parts.before[i]));
    }
    return first;
  }
  StepId ending(const Ending& ending) {
    machine_.endings.push_back(ending);
    return Places::kEnding | static_cast<StepId>(machine_.endings.size() - 1);
  }

  /// Back to front: every statement is given what comes after it.
  StepId compile(const ast::Block& block, StepId next) {
    for (std::size_t i = block.size(); i-- > 0;)
      next = compile(block[i], next);
    return next;
  }

  StepId compile(const ast::Statement& statement, StepId next) {
    using Kind = ast::Statement::Kind;
    if (machine_.steps.size() > kMaxSteps)
      return next;
    switch (statement.kind) {
    case Kind::Assign:
      return statement.index ? compile_write(statement, next) : compile_assignment(statement, next);
    case Kind::If: {
      const StepId yes = compile(statement.body, next), no = compile(statement.otherwise, next);
      return compile(*statement.condition, yes, no);
    }
    case Kind::While: {
      const StepId again = places_.label();
      const StepId body = compile(statement.body, again);
      const StepId first = compile(*statement.condition, body, next);
      places_.bind(again, first);
      return first;
    }
    case Kind::Require:
      return compile(*statement.condition, next, ending({true, statement.where}));
    case Kind::Skip:
      break;
    }
    Step step{Step::Kind::Skip, statement.where};
    step.next = next;
    return add(std::move(step));
  }

  StepId compile_assignment(const ast::Statement& statement, StepId next) {
    Step step{Step::Kind::Assign, statement.where};
    step.target = names_.find(statement.target.text)->id;
    step.next = next;
    Parts parts = lower_parts(true, [&](Parts& to) { step.value = lower(*statement.value, to); });
    step.access = std::move(parts.access);
    step.division = std::move(parts.division);
    return add_steps(std::move(parts), std::move(step));
  }

  StepId compile_write(const ast::Statement& statement, StepId next) {
    Step step{Step::Kind::Write, statement.where};
    step.next = next;
    Parts parts{false, false};
    const Polynomial index = lower(*statement.index, parts);
    const Polynomial value = lower(*statement.value, parts);
    step.access = Access{names_.find(statement.target.text)->id, index, value};
    return add_steps(std::move(parts), std::move(step));
  }

  // --- the whole --------------------------------------------------------------------------------

  /// Numbers the places that can be reached as they are met on the way from the entry.
  void put_in_order(StepId entry) {
    std::vector<Step> steps = std::move(machine_.steps);
    std::vector<Ending> endings = std::move(machine_.endings);
    machine_.steps.clear();
    machine_.endings.clear();
    std::vector<StepId> order, number(steps.size()), end_number(endings.size());
    std::vector<bool> seen(steps.size()), seen_end(endings.size());
    std::vector<StepId> open = {places_.resolve(entry)};
    while (!open.empty()) {
      const StepId at = open.back();
      open.pop_back();
      if ((at & Places::kEnding) != 0) {
        seen_end[at & ~Places::kEnding] = true;
        continue;
      }
      if (seen[at])
        continue;
      seen[at] = true;
      number[at] = static_cast<StepId>(order.size());
      order.push_back(at);
      if (steps[at].kind == Step::Kind::Test)
        open.push_back(places_.resolve(steps[at].otherwise));
      open.push_back(places_.resolve(steps[at].next));
    }
    for (StepId i = 0; i < endings.size(); ++i)
      if (seen_end[i]) {
        end_number[i] = static_cast<StepId>(order.size() + machine_.endings.size());
        machine_.endings.push_back(endings[i]);
      }
    const auto renumber = [&](StepId place) {
      const StepId at = places_.resolve(place);
      return (at & Places::kEnding) != 0 ? end_number[at & ~Places::kEnding] : number[at];
    };
    for (const StepId at : order) {
      Step& step = steps[at];
      step.next = renumber(step.next);
      step.otherwise = step.kind == Step::Kind::Test ? renumber(step.otherwise) : 0;
      machine_.steps.push_back(std::move(step));
    }
    machine_.entry = renumber(entry);
    if (machine_.endings.empty())
      reporter_.report(Code::NeverEnds, {}, "no run of this program can end");
  }

  Names names_;
  Reporter& reporter_;
  Machine machine_;
  Places places_;
};

} // namespace

std::optional<Machine> compile(const ast::Program& program, Names names, Reporter& reporter) {
  return Compiler(std::move(names), reporter).run(program);
}

} // namespace blockfold::imp
