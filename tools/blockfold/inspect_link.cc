#include "tools/blockfold/inspect_link.h"

#include "compiler/driver/bind.h"
#include "compiler/driver/link_text.h"
#include "compiler/driver/verify_link.h"
#include "compiler/support/format.h"
#include "compiler/support/render.h"
#include "runtime/cert/link_file.h"
#include "tools/blockfold/theories.h"
#include "tools/common/exit_status.h"
#include "tools/common/progress.h"
#include "tools/verify/theory_files.h"

#include <llvm/ADT/StringExtras.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace blockfold::tools {
namespace {

/// A link whose certificates have been read, not verified.
struct LinkContents {
  cert::LinkFile file;
  std::vector<cert::Certificate> certificates;
};

Result<LinkContents> read_contents(ByteView bytes) {
  auto file = cert::read_link(bytes);
  if (!file)
    return file.error();
  LinkContents contents{std::move(*file), {}};
  for (const cert::LinkedCertificate& part : contents.file.parts) {
    auto certificate = cert::read_certificate(part.certificate);
    if (!certificate)
      return Error{certificate.error().code,
                   fmt::format("the certificate for {}: {}", quoted(llvm::StringRef(part.theory)),
                               certificate.error().message)};
    contents.certificates.push_back(std::move(*certificate));
  }
  return contents;
}

/// The parts with their theories, and what these say together.
struct Graph {
  std::vector<ir::Theory> theories;
  driver::LinkText text;
};

Result<Graph> graph_of(const LinkContents& contents, TheoryFiles& files) {
  Graph graph;
  std::vector<std::string> names;
  for (std::size_t part = 0; part < contents.certificates.size(); ++part) {
    const auto found = files.find(contents.file.parts[part].theory, contents.certificates[part]);
    if (!found)
      return found.error();
    auto theory = driver::chosen_theory(*found->source, contents.certificates[part]);
    if (!theory)
      return theory.error();
    graph.theories.push_back(std::move(*theory));
    names.push_back(found->name);
  }
  std::vector<driver::LinkPart> parts;
  for (std::size_t part = 0; part < graph.theories.size(); ++part)
    parts.push_back({names[part], &graph.theories[part],
                     contents.file.parts[part].certificate.size(),
                     contents.certificates[part].theory_digest});
  const auto linking = driver::match_parts(parts);
  if (!linking)
    return linking.error();
  const auto goals = driver::goals_of(contents.file, parts);
  if (!goals)
    return goals.error();
  if (Status shape = driver::check_shape(parts, *linking, *goals); !shape)
    return shape.error();
  graph.text = describe_link(parts, *linking, *goals);
  return graph;
}

void print_heading(ByteView bytes, const LinkContents& contents, llvm::StringRef path) {
  llvm::outs() << fmt::format(
      "{}: {} bytes, {} certificates (contents only: 'blockfold verify' says whether it holds)\n",
      path, format_count(bytes.size()), contents.certificates.size());
}

/// What can be said without theories.
void print_parts(const LinkContents& contents) {
  for (std::size_t part = 0; part < contents.certificates.size(); ++part) {
    const cert::LinkedCertificate& entry = contents.file.parts[part];
    llvm::outs() << fmt::format("  part {:<5} for {}, {} bytes, {} goals of the link, digest {}\n",
                                part + 1, escape_bytes(entry.theory),
                                format_count(entry.certificate.size()), entry.goals.size(),
                                llvm::toHex(contents.certificates[part].theory_digest, true));
  }
}

nlohmann::ordered_json parts_to_json(const LinkContents& contents) {
  auto parts = nlohmann::ordered_json::array();
  for (std::size_t part = 0; part < contents.certificates.size(); ++part)
    parts.push_back(
        {{"theory", contents.file.parts[part].theory},
         {"theory_digest", llvm::toHex(contents.certificates[part].theory_digest, true)},
         {"bytes", contents.file.parts[part].certificate.size()},
         {"goal_ordinals", contents.file.parts[part].goals}});
  return {{"parts", parts}};
}

} // namespace

int inspect_link(ByteView bytes, const Arguments& arguments) {
  const bool json = arguments.json();
  const llvm::StringRef path = arguments.operand(0);
  const auto contents = read_contents(bytes);
  if (!contents)
    return fail(ExitStatus::Invalid, contents.error(), json);
  std::optional<Graph> graph;
  if (arguments.has("theory")) {
    int exit = 0;
    auto files = TheoryFiles::open(arguments.values("theory"), read_theory_source, json, &exit);
    if (!files)
      return exit;
    auto found = graph_of(*contents, *files);
    if (!found)
      return files->failed() ? *files->failed() : fail(ExitStatus::Invalid, found.error(), json);
    graph = std::move(*found);
  }
  if (json) {
    print_json({{"status", "read"},
                {"exit_status", 0},
                {"certificate", path.str()},
                {"bytes", {{"total", bytes.size()}}},
                {"link", graph ? to_json(graph->text) : parts_to_json(*contents)}});
    return status(ExitStatus::Success);
  }
  print_heading(bytes, *contents, path);
  if (graph)
    render_text(graph->text, driver::Detail::Full, llvm::outs());
  else
    print_parts(*contents);
  return status(ExitStatus::Success);
}

} // namespace blockfold::tools
