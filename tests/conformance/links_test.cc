// Real proofs in parts. The slices of an execution proof: what one slice takes for granted, another
// one proves; what must come out is predicted from DEPS.tsv and from the words of the files, not by
// our reader. A theorem of set.mm in two parts: the link says what one certificate for all would.
#include "compiler/driver/prove.h"
#include "compiler/driver/verify.h"
#include "compiler/driver/verify_link.h"
#include "compiler/metamath/reader.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace blockfold;

namespace {

namespace fs = std::filesystem;
using Labels = std::set<std::string>;

const fs::path kSlices =
    fs::path(BLOCKFOLD_SOURCE_DIR) / "../shared/data/metamath/matching-logic/transfer-sliced-top";

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

std::string read_text(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

// --- the prediction -----------------------------------------------------------------------------

/// What a slice's proof applies, by the words of its file: labels of $a in the list "( ... )" of
/// its compressed proof.
Labels applied_by(const fs::path& path) {
  const std::vector<std::string> words = words_of(read_text(path));
  Labels axioms, cited;
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    if (words[i + 1] == "$a")
      axioms.insert(words[i]);
    if (words[i] == "$=" && words[i + 1] == "(")
      for (std::size_t k = i + 2; words[k] != ")"; ++k)
        cited.insert(words[k]);
  }
  Labels both;
  std::ranges::set_intersection(axioms, cited, std::inserter(both, both.end()));
  return both;
}

/// By slice, the slices that it assumes, whether their files are here or not.
std::map<std::string, Labels> read_dependencies() {
  std::map<std::string, Labels> out;
  std::ifstream in(kSlices / "DEPS.tsv");
  std::string line;
  std::getline(in, line); // titles
  while (std::getline(in, line)) {
    std::vector<std::string> words = words_of(line);
    out[words[0]] = {words.begin() + 2, words.end()};
  }
  return out;
}

struct Prediction {
  Labels parts, remaining;
};

/// From the goal down: slices whose files are here are parts, all else remains.
Prediction predict(const std::map<std::string, Labels>& dependencies) {
  Prediction out;
  std::vector<std::string> open = {"goal"};
  while (!open.empty()) {
    const std::string slice = open.back();
    open.pop_back();
    if (!out.parts.insert(slice).second)
      continue;
    for (const std::string& label : applied_by(kSlices / (slice + ".mm")))
      if (dependencies.contains(label))
        open.push_back(label);
      else
        out.remaining.insert(label);
  }
  return out;
}

// --- the link -----------------------------------------------------------------------------------

/// Theories by file name, each read when it is first needed.
class Theories {
public:
  const import::MetamathSource& source(const std::string& name) {
    std::unique_ptr<Read>& entry = read_[name];
    if (!entry) {
      DiagnosticSink sink;
      mm::ReadResult result = mm::read_database((kSlices / name).string(), sink);
      REQUIRE(result.ok());
      entry = std::make_unique<Read>(std::move(result.database));
    }
    return entry->source;
  }
  const mm::Database& database(const std::string& name) {
    source(name);
    return read_[name]->database;
  }

private:
  struct Read {
    explicit Read(mm::Database from) : database(std::move(from)), source(database) {}
    mm::Database database;
    import::MetamathSource source;
  };
  std::map<std::string, std::unique_ptr<Read>> read_;
};

cert::LinkedCertificate prove_slice(Theories& theories, const std::string& slice) {
  CAPTURE(slice);
  const std::string name = slice + ".mm";
  const mm::Database& database = theories.database(name);
  DiagnosticSink sink;
  auto proof = driver::prepare(database, {{database.find(slice).value()}, {}}, sink);
  REQUIRE(proof);
  auto compiled = driver::compile(database, std::move(*proof), {});
  REQUIRE_MESSAGE(compiled.ok(), compiled.error().message);
  auto proved = driver::prove(std::move(*compiled));
  REQUIRE_MESSAGE(proved.ok(), proved.error().message);
  return {name, {}, cert::write_certificate(proved->certificate)};
}

/// All slices in the order of a link that is about "goal".
cert::LinkFile link_slices(Theories& theories, const std::map<std::string, Labels>& slices) {
  std::vector<cert::LinkedCertificate> certificates;
  std::vector<driver::VerifiedPart> verified;
  for (const auto& [slice, unused] : slices) {
    certificates.push_back(prove_slice(theories, slice));
    auto part =
        driver::verify_part(theories.source(slice + ".mm"), certificates.back().certificate, slice);
    REQUIRE_MESSAGE(part.ok(), part.error().message);
    verified.push_back(std::move(*part));
  }
  const auto parts = driver::parts_of(verified);
  const auto linking = driver::match_parts(parts);
  REQUIRE_MESSAGE(linking.ok(), linking.error().message);
  const auto goals = driver::undischarging_goals(parts, *linking);
  REQUIRE(goals.size() == 1);
  REQUIRE(driver::at(parts, goals.front()).label == "goal");
  const auto order = driver::order_parts(parts, *linking, goals);
  REQUIRE_MESSAGE(order.ok(), order.error().message);
  cert::LinkFile file;
  for (const std::uint32_t part : *order)
    file.parts.push_back(std::move(certificates[part]));
  file.parts.front().goals = {driver::at(parts, goals.front()).ordinal};
  return file;
}

Result<driver::VerifiedLink> verify(Theories& theories, const cert::LinkFile& file) {
  return driver::verify_link(
      cert::write_link(file),
      [&](llvm::StringRef name, const cert::Certificate&) -> Result<driver::FoundTheory> {
        return driver::FoundTheory{&theories.source(name.str()), name.str()};
      });
}

Labels labels_of(const std::vector<driver::StatedAssertion>& assertions) {
  Labels labels;
  for (const driver::StatedAssertion& assertion : assertions)
    CHECK(labels.insert(assertion.label).second);
  return labels;
}

/// By slice, the slices that prove what it takes for granted.
std::map<std::string, Labels> discharged_in(const driver::VerifiedLink& link) {
  std::map<std::string, Labels> out;
  for (const driver::Discharge& discharge : link.linking.discharges) {
    const auto& part = link.parts[discharge.assumption.part];
    const std::string& label = part.theory.assertions[discharge.assumption.assertion].label;
    out[fs::path(part.name).stem().string()].insert(label);
    CHECK(link.parts[discharge.goal.part].name == label + ".mm");
  }
  return out;
}

} // namespace

TEST_CASE("slices of an execution proof are linked from the goal downwards") {
  if (!fs::exists(kSlices)) {
    std::printf("skipped: %s is absent\n", kSlices.c_str());
    return;
  }
  const std::map<std::string, Labels> dependencies = read_dependencies();
  const Prediction expected = predict(dependencies);
  CHECK(expected.parts.size() == dependencies.size()); // the goal rests on every slice that is here

  Theories theories;
  const cert::LinkFile file = link_slices(theories, dependencies);
  const auto link = verify(theories, file);
  REQUIRE_MESSAGE(link.ok(), link.error().message);
  const driver::StatementText statement = link->statement();
  CHECK(labels_of(statement.goals) == Labels{"goal"});
  CHECK(labels_of(statement.axioms) == expected.remaining);
  CHECK(statement.assumed.empty());
  CHECK(link->parts.size() == expected.parts.size());
  Labels lemmas = expected.parts;
  lemmas.erase("goal");
  CHECK(Labels(statement.lemmas.begin(), statement.lemmas.end()) == lemmas);

  // Part by part: what DEPS.tsv says that a slice assumes, as far as it is here and applied.
  const auto discharged = discharged_in(*link);
  for (const auto& [slice, assumed] : dependencies) {
    CAPTURE(slice);
    Labels here, remain;
    for (const std::string& label : applied_by(kSlices / (slice + ".mm")))
      if (assumed.contains(label))
        (dependencies.contains(label) ? here : remain).insert(label);
    const auto found = discharged.find(slice);
    CHECK((found == discharged.end() ? Labels() : found->second) == here);
    for (const std::string& label : remain)
      CHECK(expected.remaining.contains(label));
  }
}

TEST_CASE("a slice that is changed in one symbol, or left out, is noticed") {
  if (!fs::exists(kSlices)) {
    std::printf("skipped: %s is absent\n", kSlices.c_str());
    return;
  }
  Theories theories;
  cert::LinkFile file = {
      {prove_slice(theories, "sorting-cache-250"), prove_slice(theories, "sorting-cache-43")}};
  file.parts[0].goals = {
      static_cast<std::uint32_t>(theories.source("sorting-cache-250.mm").assertion_count() - 1)};
  const auto link = verify(theories, file);
  REQUIRE_MESSAGE(link.ok(), link.error().message);
  CHECK(link->linking.discharges.size() == 1);

  // Without the slice that proves it, the statement remains.
  cert::LinkFile alone = file;
  alone.parts.pop_back();
  const auto more = verify(theories, alone);
  REQUIRE(more.ok());
  CHECK(labels_of(more->statement().axioms).contains("sorting-cache-43"));
  CHECK_FALSE(labels_of(link->statement().axioms).contains("sorting-cache-43"));

  // The same slice over another sort: proved, verified, and refused by the link.
  std::string text = read_text(kSlices / "sorting-cache-43.mm");
  for (std::size_t at = 0; (at = text.find("\\kore-sort-SortK ", at)) != std::string::npos;
       at += 17)
    text.replace(at, 17, "\\kore-sort-SortX ");
  DiagnosticSink sink;
  const mm::ReadResult changed = mm::read_database_text(text, "sorting-cache-43.mm", sink, false);
  REQUIRE(changed.ok());
  auto proof = driver::prepare(changed.database,
                               {{changed.database.find("sorting-cache-43").value()}, {}}, sink);
  REQUIRE(proof);
  const auto compiled = driver::compile(changed.database, std::move(*proof), {});
  REQUIRE(compiled.ok());
  const auto proved = driver::prove(*compiled);
  REQUIRE(proved.ok());
  file.parts[1].certificate = cert::write_certificate(proved->certificate);
  const import::MetamathSource source(changed.database);
  const auto refused = driver::verify_link(
      cert::write_link(file),
      [&](llvm::StringRef name, const cert::Certificate&) -> Result<driver::FoundTheory> {
        if (name == "sorting-cache-43.mm")
          return driver::FoundTheory{&source, name.str()};
        return driver::FoundTheory{&theories.source(name.str()), name.str()};
      });
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "link.statement");
}

// --- one theory, two parts ----------------------------------------------------------------------

namespace {

/// The certificate of one theorem, with another one assumed if that is not empty.
Bytes prove_theorem(const mm::Database& database, const char* theorem, const std::string& assumed) {
  import::ProofRequest request{{database.find(theorem).value()}, {}};
  if (!assumed.empty())
    request.assumed = [&](const mm::Statement& statement) { return statement.label == assumed; };
  DiagnosticSink sink;
  auto proof = driver::prepare(database, request, sink);
  REQUIRE(proof);
  auto compiled = driver::compile(database, std::move(*proof), {});
  REQUIRE_MESSAGE(compiled.ok(), compiled.error().message);
  const auto proved = driver::prove(std::move(*compiled));
  REQUIRE_MESSAGE(proved.ok(), proved.error().message);
  return cert::write_certificate(proved->certificate);
}

} // namespace

TEST_CASE("a theorem in two parts rests on what it rests on as a whole") {
  const fs::path path = "/usr/share/metamath/databases/set.mm";
  if (!fs::exists(path)) {
    std::printf("skipped: %s is absent\n", path.c_str());
    return;
  }
  DiagnosticSink sink;
  const mm::ReadResult read = mm::read_database(path.string(), sink);
  REQUIRE(read.ok());
  const import::MetamathSource source(read.database);
  const auto whole = driver::verify_certificate(source, prove_theorem(read.database, "2p2e4", ""));
  REQUIRE(whole.ok());
  cert::LinkFile file = {{{"set.mm", {}, prove_theorem(read.database, "2p2e4", "2cn")},
                          {"set.mm", {}, prove_theorem(read.database, "2cn", "")}}};
  const auto part = driver::verify_part(source, file.parts[0].certificate, "set.mm");
  REQUIRE(part.ok());
  file.parts[0].goals = {part->theory.assertions.back().ordinal};
  const auto link = driver::verify_link(
      cert::write_link(file), [&](llvm::StringRef name, const cert::Certificate&) {
        return Result<driver::FoundTheory>(driver::FoundTheory{&source, name.str()});
      });
  REQUIRE_MESSAGE(link.ok(), link.error().message);

  const driver::StatementText linked = link->statement(), expected = whole->statement();
  CHECK(labels_of(linked.goals) == Labels{"2p2e4"});
  CHECK(labels_of(linked.axioms) == labels_of(expected.axioms));
  CHECK(linked.assumed.empty());
  CHECK(Labels(linked.lemmas.begin(), linked.lemmas.end()) ==
        Labels(expected.lemmas.begin(), expected.lemmas.end()));
  CHECK(linked.lemmas.size() == expected.lemmas.size()); // each once, though both parts prove some
}
