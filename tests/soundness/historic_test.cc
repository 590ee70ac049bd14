// The forgeries that earlier drafts of the protocol allowed, each built for real: a circuit or
// verifier without the rule accepts it (or cannot tell it from the truth), the real one does not.
#include "tests/soundness/samples.h"

#include "compiler/driver/verify.h"
#include "runtime/curve/g1.h"
#include "runtime/curve/msm.h"
#include "runtime/fold/ipa_prover.h"
#include "runtime/fold/sumcheck_prover.h"
#include "runtime/pcs/pedersen.h"
#include "runtime/poly/multilinear.h"
#include "runtime/poly/sumcheck.h"
#include "runtime/verify/rounds.h"
#include "runtime/verify/verify.h"

#include <algorithm>

namespace blockfold::soundness {
namespace {

using ir::DisjointReason;
using ir::Role;
using lower::Relation;

// --- typecodes inside fingerprints
// -----------------------------------------------------------------

/// Gives a bus row another claim. Its terms move to the end of the chip's.
void replace_claim(cs::Circuit& circuit, cs::Chip& chip, cs::Row& row,
                   const std::vector<cs::SymbolicTerm>& claim) {
  const std::vector<cs::Term> rest(chip.terms.begin() + row.b, chip.terms.begin() + row.end);
  const std::uint32_t right = row.c - row.b;
  row.a = static_cast<std::uint32_t>(chip.terms.size());
  for (const cs::SymbolicTerm& term : claim)
    chip.terms.push_back({term.column, circuit.coefficients.add(term.coefficient)});
  row.b = static_cast<std::uint32_t>(chip.terms.size());
  row.c = row.b + right;
  chip.terms.insert(chip.terms.end(), rest.begin(), rest.end());
  row.end = static_cast<std::uint32_t>(chip.terms.size());
}

/// Statements of typecodes with variables carry the typecode as the first symbol of their text:
/// F + typecode * R in place of a field of its own.
void fold_typecodes(lower::LoweredTheory& lowered) {
  cs::Circuit& circuit = lowered.circuit;
  const auto is_pow = [](const cs::SymbolicTerm& term) {
    return term.coefficient.beta_power == lower::kPowField;
  };
  for (cs::Chip& chip : circuit.chips)
    for (cs::Row& row : chip.rows) {
      if (relation_of(circuit, chip, row) != static_cast<std::uint32_t>(Relation::Statement))
        continue;
      std::vector<cs::SymbolicTerm> claim =
          circuit.spell(std::span(chip.terms).subspan(row.a, row.b - row.a));
      const auto typecode = std::ranges::find_if(claim, [](const cs::SymbolicTerm& term) {
        return term.coefficient.beta_power == lower::kTypecodeField;
      });
      if (std::ranges::none_of(claim, is_pow))
        continue;
      const std::int64_t value = -typecode->coefficient.scale;
      claim.erase(typecode);
      for (std::size_t i = claim.size(); i-- > 0;)
        if (is_pow(claim[i])) {
          claim.push_back(claim[i]);
          claim.back().coefficient.beta_power = lower::kTextField;
          claim.back().coefficient.scale *= value;
        }
      replace_claim(circuit, chip, row, claim);
    }
}

TEST_CASE("a typecode inside the fingerprint lets `|- p ph` pass for `|- q c`") {
  // The codes of p and q differ by as much as the typecodes wff and class.
  const std::string text =
      R"($c wff class |- p q k c $. $v ph A $. wph $f wff ph $. cA $f class A $.
    first $a |- p q $. wk $a wff k $. cc $a class c $. axp $a |- p ph $. axa $a |- k A $.
    good $p |- p k $= ? $. bad $p |- q c $= ? $.)";
  Scene honest(text, {{"good", Role::Goal}});
  honest.qed("good", honest.apply("good", "axp", {honest.apply("good", "wk", {})}));
  check_accepted(honest.run());
  check_accepted(honest.run({}, fold_typecodes)); // the weakened circuit is complete

  Scene scene(text, {{"bad", Role::Goal}});
  REQUIRE(scene.code("q") == scene.code("p") + 1);
  REQUIRE(scene.theory().typecodes == Names{"|-", "wff", "class"});
  const BlockId axp = scene.apply("bad", "axp", {scene.apply("bad", "cc", {})});
  scene.qed("bad", axp);
  const Edits lie{.text = [&](Witness& w, const cs::CoefficientTable& table) {
    w.fingerprint(w.block(axp), 0) = scene.fingerprint(table, "c") + w.pow(w.block(axp), 0);
  }};
  check_rejected(scene.run(lie), "verify.bus", {"axp: demands premise 0"});
  check_accepted(scene.run(lie, fold_typecodes));
}

// --- order
// -----------------------------------------------------------------------------------------

std::string mu_theory(const std::string& base) {
  return R"($c wff Pos |- m c got $. $v ph $. wph $f wff ph $. wc $a wff c $.
    ${ mu.1 $e Pos m ph $. mu $a wff m ph $. $} positive $a Pos ph $. axg $a |- got ph $. )" +
         base + " th $p |- got m c $= ? $.";
}

TEST_CASE("a cycle through two typecodes, as in matching logic's mu-is-pattern") {
  // `wff m c` needs `Pos m c`, which needs `wff m c`: measured by time on the one edge and by
  // length on the other, each step looks like progress.
  Scene honest(mu_theory("base $a Pos m c $."), {{"th", Role::Goal}});
  const BlockId c = honest.apply("th", "wc", {});
  honest.qed("th", honest.apply("th", "axg",
                                {honest.apply("th", "mu", {c, honest.apply("th", "base", {})})}));
  check_accepted(honest.run());

  Scene scene(mu_theory(""), {{"th", Role::Goal}});
  const BlockId wc = scene.apply("th", "wc", {});
  const BlockId mu = scene.apply("th", "mu", {wc, wc + 2});
  const BlockId positive = scene.apply("th", "positive", {mu});
  const BlockId axg = scene.apply("th", "axg", {mu});
  scene.qed("th", axg);
  const Edits lie{.structure = [&](Witness& w) {
    const auto times = [&](BlockId block, std::uint64_t time) {
      w.structure(w.block(block), Meaning::Time) = time;
    };
    const auto later = [&](BlockId block, std::uint32_t premise, std::uint64_t low) {
      w.structure(w.block(block), Meaning::TimeLimb, premise, 0) = low;
      w.structure(w.block(block), Meaning::TimeLimb, premise, 1) = 0;
    };
    times(mu, 1), times(positive, 0);
    later(mu, 0, 0), later(mu, 1, 0);
    later(positive, 0, 2); // 0 - 1 - 1 = -2
    w.structure(w.block(axg), Meaning::PremiseTime, 0) = 1;
  }};
  const Weakening mirror = mirrored("positive", Meaning::TimeLimb);
  check_rejected(scene.run(lie, mirror), "verify.bus", {"positive: premise 0 is earlier"});
  check_accepted(scene.run(lie, both(mirror, without_rows("positive", "is earlier"))));
  const lower::Analysis analysis = lower::analyze(scene.theory());
  for (const lower::RuleFacts& rule : analysis.rules)
    if (rule.time_checked.size() == 2)
      CHECK((rule.time_checked[0] && rule.time_checked[1]));
}

// --- claims
// ----------------------------------------------------------------------------------------

TEST_CASE("the node of one part does not pass for a node of two with the second at address 0") {
  const std::string text = R"($c set wff |- E f g F $. $v x y ph ps $.
    vx $f set x $. vy $f set y $. wph $f wff ph $. wps $f wff ps $.
    one $a wff f x $. two $a wff g x y $. none $a wff F $.
    ${ $d ph ps $. far $a |- E ph ps $. $} th $p |- E f x F $= ? $.)";
  Scene scene(text, {{"th", Role::Goal}});
  const BlockId x = scene.variable("th", "x"), fx = scene.apply("th", "one", {x});
  const BlockId none = scene.apply("th", "none", {}), gxx = scene.apply("th", "two", {x, x});
  scene.qed("th", scene.apply("th", "far", {fx, none}));
  scene.disjoint(DisjointReason::Right, "th", x, none);
  SUBCASE("true") {
    scene.disjoint(DisjointReason::Left, "th", fx, none);
    check_accepted(scene.run());
  }
  SUBCASE("with a part too many, at address 0") {
    const std::uint32_t forged = scene.disjoint(DisjointReason::Left, "th", gxx, none);
    const Edits lie{.structure = [&](Witness& w) {
      w.structure(w.disjoint(forged), Meaning::PremiseAddress, 0) = w.address(fx);
      w.structure(w.disjoint(forged), Meaning::PremiseAddress, 3) = 0;
    }};
    const Weakening one_tag = [](lower::LoweredTheory& lowered) {
      for (cs::Chip& chip : lowered.circuit.chips)
        for (const cs::Row& row : chip.rows)
          if (relation_of(lowered.circuit, chip, row) >= static_cast<std::uint32_t>(Relation::Node))
            change(lowered.circuit, chip.terms[row.a + 1], [](cs::Coefficient& c) {
              c.scale = -static_cast<std::int64_t>(Relation::Node);
            });
    };
    // Addresses from 1 are a second wall: nothing is ever claimed of a part at address 0.
    check_rejected(scene.run(lie), "verify.bus",
                   {"$d left 2: demands part 1", "$d left 2: demands the node"});
    check_rejected(scene.run(lie, one_tag), "verify.bus", {"$d left 2: demands part 1"});
    check_accepted(scene.run(lie, both(one_tag, without_rows("$d left 2", "demands part 1"))));
  }
}

TEST_CASE("addresses start at 1") {
  const Scene scene = sample(4, true);
  const Outcome honest = scene.run();
  check_accepted(honest);
  const auto bound = driver::bind_statement(scene.database(), honest.certificate);
  REQUIRE(bound.ok());
  std::vector<std::uint64_t> addresses;
  for (const cs::Kind& kind : bound->lowered.circuit.kinds)
    for (std::uint32_t segment = 0; segment < kind.segments; ++segment)
      for (const cs::Placement& placement : kind.placements)
        for (std::uint32_t copy = 0; copy < placement.copies(); ++copy)
          addresses.push_back(placement.address + kind.stride * segment + copy);
  std::ranges::sort(addresses);
  CHECK(addresses.front() == 1);
  CHECK(std::ranges::adjacent_find(addresses) == addresses.end());
}

// --- padding
// ---------------------------------------------------------------------------------------

TEST_CASE("an unused copy is a block like any other") {
  Scene scene(sample_text(), {{"first", Role::Goal}});
  const BlockId c = scene.apply("first", "wc", {});
  scene.qed("first", scene.apply("first", "st", {c, scene.apply("first", "axc", {})}));
  std::vector<BlockId> many;
  for (int i = 0; i < 31; ++i)
    many.push_back(scene.apply("first", "gps", {c}));
  scene.plan.segments = 16; // 2 copies in each segment: one is left over
  check_accepted(scene.run());
  const auto unused = [&](Witness& w) {
    witness::Position position = w.block(many[30]);
    REQUIRE(position.kind == 1);
    REQUIRE(position.segment == 15);
    REQUIRE(position.placement->copies() == 2);
    position.copy = 1 - position.copy;
    return position;
  };
  const Edits emits{
      .multiplicities = [&](Witness& w) { w.structure(unused(w), Meaning::Multiplicity) = 1; }};
  check_rejected(scene.run(emits), "verify.bus", {});
  const Edits idle{
      .structure = [&](Witness& w) { w.structure(unused(w), Meaning::PremiseAddress, 0) = 0; }};
  check_rejected(scene.run(idle), "verify.bus", {"gps: demands premise 0"});
}

TEST_CASE("segments added up to a power of two have no commitments") {
  const Scene scene = sample(3);
  const Outcome honest = scene.run();
  check_accepted(honest);
  const auto verdict = [&](const cert::Certificate& certificate) {
    const auto result =
        driver::verify_certificate(scene.database(), cert::write_certificate(certificate));
    return result ? std::string() : result.error().code;
  };
  for (unsigned phase = 0; phase < 3; ++phase) {
    cert::Certificate padded = honest.certificate;
    auto& points = padded.proof.kinds[1].commitments[phase];
    const std::size_t each = points.size() / 3;
    REQUIRE(each != 0);
    for (std::size_t row = 0; row < each; ++row)
      points.push_back(compress(G1Affine::generator()));
    CHECK(verdict(padded) == "verify.shape");
  }
}

// --- kinds and phases
// ------------------------------------------------------------------------------

/// The rows and bus sums of a run, as the prover has them before it folds.
struct Capture {
  std::vector<std::vector<fold::RowValues>> rows{2};
  std::vector<std::vector<std::vector<Fr>>> bus{2};
  fold::Tamper hook() {
    return [this](unsigned phase, std::size_t k, auto& segments, auto& values) {
      if (phase != 2)
        return;
      rows[k] = values;
      for (const cs::SegmentWitness& segment : segments)
        bus[k].push_back(segment.bus);
    };
  }
};

/// The challenges of a proof's first two phases.
cs::Challenges challenges_of(Transcript& transcript, const cert::Proof& proof) {
  cs::Challenges challenges;
  verify::absorb_phase(transcript, 0, proof.kinds);
  challenges.r = transcript.challenge("r");
  verify::absorb_phase(transcript, 1, proof.kinds);
  challenges.alpha = transcript.challenge("alpha");
  challenges.beta = transcript.challenge("beta");
  return challenges;
}

/// The transcript after the bus sums.
Transcript after_bus_sums(Transcript transcript, const cert::Proof& proof) {
  challenges_of(transcript, proof);
  verify::absorb_phase(transcript, 2, proof.kinds);
  for (const cert::KindProof& kind : proof.kinds)
    transcript.absorb("bus sum", kind.bus_sum);
  return transcript;
}

/// One claim for all kinds, as an earlier draft had it: each kind's share of the claim is the
/// prover's to say, and only the sum of the shares is compared with the bus sums. The real protocol
/// from the bus sums to the outer sum-check otherwise; what comes after it speaks of row values,
/// which are true here.
class SharedClaim {
public:
  SharedClaim(const cs::Circuit& circuit, const Transcript& start)
      : circuit_(circuit), start_(start) {}

  /// The honest messages, whatever the bus sums of `proof` are.
  void prove(cert::Proof& proof, const Capture& capture) {
    Transcript transcript = after_bus_sums(start_, proof);
    const Fr gamma = transcript.challenge("gamma");
    std::vector<std::vector<Fr>> sums(circuit_.kinds.size());
    for (std::size_t k = 0; k < sums.size(); ++k) {
      shares_.push_back(Fr::zero());
      for (const std::vector<Fr>& bus : capture.bus[k]) {
        sums[k].push_back(fold::bus_sum(circuit_, circuit_.kinds[k], bus));
        shares_.back() += gamma * sums[k].back();
      }
      transcript.absorb("share", shares_.back());
    }
    for (std::size_t k = 0; k < sums.size(); ++k) {
      cert::KindProof& kind = proof.kinds[k];
      const std::vector<Fr> tau = verify::draw_point(transcript, "tau", circuit_.kinds[k].log_rows);
      const std::vector<Fr> rho =
          verify::draw_point(transcript, "rho", circuit_.kinds[k].log_segments());
      std::vector<fold::RowValues> rows = capture.rows[k];
      kind.fold = fold::prove_fold(rows, sums[k], tau, rho, gamma, transcript).messages;
      kind.folded_bus_sum = sums[k].front();
      transcript.absorb("folded bus sum", kind.folded_bus_sum);
      kind.outer = fold::prove_outer(rows.front(), tau, transcript).messages;
      kind.row_values = {rows[0].a[0], rows[0].b[0], rows[0].c[0]};
      transcript.absorb("row values", kind.row_values);
    }
  }

  /// With claims of its own for each kind, or with the shares.
  bool verify(const cert::Proof& proof, bool own) const {
    Transcript transcript = after_bus_sums(start_, proof);
    const Fr gamma = transcript.challenge("gamma");
    Fr total, shared;
    for (std::size_t k = 0; k < shares_.size(); ++k) {
      transcript.absorb("share", shares_[k]);
      total += proof.kinds[k].bus_sum;
      shared += shares_[k];
    }
    if (!total.is_zero() || shared != gamma * total)
      return false;
    bool all = true;
    for (std::size_t k = 0; k < shares_.size(); ++k)
      all &= verify_kind(circuit_.kinds[k], proof.kinds[k], gamma,
                         own ? gamma * proof.kinds[k].bus_sum : shares_[k], transcript);
    return all;
  }

private:
  static bool verify_kind(const cs::Kind& kind, const cert::KindProof& proof, const Fr& gamma,
                          const Fr& claim, Transcript& transcript) {
    const std::vector<Fr> tau = verify::draw_point(transcript, "tau", kind.log_rows);
    const std::vector<Fr> rho = verify::draw_point(transcript, "rho", kind.log_segments());
    const auto folded =
        verify_sumcheck(claim, proof.fold, kind.log_segments(), 3, transcript, "fold");
    REQUIRE(folded.ok());
    transcript.absorb("folded bus sum", proof.folded_bus_sum);
    const Fr constraints =
        (folded->claim - gamma * proof.folded_bus_sum) * eq_eval(rho, folded->point).inverse();
    const auto outer =
        verify_sumcheck(constraints, proof.outer, kind.log_rows, 3, transcript, "outer");
    REQUIRE(outer.ok());
    transcript.absorb("row values", proof.row_values);
    const auto& [a, b, c] = proof.row_values;
    return outer->claim == eq_eval(tau, outer->point) * (a * b - c);
  }

  const cs::Circuit& circuit_;
  const Transcript& start_;
  std::vector<Fr> shares_;
};

TEST_CASE("kinds whose errors cancel: each kind proves its own bus sum") {
  const Scene scene = sample(4);
  Capture capture;
  const Outcome honest = scene.run({.raw = capture.hook()});
  check_accepted(honest);
  const auto bound = driver::bind_statement(scene.database(), honest.certificate);
  REQUIRE(bound.ok());
  const cs::Circuit& circuit = bound->lowered.circuit;
  REQUIRE(circuit.kinds.size() == 2);

  // The honest messages after other bus sums were sent: the sums cancel, the errors of the kinds
  // too.
  const auto verdict_with = [&](const Fr& error) {
    cert::Proof proof = honest.certificate.proof;
    proof.kinds[0].bus_sum += error;
    proof.kinds[1].bus_sum -= error;
    Transcript transcript = bound->transcript;
    transcript = after_bus_sums(transcript, proof);
    const verify::KindChallenges challenges =
        verify::draw_kind_challenges(transcript, circuit.kinds[0]);
    std::vector<fold::RowValues> rows = capture.rows[0];
    std::vector<Fr> sums;
    for (const std::vector<Fr>& bus : capture.bus[0])
      sums.push_back(fold::bus_sum(circuit, circuit.kinds[0], bus));
    proof.kinds[0].fold =
        fold::prove_fold(rows, sums, challenges.tau, challenges.rho, challenges.gamma, transcript)
            .messages;
    proof.kinds[0].folded_bus_sum = sums.front();
    transcript.absorb("folded bus sum", proof.kinds[0].folded_bus_sum);
    proof.kinds[0].outer = fold::prove_outer(rows.front(), challenges.tau, transcript).messages;
    proof.kinds[0].row_values = {rows[0].a[0], rows[0].b[0], rows[0].c[0]};
    Transcript verifying = bound->transcript;
    const Status status = verify::verify(circuit, proof, verifying);
    return status ? std::string() : status.error().code;
  };
  CHECK(verdict_with(Fr::zero()) == "");
  CHECK(verdict_with(Fr::one()) == "verify.outer");

  // A verifier with one claim for both kinds accepts sums that are both false, if they cancel.
  const auto shared_verdict = [&](const Fr& first, const Fr& second, bool own) {
    cert::Proof proof = honest.certificate.proof;
    proof.kinds[0].bus_sum += first;
    proof.kinds[1].bus_sum += second;
    SharedClaim claim(circuit, bound->transcript);
    claim.prove(proof, capture);
    return claim.verify(proof, own);
  };
  for (const bool own : {true, false}) {
    CHECK(shared_verdict(Fr::zero(), Fr::zero(), own));
    CHECK(!shared_verdict(Fr::one(), Fr::zero(), own));
    CHECK(shared_verdict(Fr::one(), -Fr::one(), own) == !own);
  }
}

/// Opens the sum of the three phases' commitments at the point where the real verifier opens each:
/// true if a prover who knows `parts`, the sum of its phases, can convince such a verifier. All
/// that comes before the opening is as in verify::verify, which has passed it.
bool opens_as_sum(const cs::Kind& kind, const cert::Proof& of, Transcript transcript,
                  const std::vector<Fr>& parts) {
  const cert::KindProof& proof = of.kinds[0];
  transcript = after_bus_sums(transcript, of);
  const verify::KindChallenges challenges = verify::draw_kind_challenges(transcript, kind);
  const auto folded = verify_sumcheck(challenges.gamma * proof.bus_sum, proof.fold,
                                      kind.log_segments(), 3, transcript, "fold");
  transcript.absorb("folded bus sum", proof.folded_bus_sum);
  const auto outer = verify_sumcheck((folded->claim - challenges.gamma * proof.folded_bus_sum) *
                                         eq_eval(challenges.rho, folded->point).inverse(),
                                     proof.outer, kind.log_rows, 3, transcript, "outer");
  REQUIRE(outer.ok());
  transcript.absorb("row values", proof.row_values);
  const Fr mix = transcript.challenge("mix");
  const auto& [a, b, c] = proof.row_values;
  const auto inner = verify_sumcheck(a + mix * (b + mix * (c + mix * proof.folded_bus_sum)),
                                     proof.inner, kind.log_part + 2, 2, transcript, "inner");
  REQUIRE(inner.ok());
  transcript.absorb("part values", proof.part_values);

  const std::span<const Fr> point = inner->point;
  const PedersenKey& key = pedersen_key(kind.log_width);
  const std::vector<Fr> weights = eq_table(point.first(kind.log_width));
  const std::vector<Fr> rows =
      eq_table(point.subspan(kind.log_width, kind.log_part - kind.log_width));
  G1 commitment = G1::identity();
  Fr value;
  for (unsigned phase = 0; phase < cs::kPhases; ++phase) {
    value += proof.part_values[phase];
    for (std::size_t row = 0; row < proof.commitments[phase].size(); ++row)
      commitment += G1(*decompress(proof.commitments[phase][row])) * rows[row];
  }
  std::vector<Fr> combined(key.width());
  for (std::size_t i = 0; i < parts.size(); ++i)
    combined[i % key.width()] += rows[i / key.width()] * parts[i];
  Transcript proving = transcript;
  const IpaProof opening = ipa_prove(key, combined, weights, proving);
  return ipa_verify(key, commitment, weights, value, opening, transcript).ok();
}

TEST_CASE("phases are opened one by one, not as a sum") {
  // One unit is committed to with the structure and missing from the text: after r was drawn, the
  // prover could move it. Everything else is honest, and the sum of the commitments is what it
  // should be.
  const Scene scene = sample(1);
  const Outcome honest = scene.run();
  check_accepted(honest);
  const auto bound = driver::bind_statement(scene.database(), honest.certificate);
  REQUIRE(bound.ok());
  const cs::Circuit& circuit = bound->lowered.circuit;
  const cs::Kind& kind = circuit.kinds[0];

  std::optional<cs::CoefficientTable>
      table; // known from a first run, whose commitments are the same
  std::vector<Fr> sum, bus;
  Fr missing = Fr::one(); // from the text, for the unit too much in the structure
  const fold::Tamper shift = [&](unsigned phase, std::size_t, auto& segments, auto& rows) {
    cs::SegmentWitness& segment = segments.front();
    if (phase == 0)
      segment.structure[0] += 1;
    if (phase == 1)
      segment.structure[0] -= 1, segment.text[0] -= missing;
    if (phase != 2 || !table)
      return;
    segment.text[0] += missing;
    sum.assign(kind.part_size(), Fr::zero());
    rows[0] = fold::RowValues(rows[0].a.size());
    fold::RowEvaluator evaluator(circuit, kind, 0, *table, segment, rows[0]);
    for (const cs::Placement& placement : kind.placements)
      evaluator.text_phase(placement), evaluator.bus_phase(placement);
    for (std::size_t i = 0; i < segment.structure.size(); ++i)
      sum[i] += Fr::from_u64(segment.structure[i]);
    for (std::size_t i = 0; i < segment.text.size(); ++i)
      sum[i] += segment.text[i];
    bus = segment.bus;
  };
  const auto run_shifted = [&] {
    table.reset();
    const Outcome rehearsal = scene.run({.raw = shift});
    Transcript transcript = bound->transcript;
    table.emplace(circuit, challenges_of(transcript, rehearsal.certificate.proof));
    return scene.run({.raw = shift});
  };
  const Outcome shifted = run_shifted();
  CHECK(shifted.code == "ipa.mismatch");

  // What a verifier that opens the sum would look at.
  const auto& commitments = shifted.certificate.proof.kinds[0].commitments;
  const PedersenKey& key = pedersen_key(kind.log_width);
  const G1 expected = multi_scalar_mul(key.generators, std::span(sum).first(key.width()));
  CHECK(G1(*decompress(commitments[0][0])) + G1(*decompress(commitments[1][0])) == expected);
  // Such a verifier accepts, unless the sum itself is false.
  const auto opens = [&](const Outcome& outcome) {
    std::vector<Fr> parts = sum;
    for (std::size_t i = 0; i < bus.size(); ++i)
      parts[i] += bus[i];
    return opens_as_sum(kind, outcome.certificate.proof, bound->transcript, parts);
  };
  CHECK(opens(shifted));
  missing = Fr::from_u64(2);
  const Outcome false_sum = run_shifted();
  CHECK(false_sum.code == "ipa.mismatch");
  CHECK(!opens(false_sum));
}

// --- layouts
// ---------------------------------------------------------------------------------------

TEST_CASE("a dummy of a typecode without variables would hoist an axiom") {
  // With a variable of its own `|-` would count as syntax, be shared between contexts and escape
  // the order of contexts: a theorem would follow from an axiom that stands after it.
  const auto attempt = [](const std::string& text,
                          const std::map<std::string, std::uint32_t>& dummies) {
    Scene scene(text, {{"th", Role::Goal}}, dummies);
    scene.qed("th", scene.apply("th", "ax", {}));
    return scene.run().code;
  };
  CHECK(attempt("$c |- c $. ax $a |- c $. th $p |- c $= ? $.", {}) == "");
  CHECK(attempt("$c |- c $. th $p |- c $= ? $. ax $a |- c $.", {}) == "verify.bus");
  CHECK(attempt("$c |- c $. th $p |- c $= ? $. ax $a |- c $.", {{"|-", 1}}) == "layout.dummies");
}

TEST_CASE("assumed syntax that stands after a goal is not shared with it") {
  // Shared rules escape the order of contexts; the proof of what is assumed may rest on the goal.
  const std::string text = R"($c wff |- g c $. $v ph $. wph $f wff ph $. gen $a |- g ph $.
    before $p wff c $= ? $. th $p |- g c $= ? $. later $p wff c $= ? $.)";
  const auto scene_with = [&](const std::string& rule) {
    Scene scene(text, {{"th", Role::Goal}, {rule, Role::Assumed}});
    scene.qed("th", scene.apply("th", "gen", {scene.apply("th", rule, {})}));
    return scene;
  };
  check_accepted(scene_with("before").run());
  const Scene scene = scene_with("later");
  const Edits lie{.structure = [](Witness& w) {
    w.structure(w.block(0), Meaning::OrderLimb, 0, 0) = 1; // 1 - rank 1 - 1 = -1
    w.structure(w.block(0), Meaning::OrderLimb, 0, 1) = 0;
  }};
  const Weakening mirror = mirrored("later", Meaning::OrderLimb);
  check_rejected(scene.run(lie, mirror), "verify.bus", {"later: context comes after the rule"});
  check_accepted(scene.run(lie, both(mirror, without_rows("later", "context comes after"))));
}

} // namespace
} // namespace blockfold::soundness
