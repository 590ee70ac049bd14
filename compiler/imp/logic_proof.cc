#include "compiler/imp/logic_proof.h"

#include "compiler/imp/arithmetic_proof.h"
#include "compiler/imp/stdlib_texts.h"
#include "compiler/support/format.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>

#include <map>

namespace blockfold::imp {
namespace {

using Integer = ArithmeticProofs::Integer;
using BlockName = TranscriptWriter::BlockName;

/// A parameter of an axiom, or a number.
struct Term {
  bool is_number = false;
  Integer number = 0;
  std::uint32_t parameter = 0;
};
Term number(Integer value) {
  return {true, value, 0};
}

/// `#arith a + b = result`, `a * b = result` or `a < b`.
struct Premise {
  enum class Kind : std::uint8_t { Sum, Product, Less };
  Kind kind;
  Term a, b, result{};
};

/// One step of the program, for one outcome: if the premises hold, a state steps to another. The
/// first parameters are the state before, further ones are what premises compute.
struct StepAxiom {
  std::string name;
  StepId place, next;
  std::uint32_t parameters;
  std::vector<Premise> premises;
  std::vector<Term> after;                          ///< the state
  std::optional<std::uint32_t> quotient, remainder; ///< parameters that no premise computes
};

/// How a step goes on: which way, with which element.
struct Variant {
  StepId step;
  std::uint8_t outcome; ///< of tests 0: holds, 1: less, 2: greater; of divisions the divisor's sign
  std::size_t cell;     ///< of accesses: the element's index
  friend auto operator<=>(const Variant&, const Variant&) = default;
};

/// Makes the axioms of one program.
class AxiomMaker {
public:
  AxiomMaker(const Machine& machine, std::uint32_t state_size, llvm::ArrayRef<std::size_t> arrays)
      : machine_(machine), state_size_(state_size), arrays_(arrays) {}

  StepAxiom make(const Variant& variant) {
    const Step& step = machine_.steps[variant.step];
    axiom_ = {};
    axiom_.name = name_of(variant);
    axiom_.place = variant.step;
    axiom_.next =
        step.kind == Step::Kind::Test && variant.outcome != 0 ? step.otherwise : step.next;
    axiom_.parameters = state_size_;
    for (std::uint32_t i = 0; i < state_size_; ++i)
      axiom_.after.push_back({false, 0, i});
    if (step.access)
      add_access(*step.access, variant.cell);
    if (step.division)
      add_division(*step.division, variant.outcome);
    if (step.kind == Step::Kind::Assign)
      axiom_.after[step.target] = value_of(step.value);
    if (step.kind == Step::Kind::Write)
      axiom_.after[cell_] = value_of(*step.access->written);
    if (step.kind == Step::Kind::Test)
      add_test(step, variant.outcome);
    return std::move(axiom_);
  }

private:
  std::string name_of(const Variant& variant) const {
    const Step& step = machine_.steps[variant.step];
    std::string name = "step" + std::to_string(variant.step);
    if (step.kind == Step::Kind::Test)
      name += variant.outcome == 0 ? "_yes" : variant.outcome == 1 ? "_less" : "_greater";
    if (step.division)
      name += variant.outcome == 0 ? "_positive" : "_negative";
    if (step.access)
      name += "_" + std::to_string(variant.cell);
    return name;
  }

  Term new_parameter() { return {false, 0, axiom_.parameters++}; }

  Term slot(Slot slot) const {
    switch (slot) {
    case kCellSlot:
      return {false, 0, cell_};
    case kQuotientSlot:
      return {false, 0, *axiom_.quotient};
    case kRemainderSlot:
      return {false, 0, *axiom_.remainder};
    default:
      return {false, 0, slot - kFirstVariable};
    }
  }

  Term sum(const Term& a, const Term& b) {
    const Term result = new_parameter();
    axiom_.premises.push_back({Premise::Kind::Sum, a, b, result});
    return result;
  }
  Term product(const Term& a, const Term& b) {
    const Term result = new_parameter();
    axiom_.premises.push_back({Premise::Kind::Product, a, b, result});
    return result;
  }
  void require_equal(const Term& a, const Term& b) {
    axiom_.premises.push_back({Premise::Kind::Sum, a, number(0), b});
  }
  void require_less(const Term& a, const Term& b) {
    axiom_.premises.push_back({Premise::Kind::Less, a, b});
  }

  Term value_of(const ir::Monomial& term) {
    if (term.variables.empty())
      return number(term.coefficient);
    Term out = slot(term.variables.front());
    for (const Slot factor : llvm::drop_begin(term.variables))
      out = product(out, slot(factor));
    return term.coefficient == 1 ? out : product(out, number(term.coefficient));
  }
  Term value_of(const ir::Polynomial& polynomial) {
    if (polynomial.terms().empty())
      return number(0);
    Term out = value_of(polynomial.terms().front());
    for (const ir::Monomial& term : polynomial.terms().drop_front())
      out = sum(out, value_of(term));
    return out;
  }

  void add_access(const Access& access, std::size_t index) {
    cell_ = static_cast<std::uint32_t>(arrays_[access.array] + index);
    require_equal(value_of(access.index), number(static_cast<Integer>(index)));
  }

  /// dividend = q d + r, 0 <= r < |d|
  void add_division(const Division& division, std::uint8_t sign) {
    const Term quotient = new_parameter(), remainder = new_parameter();
    axiom_.quotient = quotient.parameter;
    axiom_.remainder = remainder.parameter;
    const Term divisor = value_of(division.divisor), dividend = value_of(division.dividend);
    axiom_.premises.push_back(
        {Premise::Kind::Sum, product(quotient, divisor), remainder, dividend});
    require_less(number(-1), remainder);
    if (sign == 0)
      return require_less(remainder, divisor);
    // r < -d, that is r + d < 0
    require_less(sum(remainder, divisor), number(0));
  }

  void add_test(const Step& step, std::uint8_t outcome) {
    const Term left = value_of(step.left), right = value_of(step.right);
    if (step.comparison == Step::Comparison::Equal) {
      if (outcome == 0)
        return require_equal(left, right);
      return outcome == 1 ? require_less(left, right) : require_less(right, left);
    }
    if (outcome == 0)
      return require_less(left, right);
    require_less(sum(right, number(-1)), left); // right <= left
  }

  const Machine& machine_;
  std::uint32_t state_size_;
  llvm::ArrayRef<std::size_t> arrays_; ///< by array: where its elements start in a state
  StepAxiom axiom_;
  std::uint32_t cell_ = 0;
};

/// The value of a polynomial at a state; nothing if it does not fit.
std::optional<Integer> evaluate(const ir::Polynomial& polynomial,
                                const std::function<Integer(Slot)>& slot) {
  Integer sum = 0;
  for (const ir::Monomial& term : polynomial.terms()) {
    Integer product = term.coefficient;
    for (const Slot variable : term.variables)
      if (__builtin_mul_overflow(product, slot(variable), &product))
        return std::nullopt;
    if (__builtin_add_overflow(sum, product, &sum))
      return std::nullopt;
  }
  return sum;
}

/// How many blocks a transcript has: lines such as "b7 = ...".
std::uint64_t count_blocks(llvm::StringRef transcript) {
  llvm::SmallVector<llvm::StringRef, 0> lines;
  transcript.split(lines, '\n');
  return static_cast<std::uint64_t>(llvm::count_if(lines, [](llvm::StringRef line) {
    return line.consume_front("b") && !line.empty() && llvm::isDigit(line.front());
  }));
}

class LogicProver {
public:
  LogicProver(const CompiledProgram& program, const SourceFile& source, DiagnosticSink& sink)
      : program_(program), machine_(program.machine), source_(source), sink_(sink),
        blocks_("run", count_blocks(kMatchingLogicProofs)), numbers_(blocks_) {
    std::size_t size = machine_.variables.size();
    for (const Array& array : machine_.arrays) {
      arrays_.push_back(size);
      size += array.size;
    }
    cells_ = size - machine_.variables.size();
    state_.resize(size);
  }

  std::optional<LogicProof> run(const Values& inputs, const RunLimits& limits) {
    if (cells_ > kMostProofCells)
      return refuse(fmt::format("the arrays have {} elements in all, and each would be part of "
                                "every state; a proof takes up to {}",
                                cells_, kMostProofCells));
    AxiomMaker maker(machine_, static_cast<std::uint32_t>(state_.size()), arrays_);
    set_arrays(inputs);
    bool fits = true;
    const auto outcome = imp::run(
        program_, source_, inputs, limits, nullptr,
        [&](std::uint64_t, const Step& step, llvm::ArrayRef<std::int64_t> values) {
          std::copy(values.begin(), values.end(), state_.begin());
          fits = fits && take(maker, step);
        },
        sink_);
    if (!outcome)
      return std::nullopt;
    if (links_.empty() && fits)
      return refuse("the run has no steps, so there is nothing to prove");
    if (!fits)
      return refuse("a number on the way does not fit 127 bits");
    at_ = static_cast<StepId>(machine_.steps.size() + outcome->ending);
    finish();
    return LogicProof{rules_text(), transcript(), *outcome};
  }

private:
  std::nullopt_t refuse(std::string why) {
    Diagnostic diagnostic;
    diagnostic.code = &info(Code::NoLogicProof);
    diagnostic.message = std::move(why);
    sink_.add(std::move(diagnostic));
    return std::nullopt;
  }

  void set_arrays(const Values& inputs) {
    for (ArrayId i = 0; i < machine_.arrays.size(); ++i) {
      const auto given = inputs.find(machine_.arrays[i].name);
      for (std::uint32_t k = 0; k < machine_.arrays[i].size; ++k)
        if (given != inputs.end() && k < given->second.size())
          state_[arrays_[i] + k] = given->second[k];
    }
  }

  // --- one step
  // ---------------------------------------------------------------------------------

  struct Quotient {
    Integer quotient = 0, remainder = 0;
  };

  /// One configuration of the chain, and the block that says it steps to the next.
  struct Link {
    BlockName state, step;
  };

  /// `state_` is the state before the step; becomes the one after it. False if numbers are too
  /// large.
  bool take(AxiomMaker& maker, const Step& step) {
    const auto id = static_cast<StepId>(&step - machine_.steps.data());
    if (links_.empty())
      first_state_ = state_;
    Quotient found{};
    const auto variant = variant_of(id, step, found);
    if (!variant)
      return false;
    const auto [entry, inserted] = axioms_.try_emplace(*variant);
    if (inserted)
      entry->second = maker.make(*variant);
    const BlockName before = state_block(id, state_);
    const auto applied = apply(entry->second, found);
    if (!applied)
      return false;
    links_.push_back({before, *applied});
    return true;
  }

  std::optional<Variant> variant_of(StepId id, const Step& step, Quotient& found) const {
    Variant out{id, 0, 0};
    std::size_t cell = 0;
    const auto slot = [&](Slot of) -> Integer {
      return of == kCellSlot        ? state_[cell]
             : of == kQuotientSlot  ? found.quotient
             : of == kRemainderSlot ? found.remainder
                                    : state_[of - kFirstVariable];
    };
    if (step.access) {
      const auto index = evaluate(step.access->index, slot);
      if (!index || *index < 0 || *index >= machine_.arrays[step.access->array].size)
        return std::nullopt; // the run says so itself
      out.cell = static_cast<std::size_t>(*index);
      cell = arrays_[step.access->array] + out.cell;
    }
    if (step.division) {
      const auto dividend = evaluate(step.division->dividend, slot);
      const auto divisor = evaluate(step.division->divisor, slot);
      if (!dividend || !divisor || *divisor == 0)
        return std::nullopt;
      found = {*dividend / *divisor, *dividend % *divisor};
      if (found.remainder < 0)
        found = *divisor > 0 ? Quotient{found.quotient - 1, found.remainder + *divisor}
                             : Quotient{found.quotient + 1, found.remainder - *divisor};
      out.outcome = *divisor > 0 ? 0 : 1;
    }
    if (step.kind == Step::Kind::Test) {
      const auto left = evaluate(step.left, slot), right = evaluate(step.right, slot);
      if (!left || !right)
        return std::nullopt;
      const bool holds =
          step.comparison == Step::Comparison::Equal ? *left == *right : *left < *right;
      const bool greater = step.comparison == Step::Comparison::Less || *left > *right;
      out.outcome = holds ? 0 : greater ? 2 : 1;
    }
    return out;
  }

  /// Computes the parameters, proves the premises, applies the axiom.
  std::optional<BlockName> apply(const StepAxiom& axiom, const Quotient& found) {
    std::vector<Integer> values(axiom.parameters);
    std::copy(state_.begin(), state_.end(), values.begin());
    std::vector<bool> known(axiom.parameters);
    std::fill_n(known.begin(), state_.size(), true);
    if (axiom.quotient) {
      values[*axiom.quotient] = found.quotient;
      values[*axiom.remainder] = found.remainder;
      known[*axiom.quotient] = known[*axiom.remainder] = true;
    }
    const auto value = [&](const Term& term) {
      return term.is_number ? term.number : values[term.parameter];
    };
    std::vector<BlockName> proofs;
    for (const Premise& premise : axiom.premises) {
      const Integer a = value(premise.a), b = value(premise.b);
      const auto proof = prove(premise.kind, a, b);
      if (!proof)
        return std::nullopt;
      proofs.push_back(*proof);
      if (premise.kind != Premise::Kind::Less && !premise.result.is_number &&
          !known[premise.result.parameter]) {
        values[premise.result.parameter] = premise.kind == Premise::Kind::Sum ? a + b : a * b;
        known[premise.result.parameter] = true;
      }
    }
    std::vector<BlockName> premises;
    for (const Integer parameter : values)
      premises.push_back(numbers_.numeral(parameter));
    premises.insert(premises.end(), proofs.begin(), proofs.end());
    for (std::size_t i = 0; i < state_.size(); ++i)
      state_[i] = value(axiom.after[i]);
    return blocks_.own(axiom.name, premises);
  }

  std::optional<BlockName> prove(Premise::Kind kind, Integer a, Integer b) {
    switch (kind) {
    case Premise::Kind::Sum:
      return numbers_.sum(a, b);
    case Premise::Kind::Product:
      return numbers_.product(a, b);
    case Premise::Kind::Less:
      break;
    }
    return numbers_.less(a, b);
  }

  BlockName state_block(StepId place, llvm::ArrayRef<Integer> state) {
    places_.insert({place, true});
    std::vector<BlockName> parts;
    for (const Integer value : state)
      parts.push_back(numbers_.numeral(value));
    return blocks_.shared(fmt::format("at{}_pattern", place), parts);
  }

  // --- the chain
  // --------------------------------------------------------------------------------

  /// From the end backwards: every state eventually reaches the last.
  void finish() {
    const BlockName last = state_block(at_, state_);
    const BlockName x = blocks_.variable("set", "X"), step = blocks_.shared("next_step_pattern");
    BlockName reached = blocks_.own("eventually_now", {x, last, step});
    BlockName next = last;
    for (const Link& link : llvm::reverse(links_)) {
      reached =
          blocks_.own("eventually_step", {x, last, link.state, next, step, link.step, reached});
      next = link.state;
    }
    conclusion_ = reached;
  }

  // --- texts
  // ------------------------------------------------------------------------------------

  static std::string parameter_name(std::uint32_t index) { return "v" + std::to_string(index); }
  static std::string text(const Term& term) {
    return term.is_number ? ArithmeticProofs::numeral_text(term.number)
                          : parameter_name(term.parameter);
  }
  static std::string text(const Premise& premise) {
    const char* const symbol = premise.kind == Premise::Kind::Sum       ? "+"
                               : premise.kind == Premise::Kind::Product ? "*"
                                                                        : "<";
    std::string out = fmt::format("{} {} {}", text(premise.a), symbol, text(premise.b));
    return premise.kind == Premise::Kind::Less ? out : out + " = " + text(premise.result);
  }
  static std::string text(StepId place, llvm::ArrayRef<Term> state) {
    // Numerals have no ends of their own: without the commas, 1 1 and 1 would be 1 and 1 1.
    std::string out = fmt::format("( at{}", place);
    for (const Term& term : state)
      out += " , " + text(term);
    return out + " )";
  }
  static std::string parameters(std::uint32_t count) {
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < count; ++i)
      names.push_back(parameter_name(i));
    return count == 0 ? "" : "(" + llvm::join(names, ", ") + ": int)";
  }
  std::vector<Term> own_state() const {
    std::vector<Term> out;
    for (std::uint32_t i = 0; i < state_.size(); ++i)
      out.push_back({false, 0, i});
    return out;
  }

  /// A file of the standard library as a part of another: without its head.
  static std::string body(llvm::StringRef file) {
    std::string out;
    llvm::SmallVector<llvm::StringRef, 0> lines;
    file.split(lines, '\n');
    for (const llvm::StringRef line : lines)
      if (!line.startswith("//!") && !line.startswith("module "))
        out += line.str() + "\n";
    return out;
  }

  std::string rules_text() const {
    std::string out = fmt::format(
        "//! A program and one run of it, in matching logic (docs/executions.md). A state is a "
        "place\n//! with the values of: {}.\n",
        state_names());
    out += body(kNumerals) + body(kMatchingLogic);
    out += "\n// --- the program\n\nsymbols , next-step";
    for (const auto& place : places_)
      out += fmt::format(" at{}", place.first);
    out += "\n\nrule next_step_pattern {\n  conclude pattern next-step\n}\n";
    for (const auto& place : places_)
      out += fmt::format("rule at{}_pattern{} {{\n  conclude pattern {}\n}}\n", place.first,
                         parameters(static_cast<std::uint32_t>(state_.size())),
                         text(place.first, own_state()));
    for (const auto& entry : axioms_)
      out += axiom_text(entry.second);
    return out + theorem_text();
  }

  std::string state_names() const {
    std::vector<std::string> names;
    for (const Variable& variable : machine_.variables)
      names.push_back(variable.name);
    for (const Array& array : machine_.arrays)
      names.push_back(fmt::format("{}[0..{}]", array.name, array.size - 1));
    return llvm::join(names, ", ");
  }

  std::string axiom_text(const StepAxiom& axiom) const {
    const Range where = machine_.steps[axiom.place].where;
    std::string shown;
    for (const char c : source_.text().slice(where.begin, where.end).take_front(80))
      shown += c >= ' ' && c <= '~' ? c : ' ';
    std::string out = fmt::format(
        "\n/// line {}: {}\n{} {}{} {{\n", source_.position(where.begin).line, shown,
        axiom.premises.empty() ? "axiom" : "rule", axiom.name, parameters(axiom.parameters));
    for (const Premise& premise : axiom.premises)
      out += "  premise #arith " + text(premise) + "\n";
    return out + fmt::format("  conclude |- ( {} -> ( next-step @ {} ) )\n}}\n",
                             text(axiom.place, own_state()), text(axiom.next, axiom.after));
  }

  std::string theorem_text() const {
    const auto numbers = [](llvm::ArrayRef<Integer> state) {
      std::vector<Term> terms;
      for (const Integer value : state)
        terms.push_back(number(value));
      return terms;
    };
    return fmt::format("\n/// The run: the first state eventually reaches the last.\n"
                       "theorem run(X: set) {{\n  conclude |- ( {} -> ( mu X ( ( {} -> bot ) -> ( "
                       "next-step @ X ) ) ) )\n}}\n",
                       text(machine_.entry, numbers(first_state_)), text(at_, numbers(state_)));
  }

  std::string transcript() const {
    std::string head = "blockfold transcript 1\n\n", body_lines;
    unsigned contexts = 0;
    llvm::SmallVector<llvm::StringRef, 0> lines;
    llvm::StringRef(kMatchingLogicProofs).split(lines, '\n');
    for (llvm::StringRef line : llvm::drop_begin(lines)) {
      llvm::StringRef rest = line;
      if (!rest.consume_front("context ")) {
        body_lines += line.str() + "\n";
        continue;
      }
      ++contexts;
      rest.consume_back(" lemma");
      head += "context " + rest.str() + " lemma\n";
    }
    head += fmt::format("context {} run\n", contexts + 1);
    return head + body_lines + blocks_.lines() + fmt::format("qed run = {}\n", conclusion_);
  }

  const CompiledProgram& program_;
  const Machine& machine_;
  const SourceFile& source_;
  DiagnosticSink& sink_;
  TranscriptWriter blocks_;
  ArithmeticProofs numbers_;
  std::vector<std::size_t> arrays_;
  std::size_t cells_ = 0;
  std::vector<Integer> state_, first_state_;
  StepId at_ = 0;
  std::map<Variant, StepAxiom> axioms_;
  std::map<StepId, bool> places_;
  std::vector<Link> links_;
  BlockName conclusion_;
};

} // namespace

std::optional<LogicProof> prove_in_logic(const CompiledProgram& program, const SourceFile& source,
                                         const Values& inputs, const RunLimits& limits,
                                         DiagnosticSink& sink) {
  return LogicProver(program, source, sink).run(inputs, limits);
}

} // namespace blockfold::imp
