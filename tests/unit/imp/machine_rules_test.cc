// stdlib/imp.blk: the machine that has the program as data.
#include "compiler/driver/prove_execution.h"
#include "compiler/driver/verify.h"
#include "compiler/ir/execution_text.h"
#include "compiler/rules/block_program.h"
#include "compiler/rules/document.h"
#include "compiler/rules/format.h"
#include "compiler/rules/reader.h"
#include "tests/unit/imp/program_text.h"
#include "tests/unit/source_text.h"

#include <doctest/doctest.h>
#include <llvm/Support/raw_ostream.h>

#include <map>

using namespace blockfold;

namespace {

const std::string kPath = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/imp.blk";

const ir::BlockProgram& rules_of_machine() {
  static const ir::BlockProgram program = [] {
    DiagnosticSink sink;
    const rules::ReadProgram read = rules::read_program(kPath, sink);
    REQUIRE(read.program);
    REQUIRE(sink.diagnostics().empty());
    auto blocks = rules::block_program(*read.program);
    REQUIRE(blocks.ok());
    return std::move(*blocks);
  }();
  return program;
}

enum Opcode : std::uint64_t {
  End,
  Failed,
  Constant,
  Load,
  Store,
  Add,
  Subtract,
  Multiply,
  Divide,
  Remainder,
  LoadAt,
  StoreAt,
  Jump,
  IfNegative,
  IfZero,
};

struct Instruction {
  Opcode code;
  std::int64_t operand = 0;
  std::uint64_t other = 0;
};

struct Block {
  std::string rule;
  std::vector<std::uint64_t> words;
  std::vector<std::uint64_t> times;
};

std::uint64_t word(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

/// Runs a program and writes its blocks down.
class Machine {
public:
  Machine(std::vector<Instruction> program, std::map<std::int64_t, std::int64_t> memory)
      : program_(std::move(program)) {
    for (std::size_t i = 0; i < program_.size(); ++i)
      add("program", {i, i + 1, program_[i].other, program_[i].code, word(program_[i].operand)});
    for (const auto& [at, value] : memory) {
      add("memory", {word(at), word(value)});
      cells_[at] = {value, 0};
    }
    add("start", {});
    while (program_[pc_].code > Failed)
      step(program_[pc_]);
    const Instruction& last = program_[pc_];
    if (last.code == End)
      add("end", {pc_, pc_ + 1, last.other, word(acc_), word(last.operand)}, {time_});
    else
      add("failed", {pc_, pc_ + 1, last.other, word(acc_), word(last.operand)}, {time_});
    for (const auto& [at, cell] : cells_)
      add("final", {word(at), word(cell.value)}, {cell.since});
  }

  std::vector<Block> blocks;
  std::int64_t value(std::int64_t at) const { return cells_.at(at).value; }

private:
  struct Cell {
    std::int64_t value;
    std::uint64_t since;
  };

  void add(const char* rule, std::vector<std::uint64_t> words,
           std::vector<std::uint64_t> times = {}) {
    blocks.push_back({rule, std::move(words), std::move(times)});
  }

  void step(const Instruction& at) {
    const std::uint64_t pc = pc_++;
    if (at.code == Constant || at.code >= Jump)
      step_without_memory(at, pc);
    else if (at.code == StoreAt)
      store_at(at, pc);
    else
      use_cell(at, pc);
    ++time_;
  }

  void step_without_memory(const Instruction& at, std::uint64_t pc) {
    std::vector<std::uint64_t> words = {pc, pc + 1, at.other, word(acc_), word(at.operand)};
    if (at.code == Constant) {
      add("constant", words, {time_});
      acc_ = at.operand;
      return;
    }
    const bool taken = at.code == Jump || (at.code == IfNegative ? acc_ < 0 : acc_ == 0);
    const bool negative = at.code == IfNegative;
    if (at.code == IfZero && taken)
      words.erase(words.begin() + 3);
    add(at.code == Jump ? "jump"
        : taken         ? (negative ? "if_negative" : "if_zero")
                        : (negative ? "unless_negative" : "unless_zero"),
        words, {time_});
    if (taken)
      pc_ = at.other;
  }

  void use_cell(const Instruction& at, std::uint64_t pc) {
    const bool element = at.code == LoadAt;
    const std::int64_t address = element ? at.operand + acc_ : at.operand;
    Cell& cell = cells_.at(address);
    const std::int64_t value = cell.value;
    std::vector<std::uint64_t> words = {time_ - cell.since, pc,         pc + 1,
                                        at.other,           word(acc_), word(at.operand)};
    if (element)
      words.push_back(word(address));
    words.push_back(word(value));
    std::int64_t quotient = 0, rest = 0;
    if (at.code == Divide || at.code == Remainder) {
      quotient = acc_ / value, rest = acc_ % value;
      if (rest < 0)
        rest += value, --quotient;
      words.push_back(word(quotient));
      words.push_back(word(rest));
    }
    static const char* const names[] = {"load",     "store",  "add",       "subtract",
                                        "multiply", "divide", "remainder", "load_at"};
    add(names[at.code - Load], words, {cell.since});
    cell.since = time_ + 1;
    const std::int64_t results[] = {value,        acc_,     acc_ + value, acc_ - value,
                                    acc_ * value, quotient, rest,         value};
    if (at.code == Store)
      cell.value = acc_;
    acc_ = results[at.code - Load];
  }

  void store_at(const Instruction& at, std::uint64_t pc) {
    Cell& pointer = cells_.at(at.operand);
    Cell& cell = cells_.at(pointer.value);
    add("store_at",
        {time_ - pointer.since, time_ - cell.since, pc, pc + 1, at.other, word(acc_),
         word(at.operand), word(pointer.value), word(cell.value)},
        {pointer.since, cell.since});
    pointer.since = cell.since = time_ + 1;
    cell.value = acc_;
  }

  std::vector<Instruction> program_;
  std::map<std::int64_t, Cell> cells_;
  std::uint64_t pc_ = 0, time_ = 0;
  std::int64_t acc_ = 0;
};

ir::Execution execution_of(const std::vector<Block>& blocks) {
  ir::Execution out(rules_of_machine());
  for (const Block& block : blocks) {
    const auto rule = rules_of_machine().find_rule(block.rule);
    REQUIRE(rule.has_value());
    std::vector<Fr> times;
    for (const std::uint64_t time : block.times)
      times.push_back(Fr::from_u64(time));
    out.add(*rule, block.words, times);
  }
  return out;
}

bool accepted(const std::vector<Block>& blocks) {
  DiagnosticSink sink;
  return ir::check_execution(rules_of_machine(), execution_of(blocks), sink);
}

/// Squares the elements of an array, adds them up modulo 1000, and fails if the sum is zero.
/// Cells: 0 i, 1 sum, 2 the constant 1, 3 the constant 1000, 4 address of an element, 5 what it
/// was, 10 to 13 the array.
const std::vector<Instruction> kSquares = {
    {Constant, 3},       // 0
    {Store, 0},          // 1: i = 3
    {Load, 0},           // 2: while i >= 0
    {IfNegative, 0, 17}, // 3
    {LoadAt, 10},        // 4: square a[i]
    {Store, 5},          // 5
    {Multiply, 5},       // 6
    {Store, 5},          // 7
    {Constant, 10},      // 8
    {Add, 0},            // 9
    {Store, 4},          // 10
    {Load, 5},           // 11
    {StoreAt, 4},        // 12
    {Load, 0},           // 13: i = i - 1
    {Subtract, 2},       // 14
    {Store, 0},          // 15
    {Jump, 0, 2},        // 16
    {Constant, 0},       // 17
    {Add, 10},           // 18
    {Add, 11},           // 19
    {Add, 12},           // 20
    {Add, 13},           // 21
    {Store, 1},          // 22
    {Divide, 3},         // 23: how many thousands
    {Store, 5},          // 24
    {Load, 1},           // 25
    {Remainder, 3},      // 26
    {Store, 1},          // 27
    {IfZero, 0, 31},     // 28
    {IfZero, 0, 31},     // 29
    {End},               // 30
    {Failed},            // 31
};

std::map<std::int64_t, std::int64_t> memory(std::vector<std::int64_t> array) {
  std::map<std::int64_t, std::int64_t> cells = {{0, 0}, {1, 0}, {2, 1}, {3, 1000}, {4, 0}, {5, 0}};
  for (std::size_t i = 0; i < array.size(); ++i)
    cells[10 + static_cast<std::int64_t>(i)] = array[i];
  return cells;
}

} // namespace

TEST_CASE("the machine's rules are formatted, and their page is theirs") {
  DiagnosticSink sink;
  const rules::ReadProgram read = rules::read_program(kPath, sink);
  REQUIRE(read.program);
  CHECK(rules::format(read.sources[{}]) == testing::source_text("stdlib/imp.blk"));
  CHECK(rules::document(*read.program, read.sources, read.program->modules.back()) ==
        testing::source_text("stdlib/imp.md"));
}

TEST_CASE("the machine runs, fails, and is certified") {
  const Machine whole(kSquares, memory({3, -4, 50, 1}));
  CHECK(whole.value(12) == 2500);
  CHECK(whole.value(1) == 526);
  CHECK(whole.value(5) == 2);
  CHECK(accepted(whole.blocks));
  const Machine failed(kSquares, memory({10, 30, 0, 0}));
  CHECK(failed.blocks[failed.blocks.size() - memory({0, 0, 0, 0}).size() - 1].rule == "failed");
  CHECK(accepted(failed.blocks));

  // The example of the standard library.
  std::string text;
  llvm::raw_string_ostream out(text);
  ir::print_execution(out, rules_of_machine(), execution_of(whole.blocks));
  CHECK(out.str() == testing::source_text("stdlib/imp.bmt"));

  const auto proved = driver::prove_execution(rules_of_machine(), execution_of(whole.blocks));
  REQUIRE(proved.ok());
  const auto verified =
      driver::verify_execution(rules_of_machine(), cert::write_certificate(proved->certificate));
  REQUIRE(verified.ok());
  const auto program = rules_of_machine().find_rule("program");
  CHECK(verified->bound.public_blocks[*program].count == kSquares.size());
}

TEST_CASE("no value of the machine's blocks may be another") {
  const std::vector<Block> whole = Machine(kSquares, memory({3, -4, 50, 1})).blocks;
  std::vector<Block> forged = whole;
  for (std::size_t b = 0; b < whole.size(); ++b) {
    // Of instructions that no step came to, anything may be said.
    if (whole[b].rule == "program" && whole[b].words[0] == 31)
      continue;
    CAPTURE(whole[b].rule);
    for (std::uint64_t& value : forged[b].words) {
      const std::uint64_t right = value;
      for (const std::uint64_t wrong : {right + 1, right - 1}) {
        value = wrong;
        CHECK_FALSE(accepted(forged));
      }
      value = right;
    }
    for (std::uint64_t& time : forged[b].times) {
      ++time;
      CHECK_FALSE(accepted(forged));
      --time;
    }
  }
  CHECK(accepted(forged));
}
