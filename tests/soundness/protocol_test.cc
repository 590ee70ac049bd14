// A certificate with one thing changed: a message, a commitment, the theory, the roles, the layout.
#include "tests/soundness/proof_fields.h"
#include "tests/soundness/samples.h"

#include "compiler/driver/verify.h"
#include "runtime/curve/g1.h"

#include <set>

namespace blockfold::soundness {
namespace {

using cert::Certificate;
using ir::Role;

std::string verdict(const mm::Database& database, const Certificate& certificate) {
  const auto result = driver::verify_certificate(database, cert::write_certificate(certificate));
  return result ? std::string() : result.error().code;
}

/// The equation that a change of each part of the proof first breaks.
std::string reason(const std::string& part) {
  if (part == "bus sum")
    return "verify.bus";
  if (part == "inner" || part == "part values")
    return "verify.inner";
  return part == "opening" ? "ipa.mismatch" : "verify.outer";
}

/// A sample with two kinds and four segments, and its certificate.
struct Folded {
  Scene scene = sample(4, true);
  Outcome honest = scene.run();
  Folded() {
    check_accepted(honest);
    REQUIRE(honest.certificate.proof.kinds.size() == 2);
    REQUIRE(honest.certificate.proof.kinds[1].fold.size() == 2);
    REQUIRE(verdict(scene.database(), honest.certificate) == "");
  }
  std::string verdict_of(const Certificate& certificate) const {
    return verdict(scene.database(), certificate);
  }
};

TEST_CASE("every scalar of the proof matters") {
  const Folded folded;
  Certificate changed = folded.honest.certificate;
  std::set<std::string> parts;
  for_each_scalar(changed.proof, [&](std::size_t kind, const std::string& part, Fr& scalar) {
    CAPTURE(kind);
    CAPTURE(part);
    parts.insert(part);
    const Fr honest = scalar;
    for (const Fr& other : {honest + Fr::one(), -honest, Fr::zero()}) {
      if (other == honest)
        continue;
      scalar = other;
      CHECK(folded.verdict_of(changed) == reason(part));
    }
    scalar = honest;
  });
  CHECK(parts.size() == 8);
  CHECK(folded.verdict_of(changed) == "");
}

TEST_CASE("every point of the proof matters") {
  const Folded folded;
  Certificate changed = folded.honest.certificate;
  std::set<std::string> parts;
  for_each_point(
      changed.proof, [&](std::size_t kind, const std::string& part, cert::EncodedPoint& point) {
        CAPTURE(kind);
        CAPTURE(part);
        parts.insert(part);
        const cert::EncodedPoint honest = point;
        const G1Affine decoded = *decompress(honest);
        const G1Affine others[] = {G1Affine::identity(), G1Affine::generator(), -decoded,
                                   (G1(decoded) + G1::generator()).to_affine()};
        for (const G1Affine& other : others) {
          point = compress(other);
          if (point == honest)
            continue;
          CHECK(folded.verdict_of(changed) == reason(part));
        }
        // No point at all: found when it is decoded, unless the changed challenges fail before.
        point.fill(0xff);
        CHECK(folded.verdict_of(changed) == (part == "opening" ? "verify.point" : reason(part)));
        point = honest;
      });
  CHECK(parts.size() == 4);
  CHECK(folded.verdict_of(changed) == "");
}

TEST_CASE("every list of the proof has its length") {
  const Folded folded;
  const auto check_lengths = [&](auto change) {
    Certificate copy = folded.honest.certificate;
    for_each_list(copy.proof, [&](std::size_t kind, const std::string& part, auto& list) {
      CAPTURE(kind);
      CAPTURE(part);
      const auto honest = list;
      if (change(list)) {
        const bool rounds = part == "fold" || part == "outer" || part == "inner";
        CHECK(folded.verdict_of(copy) == (rounds ? "sumcheck.shape" : "verify.shape"));
      }
      list = honest;
    });
    CHECK(folded.verdict_of(copy) == "");
  };
  check_lengths([](auto& list) {
    if (list.empty())
      return false;
    list.pop_back();
    return true;
  });
  check_lengths([](auto& list) {
    if (list.empty())
      return false;
    list.push_back(list.back());
    return true;
  });
  check_lengths([](auto& list) {
    const bool any = !list.empty();
    list.clear();
    return any;
  });
}

TEST_CASE("the kinds of a proof are those of its layout") {
  const Folded folded;
  Certificate changed = folded.honest.certificate;
  changed.proof.kinds.pop_back();
  CHECK(folded.verdict_of(changed) == "verify.shape");
  changed.proof.kinds.clear();
  CHECK(folded.verdict_of(changed) == "verify.shape");
  changed = folded.honest.certificate;
  changed.proof.kinds.push_back(changed.proof.kinds.back());
  CHECK(folded.verdict_of(changed) == "verify.shape");
  changed = folded.honest.certificate;
  std::swap(changed.proof.kinds[0], changed.proof.kinds[1]);
  CHECK(folded.verdict_of(changed) == "verify.shape");
}

TEST_CASE("swapped segments, phases and kinds") {
  const Folded folded;
  Certificate changed = folded.honest.certificate;
  auto& repeated = changed.proof.kinds[1].commitments;
  for (unsigned phase = 0; phase < 3; ++phase) {
    const std::size_t each = repeated[phase].size() / 4;
    for (std::size_t segment = 1; segment < 4; ++segment)
      for (std::size_t row = 0; row < each; ++row)
        if (repeated[phase][row] != repeated[phase][segment * each + row]) {
          std::swap(repeated[phase][row], repeated[phase][segment * each + row]);
          CHECK(folded.verdict_of(changed) == "verify.outer");
          std::swap(repeated[phase][row], repeated[phase][segment * each + row]);
        }
  }
  for (std::size_t kind = 0; kind < 2; ++kind)
    for (unsigned phase = 0; phase < 3; ++phase) {
      cert::EncodedPoint& one = changed.proof.kinds[kind].commitments[phase].front();
      cert::EncodedPoint& other = changed.proof.kinds[kind].commitments[(phase + 1) % 3].front();
      REQUIRE(one != other);
      std::swap(one, other);
      CHECK(folded.verdict_of(changed) == "verify.outer");
      std::swap(one, other);
      std::swap(changed.proof.kinds[0].commitments[phase].front(),
                changed.proof.kinds[1].commitments[phase].front());
      CHECK(folded.verdict_of(changed) == "verify.outer");
      std::swap(changed.proof.kinds[0].commitments[phase].front(),
                changed.proof.kinds[1].commitments[phase].front());
    }
  CHECK(folded.verdict_of(changed) == "");
}

TEST_CASE("bus sums that cancel, but are not those of their kinds") {
  const Folded folded;
  Certificate changed = folded.honest.certificate;
  changed.proof.kinds[0].bus_sum += Fr::one();
  CHECK(folded.verdict_of(changed) == "verify.bus");
  changed.proof.kinds[1].bus_sum -= Fr::one();
  CHECK(folded.verdict_of(changed) == "verify.outer");
}

TEST_CASE("a proof whose commitments are all the identity") {
  const Folded folded;
  Certificate changed = folded.honest.certificate;
  const cert::EncodedPoint identity = compress(G1Affine::identity());
  for_each_point(changed.proof, [&](std::size_t, const std::string&, cert::EncodedPoint& point) {
    point = identity;
  });
  CHECK(folded.verdict_of(changed) == "verify.outer");
  for_each_scalar(changed.proof,
                  [](std::size_t, const std::string&, Fr& scalar) { scalar = Fr::zero(); });
  // All zero is consistent until the fixed ones are looked at: 0 = 0 for rows, but not for columns.
  CHECK(folded.verdict_of(changed) == "verify.inner");
}

// --- statement
// -------------------------------------------------------------------------------------

/// The certificate as a liar would hand it in: the digest fits the changed theory or roles.
Certificate with_fitting_digest(const mm::Database& database, Certificate certificate) {
  const std::vector<mm::StatementId> assertions = import::assertions_of(database);
  std::vector<import::Selected> selected;
  for (const cert::Entry& entry : certificate.entries)
    selected.push_back({assertions.at(entry.ordinal), static_cast<Role>(entry.role)});
  certificate.theory_digest = import::theory_digest(import::import_theory(database, selected));
  return certificate;
}

TEST_CASE("another theory") {
  const Folded folded;
  const std::pair<const char*, std::string> theories[] = {
      {"an axiom's text", sample_text("wff d")},
      {"an axiom's typecode", sample_text("class c")},
      {"a longer axiom", sample_text("wff c c")},
      {"a hypothesis", sample_text("wff c", "|- q ph")},
      {"a $d removed", sample_text("wff c", "|- p ph", "")},
      {"a $d added", sample_text("wff c", "|- p ph", "$d x y $. $d ph ps $.")},
      {"a variable's typecode", sample_text("wff c", "|- p ph", "$d x y $.", "class")},
      {"a label", sample_text("wff c", "|- p ph", "$d x y $.", "wff", "axd")},
  };
  const auto same = read_text(sample_text());
  CHECK(verdict(*same, folded.honest.certificate) == "");
  for (const auto& [what, text] : theories) {
    CAPTURE(what);
    const auto database = read_text(text);
    // The pair of ph and ps stands in no frame: this theory says the same.
    if (std::string(what) == "a $d added") {
      CHECK(verdict(*database, folded.honest.certificate) == "");
      continue;
    }
    CHECK(verdict(*database, folded.honest.certificate) == "statement.theory");
    const std::string fitted =
        verdict(*database, with_fitting_digest(*database, folded.honest.certificate));
    CHECK(std::set<std::string>{"verify.outer", "verify.shape", "layout.copies", "layout.dummies"}
              .contains(fitted));
  }
  // A $d that stands in a frame.
  const auto stricter =
      read_text(sample_text("wff c", "|- p ph", "$d x y $. st2.1 $e |- D x y $."));
  CHECK(verdict(*stricter, folded.honest.certificate) == "statement.theory");
}

TEST_CASE("another role, another goal, another place") {
  const Folded folded;
  const Certificate& honest = folded.honest.certificate;
  const auto entry_of = [&](Certificate& certificate, Role role) -> cert::Entry& {
    for (cert::Entry& entry : certificate.entries)
      if (entry.role == static_cast<std::uint8_t>(role))
        return entry;
    throw std::logic_error("no such role");
  };
  const auto relabelled = [&](Role from, Role to) {
    Certificate changed = honest;
    entry_of(changed, from).role = static_cast<std::uint8_t>(to);
    return changed;
  };
  for (const auto& [from, to] : {std::pair{Role::Lemma, Role::CitedGoal},
                                 {Role::Lemma, Role::Goal},
                                 {Role::Lemma, Role::Assumed},
                                 {Role::Goal, Role::CitedGoal},
                                 {Role::Goal, Role::Lemma},
                                 {Role::Goal, Role::Assumed}}) {
    const Certificate changed = relabelled(from, to);
    CHECK(folded.verdict_of(changed) == "statement.theory");
    const std::string fitted =
        folded.verdict_of(with_fitting_digest(folded.scene.database(), changed));
    CHECK(std::set<std::string>{"verify.outer", "verify.shape", "layout.copies"}.contains(fitted));
  }
  CHECK(folded.verdict_of(relabelled(Role::Axiom, Role::Assumed)) == "statement.entries");
  CHECK(folded.verdict_of(relabelled(Role::Axiom, Role::Goal)) == "statement.entries");
  CHECK(folded.verdict_of(relabelled(Role::Goal, Role::Axiom)) == "statement.entries");

  Certificate beyond = honest;
  beyond.entries.back().ordinal = 1000;
  CHECK(folded.verdict_of(beyond) == "statement.entries");
  // An axiom that the proof rests on is struck out of the list.
  for (std::size_t i = 0; i < honest.entries.size(); ++i) {
    Certificate shorter = honest;
    shorter.entries.erase(shorter.entries.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(folded.verdict_of(shorter) == "statement.theory");
    const std::string fitted =
        folded.verdict_of(with_fitting_digest(folded.scene.database(), shorter));
    CAPTURE(fitted);
    CHECK(fitted != "");
    CHECK((fitted.starts_with("layout.") || fitted.starts_with("verify.")));
  }
  Certificate nothing = honest;
  nothing.entries.clear();
  CHECK(folded.verdict_of(nothing) == "statement.goal");
}

TEST_CASE("a proof of one theorem replayed for another of the same shape") {
  const Scene scene = sample(1);
  const Outcome honest = scene.run();
  check_accepted(honest);
  for (const std::uint32_t forward : {1U, 2U}) { // `second` says the same, `third` does not
    Certificate replayed = honest.certificate;
    replayed.entries.back().ordinal += forward;
    CHECK(verdict(scene.database(), replayed) == "statement.theory");
    CHECK(verdict(scene.database(), with_fitting_digest(scene.database(), replayed)) ==
          "verify.outer");
  }
}

TEST_CASE("a proof for a weaker circuit") {
  const Scene scene = sample(4, true);
  const lower::Relation all[] = {lower::Relation::Statement, lower::Relation::Disjoint};
  for (const lower::Relation relation : all) {
    const Outcome weaker = scene.run({}, without_field(relation, 1));
    check_accepted(weaker);
    CHECK(verdict(scene.database(), weaker.certificate) == "verify.outer");
  }
  const Outcome unfinished = scene.run({}, without_rows("qed", "demands the conclusion"));
  check_accepted(unfinished);
  CHECK(verdict(scene.database(), unfinished.certificate) != "");
}

// --- transcript
// ------------------------------------------------------------------------------------

TEST_CASE("the transcript starts from the whole statement and the circuit") {
  const Folded folded;
  const auto state_of = [&](const mm::Database& database, const Certificate& certificate) {
    const auto bound = driver::bind_statement(database, certificate);
    REQUIRE(bound.ok());
    return bound->transcript.state();
  };
  const Certificate& honest = folded.honest.certificate;
  const auto state = state_of(folded.scene.database(), honest);
  std::set<std::array<std::uint8_t, 32>> states{state};
  Certificate other = honest;
  for (cert::Entry& entry : other.entries)
    if (entry.role == static_cast<std::uint8_t>(Role::Goal)) {
      entry.role = static_cast<std::uint8_t>(Role::CitedGoal);
      break;
    }
  // A role that adds a chip needs a layout for it.
  auto layout = layout::decode(other.layout);
  REQUIRE(layout.ok());
  for (auto& copies : layout->copies)
    copies.push_back(0);
  other.layout = layout::encode(*layout);
  CHECK(states
            .insert(state_of(folded.scene.database(),
                             with_fitting_digest(folded.scene.database(), other)))
            .second);

  other = honest;
  layout = layout::decode(other.layout);
  layout->kinds[0].log_width += 1;
  other.layout = layout::encode(*layout);
  CHECK(states.insert(state_of(folded.scene.database(), other)).second);

  const auto theory = read_text(sample_text("wff d"));
  CHECK(states.insert(state_of(*theory, with_fitting_digest(*theory, honest))).second);
}

} // namespace
} // namespace blockfold::soundness
