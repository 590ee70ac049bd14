#pragma once

#include "runtime/base/result.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/raw_ostream.h>

#include <cstdint>
#include <string>
#include <vector>

/// Command lines described as data: one description gives the parser, the help text and the
/// suggestions for mistyped options.
namespace blockfold::tools {

struct Option {
  llvm::StringRef name;     ///< without the dashes
  llvm::StringRef argument; ///< what stands for its value in the help text; empty: a flag
  llvm::StringRef help;     ///< lines separated by '\n'
  char letter = 0;          ///< a short form, such as 'o' for -o
  bool repeats = false;
  llvm::StringRef values = {}; ///< for completion: the words it takes, separated by spaces
};

struct CommandLine {
  llvm::StringRef name;     ///< as typed, such as "blockfold prove"
  llvm::StringRef synopsis; ///< what follows the name
  llvm::StringRef summary;  ///< one line
  llvm::StringRef description;
  std::vector<llvm::StringRef> operands; ///< names of the required operands; "a|b": one of these
  std::vector<llvm::StringRef> optional_operands = {}; ///< names of those that may follow
  std::vector<Option> options;
  llvm::StringRef examples;
  bool any_number_of_operands = false; ///< any number may follow the required ones
};

/// A parsed command line.
class Arguments {
public:
  std::size_t operand_count() const { return operands_.size(); }
  llvm::StringRef operand(std::size_t i) const { return operands_[i]; }
  bool has(llvm::StringRef option) const { return values_.count(option) != 0; }
  /// The value given, the last one if several; else the alternative.
  llvm::StringRef value(llvm::StringRef option, llvm::StringRef otherwise = "") const;
  llvm::ArrayRef<std::string> values(llvm::StringRef option) const;
  /// The value as a number of at most `limit`, or the alternative if the option is not given.
  Result<std::uint32_t> number(llvm::StringRef option, std::uint32_t otherwise,
                               std::uint32_t limit) const;
  bool json() const { return has("json"); }
  bool help() const { return has("help"); }

private:
  friend Result<Arguments> parse_arguments(const CommandLine&, llvm::ArrayRef<llvm::StringRef>);
  std::vector<std::string> operands_;
  llvm::StringMap<std::vector<std::string>> values_;
};

/// Understands `--name value`, `--name=value`, `-o value`, `-ovalue`, and `--` before operands that
/// start with a dash. --help is always accepted and makes operands unnecessary. Errors have codes
/// `usage.*`.
Result<Arguments> parse_arguments(const CommandLine& line, llvm::ArrayRef<llvm::StringRef> words);

void print_help(const CommandLine& line, llvm::raw_ostream& out);

/// "did you mean 'a' or 'b'?" for the candidates most like what was typed, or nothing.
std::string did_you_mean(llvm::StringRef typed, llvm::ArrayRef<llvm::StringRef> candidates);
/// The same for matches already found.
std::string did_you_mean(llvm::ArrayRef<llvm::StringRef> matches);

} // namespace blockfold::tools
