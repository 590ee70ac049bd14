// blockfold link: certificates that assume lemmas, with certificates that prove them.
#include "tools/blockfold/command.h"

#include "compiler/driver/link_text.h"
#include "compiler/driver/verify_link.h"
#include "compiler/support/format.h"
#include "tools/blockfold/theories.h"
#include "tools/common/exit_status.h"
#include "tools/common/files.h"
#include "tools/common/progress.h"
#include "tools/verify/theory_files.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringSet.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace blockfold::tools {
namespace {

/// A certificate to link, as a file or as a part of a linked one.
struct Candidate {
  std::string from;                      ///< the file, for messages
  std::vector<std::string> theory_names; ///< what its theory may be called
  Bytes bytes;
};

std::string file_name(llvm::StringRef path) {
  return llvm::sys::path::filename(path).str();
}

/// What is written, and what is said about it.
struct Linked {
  Bytes bytes;
  driver::StatementText statement;
  driver::LinkText text;
  std::vector<std::string> left_out; ///< files that no goal rests on
};

/// A run of the command; its steps in order.
class LinkRun {
public:
  explicit LinkRun(const Arguments& arguments) : arguments_(arguments) {}

  /// Nothing after an error, which has been printed and is in `*exit`.
  std::optional<Linked> run(int* exit) {
    auto theories =
        TheoryFiles::open(arguments_.values("theory"), read_theory_source, arguments_.json(), exit);
    if (!theories)
      return std::nullopt;
    Status done = read_candidates();
    if (done)
      done = verify_candidates(*theories);
    if (done)
      done = choose();
    if (done)
      done = assemble();
    if (done)
      return std::move(linked_);
    *exit = theories->failed() ? *theories->failed() : fail(exit_, done.error(), arguments_.json());
    return std::nullopt;
  }

private:
  // --- reading ------------------------------------------------------------------------------

  Status read_candidates() {
    for (std::size_t i = 0; i < arguments_.operand_count(); ++i)
      if (Status read = read_candidate(arguments_.operand(i)); !read)
        return read;
    return success();
  }

  Status read_candidate(llvm::StringRef path) {
    const auto file = read_file(path, cert::kMaxBytes);
    if (!file) {
      exit_ = ExitStatus::Unreadable;
      return file.error();
    }
    const ByteView bytes = bytes_of(**file);
    if (!cert::is_link_file(bytes)) {
      const std::string stem = llvm::sys::path::stem(path).str();
      candidates_.push_back(
          {path.str(), {stem + ".mm", stem + ".blk"}, Bytes(bytes.begin(), bytes.end())});
      return success();
    }
    auto link = cert::read_link(bytes);
    if (!link)
      return in_file(path, link.error());
    for (cert::LinkedCertificate& part : link->parts)
      candidates_.push_back({path.str(), {part.theory}, std::move(part.certificate)});
    return success();
  }

  // --- verifying ----------------------------------------------------------------------------

  Status verify_candidates(TheoryFiles& theories) {
    for (const Candidate& candidate : candidates_) {
      const auto certificate = cert::read_certificate(candidate.bytes);
      if (!certificate)
        return in_file(candidate.from, certificate.error());
      const auto theory = theories.find(candidate.theory_names, *certificate);
      if (!theory)
        return in_file(candidate.from, theory.error());
      if (!cert::is_theory_name(file_name(theory->name)))
        return Error{"usage.theory", fmt::format("{} cannot be the name of a theory in a link; "
                                                 "give the file another name",
                                                 blockfold::quoted(theory->name))};
      auto part = driver::verify_part(*theory->source, candidate.bytes, theory->name);
      if (!part)
        return in_file(candidate.from, part.error());
      parts_.push_back(std::move(*part));
    }
    return success();
  }

  // --- linking ------------------------------------------------------------------------------

  /// Finds out which parts the goals rest on, and brings those into order.
  Status choose() {
    const std::vector<driver::LinkPart> all = driver::parts_of(parts_);
    const auto linking = driver::match_parts(all);
    if (!linking)
      return linking.error();
    const auto goals = chosen_goals(all, *linking);
    if (!goals)
      return goals.error();
    const auto order = driver::order_parts(all, *linking, *goals);
    if (!order)
      return order.error();
    chosen_.parts = *order;
    for (std::uint32_t part = 0; part < all.size(); ++part)
      if (!llvm::is_contained(*order, part))
        linked_.left_out.push_back(candidates_[part].from);
    for (const driver::Place goal : *goals)
      chosen_.goals.insert(at(all, goal).label);
    return success();
  }

  Result<std::vector<driver::Place>> chosen_goals(llvm::ArrayRef<driver::LinkPart> parts,
                                                  const driver::Linking& linking) {
    if (!arguments_.has("goal"))
      return goals_nobody_needs(parts, linking);
    std::vector<driver::Place> goals;
    for (const std::string& label : arguments_.values("goal")) {
      const auto goal = find_goal(parts, label);
      if (!goal) {
        exit_ = ExitStatus::Usage;
        return goal.error();
      }
      if (!llvm::is_contained(goals, *goal))
        goals.push_back(*goal);
    }
    return goals;
  }

  static Result<std::vector<driver::Place>>
  goals_nobody_needs(llvm::ArrayRef<driver::LinkPart> parts, const driver::Linking& linking) {
    auto goals = driver::undischarging_goals(parts, linking);
    if (!goals.empty())
      return goals;
    // Every goal is needed by another part: then there is a cycle, which is what to speak of.
    for (std::uint32_t part = 0; part < parts.size(); ++part)
      goals.push_back({part, 0});
    const auto order = driver::order_parts(parts, linking, goals);
    return order ? Error{"link.goals", "the certificates have no goal"} : order.error();
  }

  static Result<driver::Place> find_goal(llvm::ArrayRef<driver::LinkPart> parts,
                                         const std::string& label) {
    std::vector<llvm::StringRef> known;
    for (std::uint32_t part = 0; part < parts.size(); ++part)
      for (std::uint32_t i = 0; i < parts[part].theory->assertions.size(); ++i) {
        const ir::Assertion& assertion = parts[part].theory->assertions[i];
        if (!ir::is_goal(assertion.role))
          continue;
        if (assertion.label == label)
          return driver::Place{part, i};
        known.push_back(assertion.label);
      }
    const std::string hint = did_you_mean(label, known);
    return Error{"link.goals",
                 fmt::format("no certificate has the goal {}{}", blockfold::quoted(label),
                             hint.empty() ? "" : "; " + hint)};
  }

  // --- writing ------------------------------------------------------------------------------

  /// Makes the file and draws from it alone what is said about it.
  Status assemble() {
    cert::LinkFile file;
    driver::VerifiedLink link;
    for (const std::uint32_t part : chosen_.parts) {
      driver::VerifiedPart& verified = parts_[part];
      cert::LinkedCertificate& out = file.parts.emplace_back();
      out.theory = file_name(verified.name);
      out.certificate = std::move(candidates_[part].bytes);
      for (const ir::Assertion& assertion : verified.theory.assertions)
        if (ir::is_goal(assertion.role) && chosen_.goals.contains(assertion.label))
          out.goals.push_back(assertion.ordinal);
      link.parts.push_back(std::move(verified));
    }
    linked_.bytes = cert::write_link(file);
    if (linked_.bytes.size() > cert::kMaxBytes)
      return Error{"link.size", "the certificates are too large for one linked certificate"};
    return describe(link);
  }

  /// Reads the file back and links what is in it, as a verifier does after verifying the parts.
  Status describe(driver::VerifiedLink& link) {
    const auto file = cert::read_link(linked_.bytes);
    if (!file)
      return file.error();
    const std::vector<driver::LinkPart> parts = driver::parts_of(link.parts);
    auto linking = driver::match_parts(parts);
    if (!linking)
      return linking.error();
    auto goals = driver::goals_of(*file, parts);
    if (!goals)
      return goals.error();
    if (Status shape = driver::check_shape(parts, *linking, *goals); !shape)
      return shape;
    linked_.text = describe_link(parts, *linking, *goals);
    link.linking = std::move(*linking);
    link.goals = std::move(*goals);
    linked_.statement =
        link.statement(arguments_.json() ? driver::Detail::Full : driver::Detail::Brief);
    return success();
  }

  static Error in_file(llvm::StringRef path, const Error& error) {
    return {error.code, fmt::format("{}: {}", path, error.message)};
  }

  struct Choice {
    std::vector<std::uint32_t> parts;
    llvm::StringSet<> goals; ///< labels; no two parts have one of them
  };

  const Arguments& arguments_;
  ExitStatus exit_ = ExitStatus::Invalid;
  std::vector<Candidate> candidates_;
  std::vector<driver::VerifiedPart> parts_; ///< of the candidates
  Choice chosen_;
  Linked linked_;
};

// --- output -------------------------------------------------------------------------------------

void print_as_text(const Linked& linked, llvm::StringRef path) {
  llvm::raw_ostream& out = llvm::outs();
  render_text(linked.text, driver::Detail::Brief, out);
  render_report(linked.text, driver::Detail::Brief, out);
  for (const std::string& file : linked.left_out)
    out << fmt::format("{:<13}{}: no goal rests on it\n", "Left out", file);
  out << fmt::format("{:<13}{}, {}\n", "Certificate", path, format_size(linked.bytes.size()));
}

void print_as_json(const Linked& linked, llvm::StringRef path) {
  nlohmann::ordered_json json = {{"status", "linked"},
                                 {"exit_status", 0},
                                 {"certificate", path.str()},
                                 {"certificate_bytes", linked.bytes.size()},
                                 {"left_out", linked.left_out}};
  json.update(to_json(linked.statement));
  json["link"] = to_json(linked.text);
  print_json(json);
}

Status check_usage(const Arguments& arguments) {
  if (!arguments.has("output"))
    return Error{"usage.output", "say where to write the linked certificate: -o X.bfc"};
  if (!arguments.has("theory"))
    return Error{"usage.theory", "say which theories the certificates are about: --theory=FILE "
                                 "for each, or --theory=FOLDER"};
  std::vector<llvm::StringRef> inputs;
  for (std::size_t i = 0; i < arguments.operand_count(); ++i)
    inputs.push_back(arguments.operand(i));
  llvm::append_range(inputs, arguments.values("theory"));
  for (const llvm::StringRef input : inputs)
    if (llvm::sys::fs::equivalent(arguments.value("output"), input))
      return Error{
          "usage.output",
          fmt::format("{} is one of the files to link; write to another file", quoted(input))};
  return success();
}

Status write_out(const Linked& linked, llvm::StringRef path) {
  if (!is_standard_output(path))
    return write_file(path, linked.bytes);
  llvm::outs().write(reinterpret_cast<const char*>(linked.bytes.data()), linked.bytes.size());
  return success();
}

int run(const Arguments& arguments) {
  const bool json = arguments.json();
  if (Status usage = check_usage(arguments); !usage)
    return fail(ExitStatus::Usage, usage.error(), json);
  const llvm::StringRef path = arguments.value("output");
  const bool to_stdout = is_standard_output(path);
  if (!to_stdout)
    if (Status writable = check_writable(path); !writable)
      return fail(ExitStatus::Unreadable, writable.error(), json);
  int exit = 0;
  const auto linked = LinkRun(arguments).run(&exit);
  if (!linked)
    return exit;
  if (Status written = write_out(*linked, path); !written)
    return fail(ExitStatus::Unreadable, written.error(), json);
  if (to_stdout)
    return status(ExitStatus::Success);
  if (json)
    print_as_json(*linked, path);
  else if (!arguments.has("quiet"))
    print_as_text(*linked, path);
  return status(ExitStatus::Success);
}

} // namespace

Command link_command() {
  CommandLine line;
  line.name = "blockfold link";
  line.synopsis = "A.bfc B.bfc ... --theory=FILE|FOLDER ... -o C.bfc [options]";
  line.summary = "link certificates that assume lemmas with certificates that prove them";
  line.description =
      "Verifies the certificates and writes one that holds them all. An axiom or assumed theorem "
      "of\n"
      "one certificate is discharged by the goal of another that has its label and says the same, "
      "over\n"
      "the same theory file or another; if they differ in one symbol the link is refused. The "
      "result\n"
      "rests on what remains. The certificates inside are untouched, and 'blockfold verify' "
      "verifies\n"
      "every one of them again.\n"
      "A linked certificate among the operands stands for the certificates in it.\n";
  line.operands = {"A.bfc"};
  line.any_number_of_operands = true;
  line.options = {{"output", "C.bfc",
                   "where to write the linked certificate; -: standard output, and no report", 'o'},
                  {"theory", "FILE",
                   "the theory files (.mm, .blk) that the certificates are about, or folders:\n"
                   "in a folder, X.bfc is about X.mm or X.blk",
                   0, true},
                  {"goal", "LABEL",
                   "what the linked certificate is about; certificates that it does not rest on\n"
                   "are left out (default: all goals that no other certificate needs)",
                   'g', true},
                  {"quiet", "", "print nothing but errors", 'q'},
                  json_option()};
  line.examples = "  blockfold prove set.mm -t 2p2e4 --assume=2cn -o sum.bfc\n"
                  "  blockfold prove set.mm -t 2cn -o number.bfc\n"
                  "  blockfold link sum.bfc number.bfc --theory=set.mm -o whole.bfc\n"
                  "  blockfold link slices/*.bfc --theory=slices --goal=goal -o goal.bfc\n";
  return {line, run};
}

} // namespace blockfold::tools
