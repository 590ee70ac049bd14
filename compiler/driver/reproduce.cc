#include "compiler/driver/reproduce.h"

#include "compiler/import/theory_import.h"
#include "compiler/support/format.h"
#include "runtime/verify/verify.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>

#include <algorithm>
#include <array>

namespace blockfold::driver {
namespace {

using Outcome = ReproductionStep::Outcome;

std::string hex(const std::array<std::uint8_t, 32>& digest) {
  return llvm::toHex(digest, /*LowerCase=*/true);
}

/// "105 axioms, 776 lemmas, 1 goal".
std::string count_roles(const std::vector<cert::Entry>& entries) {
  std::size_t axioms = 0, assumed = 0, lemmas = 0, goals = 0;
  for (const cert::Entry& entry : entries) {
    const auto role = static_cast<ir::Role>(entry.role);
    axioms += role == ir::Role::Axiom ? 1 : 0;
    assumed += role == ir::Role::Assumed ? 1 : 0;
    lemmas += role == ir::Role::Lemma ? 1 : 0;
    goals += ir::is_goal(role) ? 1 : 0;
  }
  return fmt::format("axioms {}, assumed {}, lemmas {}, goals {}", axioms, assumed, lemmas, goals);
}

std::string describe(const layout::Layout& layout) {
  std::vector<std::string> kinds;
  for (const layout::KindSpec& kind : layout.kinds)
    kinds.push_back(fmt::format("{} of width 2^{}", kind.segments, kind.log_width));
  return fmt::format("segments: {}; range table of 2^{}", llvm::join(kinds, ", "),
                     layout.range.table_bits);
}

/// The layout of a statement section that was bound, so it can be decoded.
layout::Layout layout_of(const cert::Certificate& certificate) {
  auto layout = layout::decode(certificate.layout);
  return layout ? std::move(*layout) : layout::Layout{};
}

std::vector<ir::ChosenAssertion> chosen(const std::vector<cert::Entry>& entries) {
  std::vector<ir::ChosenAssertion> out;
  for (const cert::Entry& entry : entries)
    out.push_back({entry.ordinal, static_cast<ir::Role>(entry.role)});
  return out;
}

} // namespace

void ReproductionLog::same(std::string name, std::string found) {
  steps_.push_back({Outcome::Same, std::move(name), std::move(found), ""});
}
void ReproductionLog::differs(std::string name, std::string found, std::string says) {
  steps_.push_back({Outcome::Differs, std::move(name), std::move(found), std::move(says)});
}
void ReproductionLog::noted(std::string name, std::string found) {
  steps_.push_back({Outcome::Noted, std::move(name), std::move(found), ""});
}

bool ReproductionLog::same() const {
  return llvm::none_of(
      steps_, [](const ReproductionStep& step) { return step.outcome == Outcome::Differs; });
}

bool ReproductionLog::bound() const {
  return llvm::any_of(steps_, [](const ReproductionStep& step) { return step.name == "proof"; });
}

void ReproductionLog::compare_circuit(const layout::Layout& layout, const cs::Circuit& circuit,
                                      const std::array<std::uint8_t, 32>& digest,
                                      const Transcript& transcript,
                                      const cert::Certificate& certificate) {
  same("layout", describe(layout));
  noted("circuit digest", hex(digest));
  // The transcript has absorbed that digest, so a proof for another circuit does not verify.
  Transcript verifying = transcript;
  if (Status valid = verify::verify(circuit, certificate.proof, verifying); valid)
    same("proof", "it holds for this circuit and for no other");
  else
    differs("proof", valid.error().message + " [" + valid.error().code + "]",
            "claims to hold for this circuit");
}

void ReproductionLog::note_planned_layout(const layout::Layout& planned,
                                          const cert::Certificate& certificate) {
  noted("planner",
        layout::encode(planned) == certificate.layout
            ? "would choose this layout"
            : "would choose another layout (" + describe(planned) + "); the certificate's is used");
}

void ReproductionLog::refuse_room(const Error& error) {
  differs("room", error.message + " [" + error.code + "]", "claims that they were laid out so");
}

void ReproductionLog::compare_bytes(const cert::Certificate& found,
                                    const cert::Certificate& certificate, ByteView certified) {
  proved_again_ = true;
  const Bytes bytes = cert::write_certificate(found);
  if (std::ranges::equal(bytes, certified))
    return same("certificate", fmt::format("made again: {} bytes, all equal", bytes.size()));
  difference_ = first_difference(found, certificate);
  differs("certificate", fmt::format("{} bytes", bytes.size()),
          fmt::format("{} bytes", certified.size()));
}

std::vector<std::uint32_t> Reproduction::with_role(bool (*matches)(ir::Role)) const {
  std::vector<std::uint32_t> ordinals;
  for (const cert::Entry& entry : certificate_.entries)
    if (matches(static_cast<ir::Role>(entry.role)))
      ordinals.push_back(entry.ordinal);
  return ordinals;
}
std::vector<std::uint32_t> Reproduction::goals() const {
  return with_role(ir::is_goal);
}
std::vector<std::uint32_t> Reproduction::assumed() const {
  return with_role([](ir::Role role) { return role == ir::Role::Assumed; });
}

std::string Reproduction::names_of_goals() const {
  constexpr std::size_t kShown = 5;
  const std::vector<std::uint32_t> all = goals();
  std::vector<std::string> names;
  for (const std::uint32_t goal : llvm::ArrayRef(all).take_front(kShown))
    names.push_back(source_.label(goal).str());
  std::string text = llvm::join(names, ", ");
  if (all.size() > kShown)
    text += fmt::format(" and {} more", all.size() - kShown);
  return text;
}

// --- from the theory ----------------------------------------------------------------------------

void Reproduction::from_theory() {
  auto bound = bind_statement(source_, certificate_);
  if (!bound)
    return fail_to_bind(bound.error());
  same("statement", count_roles(certificate_.entries) + ": " + names_of_goals());
  same("theory digest", hex(certificate_.theory_digest));
  compare_circuit(bound->layout, bound->lowered.circuit, bound->circuit_digest, bound->transcript,
                  certificate_);
}

/// An error of bind_statement belongs to one of its steps; those before it are the same.
void Reproduction::fail_to_bind(const Error& error) {
  const llvm::StringRef code = error.code;
  const std::string reason = error.message + " [" + error.code + "]";
  if (code.startswith("statement.") && code != "statement.theory")
    return differs("statement", reason, count_roles(certificate_.entries));
  same("statement", count_roles(certificate_.entries) + ": " + names_of_goals());
  if (code == "statement.theory")
    return differs("theory digest",
                   hex(import::theory_digest(source_.build(chosen(certificate_.entries)))),
                   hex(certificate_.theory_digest));
  same("theory digest", hex(certificate_.theory_digest));
  differs("layout", reason, fmt::format("{} bytes", certificate_.layout.size()));
}

// --- from proofs --------------------------------------------------------------------------------

Status Reproduction::from_proof(import::ImportedProof proof,
                                const std::function<Status(const Compiled&)>& may_start,
                                const fold::Progress& progress) {
  if (!same_entries(proof))
    return success();
  note_planned_layout(choose_layout(proof, {}), certificate_);
  auto compiled = compile_with_layout(source_, std::move(proof), layout_of(certificate_));
  if (!compiled) {
    refuse_room(compiled.error());
    return success();
  }
  if (Status allowed = may_start(*compiled); !allowed)
    return allowed;
  auto proved = prove(std::move(*compiled), progress);
  if (!proved)
    return proved.error();
  compare_bytes(proved->certificate, certificate_, bytes_);
  return success();
}

bool Reproduction::same_entries(const import::ImportedProof& proof) {
  cert::Certificate found = certificate_;
  found.entries.clear();
  for (const ir::Assertion& assertion : proof.theory.assertions)
    found.entries.push_back({assertion.ordinal, static_cast<std::uint8_t>(assertion.role)});
  if (found.entries != certificate_.entries) {
    difference_ = first_difference(found, certificate_);
    differs("entries", count_roles(found.entries), count_roles(certificate_.entries));
    return false;
  }
  if (proof.theory_digest != certificate_.theory_digest) {
    differs("theory digest", hex(proof.theory_digest), hex(certificate_.theory_digest));
    return false;
  }
  same("entries", count_roles(found.entries) + ", by the proofs");
  return true;
}

} // namespace blockfold::driver
