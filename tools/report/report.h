#pragma once

#include "compiler/driver/verify.h"
#include "compiler/driver/verify_link.h"
#include "tools/report/profile.h"
#include "tools/report/typesetting.h"

#include <llvm/ADT/StringMap.h>

#include <string>
#include <vector>

/// A certificate as one page: what it says, what it rests on, and what it is made of.
namespace blockfold::report {

struct ReportInput {
  std::string certificate_name, theory_name; ///< as the page calls them
  ByteView bytes;                            ///< the file that was verified
  const cert::Certificate& certificate;
  const driver::VerifiedCertificate& verified;
  const Typesetting& typesetting;
  const Profile* profile = nullptr; ///< of the prover, if it is at hand
};

/// What is known of a run from the text of its program.
struct RunText {
  struct Value {
    std::string name;
    std::vector<std::int64_t> elements; ///< of a number one
    bool is_array;
  };
  std::string source;
  std::vector<Value> inputs, outputs;
  std::uint64_t steps = 0;
  bool failed = false; ///< some requirement did not hold
  std::uint32_t failed_line = 0;
};

/// A certificate of an execution: of a program, if `run` is there, else of the rules of a file.
struct ExecutionInput {
  std::string certificate_name, theory_name;
  ByteView bytes;
  const cert::Certificate& certificate;
  const ir::BlockProgram& program;
  const driver::VerifiedExecution& verified;
  /// What the rule file says of its rules and relations, by their names.
  const llvm::StringMap<std::string>& docs;
  const RunText* run = nullptr;
  const Profile* profile = nullptr;
};

/// A linked certificate. The lists are by part.
struct LinkInput {
  std::string certificate_name;
  std::vector<std::string> theory_names; ///< files and folders that were named
  ByteView bytes;
  const driver::VerifiedLink& verified;
  std::vector<std::string> names; ///< of the parts' theories
  std::vector<const Typesetting*> typesettings;
};

/// No page is larger. Lists that would make it so are cut, and say what they leave out.
inline constexpr std::size_t kMaxPageBytes = 500'000;

/// The page as HTML: UTF-8, with styles, script and pictures in it. It loads nothing, and its own
/// policy forbids it. The same input gives the same bytes.
std::string render_report(const ReportInput& input);
std::string render_report(const ExecutionInput& input);
std::string render_report(const LinkInput& input);

} // namespace blockfold::report
