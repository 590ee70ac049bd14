#include "compiler/metamath/proof.h"

#include "compiler/metamath/codes.h"
#include "compiler/metamath/disjoint.h"
#include "compiler/metamath/proof_stack.h"
#include "compiler/metamath/proof_text.h"
#include "compiler/support/format.h"
#include "compiler/support/names.h"

#include <llvm/ADT/STLExtras.h>

#include <algorithm>

namespace blockfold::mm {
namespace {

/// Far beyond any table, far below an overflow.
constexpr std::uint64_t kMaxNumber = std::uint64_t{1} << 32;
/// How much of an expression a message shows, in bytes.
constexpr std::size_t kShownBytes = 2000;

} // namespace

class ProofChecker::Impl {
public:
  explicit Impl(const Database& database);

  ProofResult check(StatementId theorem, DiagnosticSink& sink, ProofTrace* trace);

private:
  /// What a number of a compressed proof stands for.
  struct CompressedTable {
    std::vector<StatementId> cited;       // mandatory hypotheses, then the label list
    std::vector<ProofStack::Entry> saved; // by 'Z'
  };

  bool normal(llvm::StringRef first, ProofWords words);
  bool compressed(llvm::StringRef opening, ProofWords words);
  bool read_label_list(llvm::StringRef opening, ProofWords& words);
  bool read_letters(ProofWords& words);
  bool numbered_step(std::uint64_t number, llvm::StringRef letters);
  bool save(llvm::StringRef letter);
  void unknown(llvm::StringRef where);

  const Statement& statement(StatementId id) const { return statements_[id]; }
  StatementId resolve(llvm::StringRef label);
  bool cite(StatementId id, llvm::StringRef where);
  bool apply(StatementId id, llvm::StringRef where);
  bool match_floating(const Statement& hypothesis, llvm::ArrayRef<SymbolId> found,
                      StatementId cited, llvm::StringRef where);
  bool match_essential(const Statement& hypothesis, llvm::ArrayRef<SymbolId> found,
                       StatementId cited, llvm::StringRef where);
  bool check_disjoint(const Statement& cited, llvm::StringRef where);
  bool conclude(llvm::StringRef where);

  std::uint32_t trace_step(StatementId id, std::size_t premises);

  std::vector<SymbolId> substituted(llvm::ArrayRef<SymbolId> math) const;
  std::string shown(llvm::ArrayRef<SymbolId> math) const;
  bool fail(Code code, llvm::StringRef where, std::string message,
            std::vector<DiagnosticNote> notes = {});
  DiagnosticNote note_at(StatementId id, std::string text) const;

  const Database& database_;
  llvm::ArrayRef<Statement> statements_; // of the database
  Substitution substitution_;
  ProofStack stack_;
  DisjointChecker disjoint_;
  CompressedTable table_;
  std::vector<std::uint32_t> listed_; // by statement: the last proof whose table has it
  std::uint32_t proof_number_ = 0;

  // The proof at hand.
  StatementId theorem_ = 0;
  const Statement* statement_ = nullptr;
  DiagnosticSink* sink_ = nullptr;
  ProofTrace* trace_ = nullptr;
  std::uint32_t step_ = 0;       // 1-based
  llvm::StringRef unknown_step_; // the first '?'
};

ProofChecker::Impl::Impl(const Database& database)
    : database_(database), statements_(database.statements()), substitution_(database),
      disjoint_(database), listed_(database.statements().size(), 0) {}

ProofResult ProofChecker::Impl::check(StatementId theorem, DiagnosticSink& sink,
                                      ProofTrace* trace) {
  theorem_ = theorem;
  statement_ = &statement(theorem);
  sink_ = &sink;
  trace_ = trace;
  step_ = 0;
  unknown_step_ = {};
  ++proof_number_;
  stack_.clear();
  disjoint_.start(statement_->frame->active_disjoint);
  if (trace_ != nullptr)
    trace_->clear();

  ProofWords words(statement_->proof);
  const llvm::StringRef first = words.next();
  bool good = false;
  if (first.empty())
    fail(Code::EmptyProof, statement_->label, "the proof has no steps");
  else if (first == "(")
    good = compressed(first, words);
  else
    good = normal(first, words);
  const bool incomplete = !unknown_step_.empty();
  if (good && incomplete) {
    step_ = 0;
    fail(Code::IncompleteProof, unknown_step_,
         fmt::format("the proof of {} has unknown steps", quoted(statement_->label)));
  }
  if (trace_ != nullptr && (!good || incomplete))
    trace_->clear();
  if (!good)
    return ProofResult::Invalid;
  return incomplete ? ProofResult::Incomplete : ProofResult::Valid;
}

bool ProofChecker::Impl::normal(llvm::StringRef first, ProofWords words) {
  llvm::StringRef last;
  for (llvm::StringRef word = first; !word.empty(); word = words.next()) {
    ++step_;
    last = word;
    if (word == "?") {
      unknown(word);
      continue;
    }
    const StatementId id = resolve(word);
    if (id == kNoId || !cite(id, word))
      return false;
  }
  return conclude(last);
}

bool ProofChecker::Impl::compressed(llvm::StringRef opening, ProofWords words) {
  return read_label_list(opening, words) && read_letters(words);
}

bool ProofChecker::Impl::read_label_list(llvm::StringRef opening, ProofWords& words) {
  const auto mandatory = statement_->frame->hypotheses;
  table_.cited.assign(mandatory.begin(), mandatory.end());
  table_.saved.clear();
  for (const StatementId id : mandatory)
    listed_[id] = proof_number_;
  for (llvm::StringRef word = words.next(); word != ")"; word = words.next()) {
    if (word.empty())
      return fail(Code::UnclosedLabelList, opening, "the label list of the proof has no ')'");
    const StatementId id = resolve(word);
    if (id == kNoId)
      return false;
    if (listed_[id] == proof_number_) {
      if (llvm::is_contained(mandatory, id))
        return fail(
            Code::MandatoryInLabelList, word,
            fmt::format("{} is a mandatory hypothesis, which the list may not name", quoted(word)));
      return fail(Code::RepeatedInLabelList, word,
                  fmt::format("the list names {} twice", quoted(word)));
    }
    listed_[id] = proof_number_;
    table_.cited.push_back(id);
  }
  return true;
}

bool ProofChecker::Impl::read_letters(ProofWords& words) {
  std::uint64_t number = 0;    // of the letters U to Y so far
  const char* start = nullptr; // of the current number
  bool may_save = false;       // the last letter ended a step
  llvm::StringRef last;
  for (llvm::StringRef word = words.next(); !word.empty(); word = words.next()) {
    last = word;
    for (const char& c : word) {
      const llvm::StringRef letter(&c, 1);
      if (start == nullptr)
        start = &c;
      if (c >= 'A' && c <= 'T') {
        ++step_;
        // Letters of one number can be torn apart by white space: then only the last is marked.
        const char* const from = start >= word.begin() ? start : &c;
        if (!numbered_step(number * 20 + static_cast<std::uint64_t>(c - 'A') + 1,
                           {from, static_cast<std::size_t>(&c + 1 - from)}))
          return false;
        may_save = true;
      } else if (c >= 'U' && c <= 'Y') {
        number = number * 5 + static_cast<std::uint64_t>(c - 'U') + 1;
        if (number > kMaxNumber)
          return fail(Code::NumberOverflow, letter, "the number that ends here is too large");
        continue;
      } else if (number != 0) {
        return fail(Code::UnfinishedNumber, letter,
                    fmt::format("{} within a number: a letter A to T must end it", quoted(letter)));
      } else if (c == 'Z') {
        if (!may_save)
          return fail(Code::MisplacedSave, letter, "'Z' must directly follow a step");
        if (!save(letter))
          return false;
        may_save = false;
      } else if (c == '?') {
        ++step_;
        unknown(letter);
        may_save = true;
      } else {
        return fail(Code::IllegalProofLetter, letter,
                    fmt::format("{} in a compressed proof", quoted(letter)));
      }
      number = 0;
      start = nullptr;
    }
  }
  if (last.empty())
    return fail(Code::EmptyProof, statement_->label, "the proof has no steps");
  if (number != 0)
    return fail(Code::UnfinishedNumber, last.take_back(1), "the proof ends within a number");
  return conclude(last.take_back(1));
}

bool ProofChecker::Impl::numbered_step(std::uint64_t number, llvm::StringRef letters) {
  const std::uint64_t index = number - 1;
  const std::size_t cited = table_.cited.size();
  if (index < cited)
    return cite(table_.cited[index], letters);
  if (index - cited < table_.saved.size()) {
    stack_.push(table_.saved[index - cited]);
    return true;
  }
  return fail(
      Code::NumberOutOfRange, letters,
      fmt::format("{} stands for number {}, but only {} labels and {} saved steps precede it",
                  quoted(letters), number, cited, table_.saved.size()));
}

bool ProofChecker::Impl::save(llvm::StringRef letter) {
  if (!stack_.save_top())
    return fail(Code::ExpressionTooLong, letter, "the saved steps of this proof are too long");
  table_.saved.push_back(stack_.top());
  return true;
}

void ProofChecker::Impl::unknown(llvm::StringRef where) {
  if (unknown_step_.empty())
    unknown_step_ = where;
  stack_.push_unknown();
}

StatementId ProofChecker::Impl::resolve(llvm::StringRef label) {
  if (const auto id = database_.find(label)) {
    const Statement& cited = statement(*id);
    if (*id == theorem_)
      fail(Code::SelfCitation, label, fmt::format("the proof of {} cites itself", quoted(label)));
    else if (*id > theorem_)
      fail(Code::ForwardCitation, label, fmt::format("{} stands after this theorem", quoted(label)),
           {note_at(*id, "it is here")});
    else if (!cited.is_assertion() && !database_.is_active(*id, theorem_))
      fail(Code::InactiveHypothesis, label,
           fmt::format("the hypothesis {} is not active here: its block has ended", quoted(label)),
           {note_at(*id, "it is here")});
    else
      return *id;
  } else if (database_.is_broken_label(label)) {
    fail(Code::BrokenCitation, label, fmt::format("the statement {} has errors", quoted(label)));
  } else if (is_label(label)) {
    fail(Code::UnknownStep, label, fmt::format("there is no statement {}", quoted(label)));
  } else {
    fail(Code::IllegalStep, label, fmt::format("{} cannot be the label of a step", quoted(label)));
  }
  return kNoId;
}

std::uint32_t ProofChecker::Impl::trace_step(StatementId id, std::size_t premises) {
  if (trace_ == nullptr)
    return 0;
  const auto first = static_cast<std::uint32_t>(trace_->premises.size());
  for (const ProofStack::Entry& entry : stack_.last(premises))
    trace_->premises.push_back(entry.step);
  trace_->steps.push_back({id, first, static_cast<std::uint32_t>(premises)});
  return static_cast<std::uint32_t>(trace_->steps.size() - 1);
}

bool ProofChecker::Impl::cite(StatementId id, llvm::StringRef where) {
  const Statement& cited = statement(id);
  if (cited.is_assertion())
    return apply(id, where);
  stack_.push_fixed(cited.math, trace_step(id, 0));
  return true;
}

bool ProofChecker::Impl::apply(StatementId id, llvm::StringRef where) {
  const Statement& cited = statement(id);
  const auto hypotheses = cited.frame->hypotheses;
  if (hypotheses.size() > stack_.size())
    return fail(Code::StackUnderflow, where,
                fmt::format("{} needs {} hypotheses, but only {} results are left",
                            quoted(cited.label), hypotheses.size(), stack_.size()),
                {note_at(id, "it is here")});
  const auto premises = stack_.last(hypotheses.size());
  if (!unknown_step_.empty() &&
      llvm::any_of(premises, [](const auto& entry) { return entry.is_unknown(); })) {
    stack_.pop(hypotheses.size());
    stack_.push_unknown();
    return true;
  }
  if (hypotheses.empty()) {
    stack_.push_fixed(cited.math, trace_step(id, 0));
    return true;
  }
  // A $e can only have variables whose $f stands before it, so one pass suffices.
  for (std::size_t i = 0; i < hypotheses.size(); ++i) {
    const Statement& hypothesis = statement(hypotheses[i]);
    const auto found = stack_.math(premises[i]);
    const bool good = hypothesis.kind == StatementKind::Floating
                          ? match_floating(hypothesis, found, id, where)
                          : match_essential(hypothesis, found, id, where);
    if (!good)
      return false;
  }
  if (!cited.frame->disjoint.empty() && !check_disjoint(cited, where))
    return false;
  if (!stack_.make_room(substitution_.length(cited.math), substitution_))
    return fail(Code::ExpressionTooLong, where, "the results of this proof are too long");
  stack_.replace(hypotheses.size(), cited.math, substitution_, trace_step(id, hypotheses.size()));
  return true;
}

bool ProofChecker::Impl::match_floating(const Statement& hypothesis, llvm::ArrayRef<SymbolId> found,
                                        StatementId cited, llvm::StringRef where) {
  if (found.front() == hypothesis.typecode()) {
    substitution_.set(hypothesis.variable(), found.drop_front());
    return true;
  }
  return fail(Code::TypecodeMismatch, where,
              fmt::format("{} needs a {} for the variable {}, found a {}",
                          quoted(statement(cited).label),
                          quoted(database_.name(hypothesis.typecode())),
                          quoted(database_.name(hypothesis.variable())),
                          quoted(database_.name(found.front()))),
              {note_at(cited, fmt::format("the hypothesis is {} $f {}", quoted(hypothesis.label),
                                          shown(hypothesis.math))),
               {{}, fmt::format("found:  {}", shown(found))}});
}

bool ProofChecker::Impl::match_essential(const Statement& hypothesis,
                                         llvm::ArrayRef<SymbolId> found, StatementId cited,
                                         llvm::StringRef where) {
  if (substitution_.matches(hypothesis.math, found))
    return true;
  const std::vector<SymbolId> needed =
      substitution_.length(hypothesis.math) <= ProofStack::kMaxSymbols
          ? substituted(hypothesis.math)
          : std::vector<SymbolId>();
  return fail(Code::HypothesisMismatch, where,
              fmt::format("an earlier result is not the hypothesis {} of {}",
                          quoted(hypothesis.label), quoted(statement(cited).label)),
              {note_at(cited, fmt::format("the hypothesis is {} $e {}", quoted(hypothesis.label),
                                          shown(hypothesis.math))),
               {{}, fmt::format("needed: {}", shown(needed))},
               {{}, fmt::format("found:  {}", shown(found))}});
}

bool ProofChecker::Impl::check_disjoint(const Statement& cited, llvm::StringRef where) {
  const auto violation = disjoint_.find_violation(cited.frame->disjoint, substitution_);
  if (!violation)
    return true;
  const auto first = database_.name(violation->required.first);
  const auto second = database_.name(violation->required.second);
  std::vector<DiagnosticNote> notes = {
      {{}, fmt::format("{} becomes: {}", first, shown(substitution_[violation->required.first]))},
      {{},
       fmt::format("{} becomes: {}", second, shown(substitution_[violation->required.second]))}};
  if (violation->found.first == violation->found.second)
    return fail(Code::SharedVariable, where,
                fmt::format("{} needs $d {} {}, but both become expressions with the variable {}",
                            quoted(cited.label), first, second,
                            quoted(database_.name(violation->found.first))),
                std::move(notes));
  return fail(Code::MissingDisjoint, where,
              fmt::format("{} needs $d {} {}, hence the theorem needs $d {} {}",
                          quoted(cited.label), first, second,
                          database_.name(violation->found.first),
                          database_.name(violation->found.second)),
              std::move(notes));
}

bool ProofChecker::Impl::conclude(llvm::StringRef where) {
  if (stack_.size() != 1) {
    std::vector<DiagnosticNote> notes;
    for (const auto& entry : stack_.last(std::min<std::size_t>(stack_.size(), 3)))
      notes.push_back({{},
                       entry.is_unknown() ? std::string("left: an unknown step")
                                          : fmt::format("left: {}", shown(stack_.math(entry)))});
    return fail(Code::StackLeftOver, where,
                fmt::format("the proof ends with {} results instead of one", stack_.size()),
                std::move(notes));
  }
  // A stack never becomes empty again, so what made the only result is the last step of the trace.
  const auto found = stack_.math(stack_.top());
  if (stack_.top().is_unknown() || found == statement_->math)
    return true;
  return fail(Code::WrongConclusion, where, "the proof does not prove the statement",
              {{{}, fmt::format("needed: {}", shown(statement_->math))},
               {{}, fmt::format("found:  {}", shown(found))}});
}

std::vector<SymbolId> ProofChecker::Impl::substituted(llvm::ArrayRef<SymbolId> math) const {
  std::vector<SymbolId> result(substitution_.length(math));
  substitution_.write(math, result.data());
  return result;
}

std::string ProofChecker::Impl::shown(llvm::ArrayRef<SymbolId> math) const {
  return database_.text(math, kShownBytes);
}

DiagnosticNote ProofChecker::Impl::note_at(StatementId id, std::string text) const {
  const Statement& cited = statement(id);
  return {SourceRange(database_.file(cited.where), cited.where.offset,
                      static_cast<std::uint32_t>(cited.label.size())),
          std::move(text)};
}

bool ProofChecker::Impl::fail(Code code, llvm::StringRef where, std::string message,
                              std::vector<DiagnosticNote> notes) {
  const SourceFile& source = database_.file(statement_->where);
  Diagnostic diagnostic;
  diagnostic.code = &info(code);
  diagnostic.where =
      SourceRange(source, static_cast<std::uint32_t>(where.begin() - source.text().begin()),
                  static_cast<std::uint32_t>(where.size()));
  diagnostic.message = std::move(message);
  diagnostic.label = statement_->label.take_front(256).str();
  diagnostic.proof_step = step_;
  diagnostic.notes = std::move(notes);
  sink_->add(std::move(diagnostic));
  return false;
}

ProofChecker::ProofChecker(const Database& database) : impl_(std::make_unique<Impl>(database)) {}
ProofChecker::~ProofChecker() = default;
ProofChecker::ProofChecker(ProofChecker&&) noexcept = default;

ProofResult ProofChecker::check(StatementId theorem, DiagnosticSink& sink, ProofTrace* trace) {
  return impl_->check(theorem, sink, trace);
}

ProofResult verify_proof(const Database& database, StatementId theorem, DiagnosticSink& sink,
                         ProofTrace* trace) {
  return ProofChecker(database).check(theorem, sink, trace);
}

void suggest_labels(const Database& database, Diagnostic& diagnostic) {
  if (diagnostic.code != &info(Code::UnknownStep))
    return;
  const llvm::StringRef text = diagnostic.where.excerpt.text;
  const llvm::StringRef wanted =
      text.substr(diagnostic.where.excerpt.caret, diagnostic.where.length);
  NearMatches near(wanted);
  const StatementId end = database.find(diagnostic.label).value_or(0);
  for (StatementId id = 0; id < end; ++id)
    if (database.statement(id).is_assertion() || database.is_active(id, end))
      near.offer(database.statement(id).label);
  for (const llvm::StringRef name : near.best())
    diagnostic.notes.push_back({{}, fmt::format("did you mean {}?", quoted(name))});
}

} // namespace blockfold::mm
