#include "tools/fuzz/samples.h"

#include "compiler/import/theory_import.h"
#include "compiler/metamath/reader.h"
#include "tools/fuzz/fuzz.h"

namespace blockfold::fuzz {
namespace {

constexpr const char* kLogic =
    "$c |- wff ( ) -> $.\n"
    "$v p q r $.\n"
    "wp $f wff p $. wq $f wff q $. wr $f wff r $.\n"
    "wi $a wff ( p -> q ) $.\n"
    "ax1 $a |- ( p -> ( q -> p ) ) $.\n"
    "ax2 $a |- ( ( p -> ( q -> r ) ) -> ( ( p -> q ) -> ( p -> r ) ) ) $.\n"
    "${ mp.1 $e |- p $. mp.2 $e |- ( p -> q ) $. mp $a |- q $. $}\n";

constexpr const char* kIdentity = "id $p |- ( p -> p ) $=\n"
                                  "  wp wp wp wi wi wp wp wi\n"
                                  "  wp wp ax1\n"
                                  "  wp wp wp wi wp wi wi wp wp wp wi wi wp wp wi wi\n"
                                  "  wp wp wp wi ax1\n"
                                  "  wp wp wp wi wp ax2\n"
                                  "  mp mp $.\n";

constexpr const char* kLemmas =
    "${ mp2.1 $e |- p $. mp2.2 $e |- q $. mp2.3 $e |- ( p -> ( q -> r ) ) $.\n"
    "mp2 $p |- r $= wq wr mp2.2 wp wq wr wi mp2.1 mp2.3 mp mp $. $}\n"
    "th $p |- ( q -> q ) $= wq id $.\n";

constexpr const char* kQuantifiers =
    "$c setvar A. $. $v x y $. vx $f setvar x $. vy $f setvar y $.\n"
    "wal $a wff A. x p $.\n"
    "${ $d x p $. ax5 $a |- ( p -> A. x p ) $. $}\n"
    "${ gen.1 $e |- p $. gen $a |- A. x p $. $}\n"
    "${ $d x p $. drop.1 $e |- A. x p $. drop $a |- p $. $}\n"
    "${ $d x y q r $. all $p |- ( ( A. y q -> r ) -> A. x ( A. y q -> r ) ) $=\n"
    "  wq vy wal wr wi vx ax5 $. $}\n"
    "${ $d p y $. $d q y $. th3.1 $e |- ( p -> q ) $.\n"
    "  th3 $p |- ( p -> q ) $= wp wq wi vy wp wq wi vy th3.1 gen drop $. $}\n";

/// An axiom in front, so that no assertion of what follows has the place it has in other samples: a
/// certificate is good for every theory that says the same at the same places.
constexpr const char* kBefore = "$c bool T. $. wt $a bool T. $.\n";

/// The same text with another arrow.
std::string renamed(std::string text) {
  for (std::size_t at = 0; (at = text.find(" -> ", at)) != std::string::npos;)
    text.replace(at, 4, " => ");
  return text;
}

Sample read(std::string name, std::string text) {
  DiagnosticSink sink;
  mm::ReadResult result = mm::read_database_text(text, name, sink, false);
  FUZZ_CHECK(result.ok());
  Sample out{std::move(name),
             std::move(text),
             std::make_unique<mm::Database>(std::move(result.database)),
             {}};
  for (const mm::StatementId id : import::assertions_of(*out.database))
    if (out.database->statement(id).kind == mm::StatementKind::Theorem)
      out.goals.push_back(id);
  return out;
}

} // namespace

std::vector<Sample> samples() {
  std::vector<Sample> out;
  out.push_back(read("identity", std::string(kLogic) + kIdentity));
  out.push_back(read("lemmas", std::string(kBefore) + kLogic + kIdentity + kLemmas));
  out.back().goals.erase(out.back().goals.begin()); // the identity is a lemma of it
  out.push_back(read("quantifiers", std::string(kLogic) + kQuantifiers));
  out.push_back(read("renamed", renamed(std::string(kLogic) + kIdentity)));
  return out;
}

Sample sample(std::size_t index) {
  std::vector<Sample> all = samples();
  return std::move(all.at(index));
}

import::ImportedProof prepared(const Sample& sample){DiagnosticSink sink;
auto proof = driver::prepare(*sample.database, {sample.goals, {}}, sink);
FUZZ_CHECK(proof.has_value());
return std::move(*proof);
} // namespace blockfold::fuzz

Proven prove(const Sample& sample, std::uint32_t segments) {
  layout::PlanOptions plan;
  plan.segments = segments;
  plan.log_width = 3;
  auto compiled = driver::compile(*sample.database, prepared(sample), plan);
  FUZZ_CHECK(compiled.ok());
  ir::Transcript blocks = compiled->proof.transcript;
  auto proved = driver::prove(*compiled);
  FUZZ_CHECK(proved.ok());
  auto bound = driver::bind_statement(*sample.database, proved->certificate);
  FUZZ_CHECK(bound.ok());
  Bytes bytes = cert::write_certificate(proved->certificate);
  return {std::move(bytes), std::move(proved->certificate), std::move(*bound), std::move(blocks)};
}

} // namespace blockfold::fuzz
