#include "tools/fuzz/certificate_mutator.h"

#include "compiler/driver/estimate.h"
#include "compiler/witness/measures.h"
#include "compiler/witness/occupancy.h"
#include "compiler/witness/witness.h"
#include "runtime/fold/prover.h"
#include "tests/soundness/proof_fields.h"
#include "tools/fuzz/elements.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/repair.h"
#include "tools/fuzz/tampering.h"

#include <algorithm>
#include <limits>

namespace blockfold::fuzz {
namespace {

using cert::EncodedPoint;
using EncodedScalar = std::array<std::uint8_t, 32>;

EncodedScalar encoded(const Fr& value) {
  EncodedScalar out;
  value.to_bytes(out);
  return out;
}

EncodedPoint any_bytes(Random& random) {
  EncodedPoint out;
  for (std::uint8_t& byte : out)
    byte = static_cast<std::uint8_t>(random.word());
  out.back() &= 0xbf; // not marked as the identity
  return out;
}

// --- places in a proof
// -----------------------------------------------------------------------------

std::vector<Fr*> scalars(cert::Proof& proof) {
  std::vector<Fr*> out;
  soundness::for_each_scalar(proof, [&](auto, const auto&, Fr& x) { out.push_back(&x); });
  return out;
}

std::vector<EncodedPoint*> points(cert::Proof& proof) {
  std::vector<EncodedPoint*> out;
  soundness::for_each_point(proof, [&](auto, const auto&, EncodedPoint& x) { out.push_back(&x); });
  return out;
}

// --- bytes
// -----------------------------------------------------------------------------------------

using Place = std::ptrdiff_t;

void change_bytes(Random& random, Bytes& bytes) {
  for (std::size_t n = 1 + random.below(4); n > 0 && !bytes.empty(); --n) {
    std::uint8_t& byte = random.of(bytes);
    byte = random.one_in(2) ? static_cast<std::uint8_t>(random.word())
                            : byte ^ static_cast<std::uint8_t>(1U << random.below(8));
  }
}

void change_length(Random& random, Bytes& bytes) {
  const auto at = static_cast<Place>(random.below(bytes.size() + 1));
  const auto length = static_cast<Place>(
      random.below(std::min<std::size_t>(bytes.size() - static_cast<std::size_t>(at), 96) + 1));
  switch (random.below(4)) {
  case 0: // cut off
    bytes.resize(static_cast<std::size_t>(at));
    return;
  case 1: // extended
    for (std::size_t n = 1 + random.below(64); n > 0; --n)
      bytes.push_back(random.one_in(3) ? 0 : static_cast<std::uint8_t>(random.word()));
    return;
  case 2: // a piece left out
    bytes.erase(bytes.begin() + at, bytes.begin() + at + length);
    return;
  default: { // a piece twice
    const Bytes piece(bytes.begin() + at, bytes.begin() + at + length);
    bytes.insert(bytes.begin() + at, piece.begin(), piece.end());
  }
  }
}

/// Another number where one may stand: too large, too long, or with a superfluous group.
void change_number(Random& random, Bytes& bytes, std::size_t limit) {
  if (bytes.empty())
    return;
  const std::size_t at = random.below(std::min(limit, bytes.size()));
  Bytes number;
  const std::size_t groups = 1 + random.below(11);
  switch (random.below(3)) {
  case 0:
    number.assign(groups, 0xff);
    number.push_back(static_cast<std::uint8_t>(random.below(128)));
    break;
  case 1: // the same with zeros on top
    number.push_back(bytes[at] | 0x80);
    number.insert(number.end(), groups - 1, 0x80);
    number.push_back(0);
    break;
  default:
    number.assign(groups, 0x80);
    number.push_back(1);
  }
  const auto place = bytes.begin() + static_cast<Place>(at);
  bytes.insert(bytes.erase(place), number.begin(), number.end());
}

/// x + p for a scalar x: the same element, were it reduced.
void add_modulus(EncodedScalar& value, const Limbs& modulus) {
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    const unsigned sum = value[i] + ((modulus[i / 8] >> (8 * (i % 8))) & 0xff) + carry;
    value[i] = static_cast<std::uint8_t>(sum);
    carry = sum >> 8;
  }
}

/// A scalar or point of the proof in a form that no writer gives it.
Bytes reencoded(Random& random, cert::Certificate from) {
  Bytes bytes = cert::write_certificate(from);
  const bool scalar = random.one_in(2);
  const std::vector<Fr*> all_scalars = scalars(from.proof);
  const std::vector<EncodedPoint*> all_points = points(from.proof);
  const EncodedScalar before = scalar ? encoded(*random.of(all_scalars)) : *random.of(all_points);
  const auto at = std::search(bytes.begin(), bytes.end(), before.begin(), before.end());
  FUZZ_CHECK(at != bytes.end());
  EncodedScalar after = before;
  if (scalar) {
    for (std::size_t n = 1 + random.below(4); n > 0; --n)
      add_modulus(after, Fr::modulus());
  } else if (random.one_in(2)) {
    const std::uint8_t marks = after.back() & 0xc0;
    after.back() &= 0x3f;
    add_modulus(after, Fq::modulus());
    after.back() |= marks;
  } else { // the identity's mark, with more
    after.back() |= 0x40;
  }
  std::copy(after.begin(), after.end(), at);
  return bytes;
}

// --- structure
// -------------------------------------------------------------------------------------

void change_scalar(Random& random, cert::Proof& proof) {
  const std::vector<Fr*> all = scalars(proof);
  if (all.empty())
    return;
  Fr& x = *random.of(all);
  switch (random.below(6)) {
  case 0:
    x = Fr::zero();
    return;
  case 1:
    x = -x;
    return;
  case 2:
    x += Fr::one();
    return;
  case 3:
    x = *random.of(all);
    return;
  case 4:
    std::swap(x, *random.of(all));
    return;
  default:
    x = any_scalar(random);
  }
}

template <class T> void change_list(Random& random, std::vector<T>& list) {
  if (list.empty()) {
    if constexpr (std::is_same_v<T, EncodedPoint>)
      list.push_back(any_bytes(random));
    else
      list.push_back(T(2 + random.below(2)));
    return;
  }
  const auto at = list.begin() + static_cast<Place>(random.below(list.size()));
  switch (random.below(6)) {
  case 0:
    list.erase(at);
    return;
  case 1: {
    const T copy = *at;
    list.insert(at, copy);
    return;
  }
  case 2:
    std::swap(*at, random.of(list));
    return;
  case 3:
    std::reverse(list.begin(), list.end());
    return;
  case 4:
    std::rotate(list.begin(), at, list.end());
    return;
  default:
    list.clear();
  }
}

void change_lists(Random& random, cert::Proof& proof) {
  if (proof.kinds.empty())
    return;
  if (random.one_in(8)) { // whole kinds
    cert::KindProof copy = random.of(proof.kinds);
    if (random.one_in(3))
      proof.kinds.pop_back();
    else if (random.one_in(2))
      proof.kinds.push_back(std::move(copy));
    else
      std::swap(random.of(proof.kinds), random.of(proof.kinds));
    return;
  }
  cert::KindProof& kind = random.of(proof.kinds);
  if (random.one_in(4)) {
    std::swap(random.of(kind.commitments), random.of(random.of(proof.kinds).commitments));
    return;
  }
  std::size_t chosen = random.below(8);
  soundness::for_each_list(proof, [&](std::size_t k, const std::string&, auto& list) {
    if (&proof.kinds[k] == &kind && chosen-- == 0)
      change_list(random, list);
  });
}

/// Public blocks have no structure here: some program gives them one.
void change_public_blocks(Random& random, Bytes& blocks) {
  if (blocks.empty() || random.one_in(8)) {
    blocks.push_back(static_cast<std::uint8_t>(random.below(256)));
    return;
  }
  std::uint8_t& byte = random.of(blocks);
  byte = static_cast<std::uint8_t>(random.one_in(2) ? byte + 1 : random.below(256));
}

void change_statement(Random& random, cert::Certificate& certificate) {
  if (certificate.subject == cert::Subject::Execution && !random.one_in(6)) {
    change_public_blocks(random, certificate.public_blocks);
    return;
  }
  auto& entries = certificate.entries;
  if (entries.empty() || random.one_in(6)) {
    random.of(certificate.theory_digest) ^= static_cast<std::uint8_t>(1U << random.below(8));
    return;
  }
  const std::size_t at = random.below(entries.size());
  switch (random.below(4)) {
  case 0:
    entries[at].role = static_cast<std::uint8_t>(random.below(cert::kRoles));
    return;
  case 1:
    entries.erase(entries.begin() + static_cast<Place>(at));
    return;
  case 2: // more assertions
    entries.push_back({entries.back().ordinal + 1 + static_cast<std::uint32_t>(random.below(3)),
                       static_cast<std::uint8_t>(random.below(cert::kRoles))});
    return;
  default: { // another place, as far as the order of entries allows
    const std::uint32_t first = at == 0 ? 0 : entries[at - 1].ordinal + 1;
    const std::uint32_t last = at + 1 == entries.size() ? first + 8 : entries[at + 1].ordinal - 1;
    entries[at].ordinal = first + static_cast<std::uint32_t>(random.below(last - first + 1));
  }
  }
}

std::uint32_t other_number(Random& random, std::uint32_t value) {
  switch (random.below(5)) {
  case 0:
    return value + 1;
  case 1:
    return value == 0 ? 1 : value - 1;
  case 2:
    return 0;
  case 3:
    return static_cast<std::uint32_t>(random.below(64));
  default:
    return std::uint32_t{1} << random.below(32);
  }
}

void change_layout(Random& random, layout::Layout& layout) {
  switch (random.below(6)) {
  case 0: {
    std::uint32_t* const numbers[] = {&layout.range.table_bits, &layout.range.length_limbs,
                                      &layout.range.time_limbs, &layout.range.order_limbs};
    std::uint32_t& number = *numbers[random.below(4)];
    number = other_number(random, number);
    return;
  }
  case 1:
    if (!layout.dummies.empty()) {
      std::uint32_t& number = random.of(layout.dummies);
      number = other_number(random, number);
    }
    return;
  case 2: {
    layout::KindSpec& kind = random.of(layout.kinds);
    std::uint32_t& number = random.one_in(2) ? kind.segments : kind.log_width;
    number = other_number(random, number);
    return;
  }
  case 3: { // a copy of a kind, or one less
    if (random.one_in(2) && layout.kinds.size() > 1) {
      layout.kinds.pop_back();
      layout.copies.pop_back();
    } else {
      const std::size_t k = random.below(layout.kinds.size());
      layout.kinds.push_back(layout::KindSpec(layout.kinds[k]));
      layout.copies.push_back(std::vector<std::uint32_t>(layout.copies[k]));
    }
    return;
  }
  case 4: {
    std::vector<std::uint32_t>& copies = random.of(layout.copies);
    if (random.one_in(2) && !copies.empty())
      copies.pop_back();
    else
      copies.push_back(static_cast<std::uint32_t>(random.below(3)));
    return;
  }
  default: {
    std::vector<std::uint32_t>& copies = random.of(layout.copies);
    if (!copies.empty()) {
      std::uint32_t& number = random.of(copies);
      number = other_number(random, number);
    }
  }
  }
}

/// False if the layout cannot be read.
bool change_layout(Random& random, cert::Certificate& certificate) {
  auto layout = layout::decode(certificate.layout);
  if (!layout || layout->kinds.empty())
    return false;
  for (std::size_t n = 1 + random.below(2); n > 0; --n)
    change_layout(random, *layout);
  certificate.layout = layout::encode(*layout);
  return true;
}

} // namespace

std::string_view name(Mutation mutation) {
  constexpr std::string_view kNames[kMutations] = {
      "bytes",     "length", "number", "scalar", "point",    "encoding", "list",
      "statement", "layout", "splice", "hollow", "repaired", "reproved"};
  return kNames[static_cast<std::size_t>(mutation)];
}

CertificateMutator::CertificateMutator(const std::vector<Sample>& theories,
                                       const std::vector<std::size_t>& theory_of,
                                       const std::vector<Proven>& proven)
    : theories_(theories), theory_of_(theory_of), proven_(proven) {
  points_.push_back(compress(G1Affine::identity()));
  for (std::uint64_t i = 1; i < 8; ++i)
    points_.push_back(compress((G1::generator() * Fr::from_u64(i * i * i)).to_affine()));
}

void CertificateMutator::change_point(Random& random, cert::Proof& proof) const {
  const std::vector<EncodedPoint*> all = points(proof);
  if (all.empty())
    return;
  EncodedPoint& x = *random.of(all);
  switch (random.below(5)) {
  case 0: // the negative
    x.back() ^= 0x80;
    return;
  case 1:
    x = random.of(points_);
    return;
  case 2:
    x = *random.of(all);
    return;
  case 3:
    std::swap(x, *random.of(all));
    return;
  default:
    x = any_bytes(random);
  }
}

std::optional<Bytes> CertificateMutator::restructured(Random& random, const cert::Certificate& from,
                                                      Mutation mutation) const {
  cert::Certificate out = from;
  switch (mutation) {
  case Mutation::Scalar:
    change_scalar(random, out.proof);
    break;
  case Mutation::Point:
    change_point(random, out.proof);
    break;
  case Mutation::List:
    change_lists(random, out.proof);
    break;
  case Mutation::Statement:
    change_statement(random, out);
    break;
  case Mutation::Layout:
    if (!change_layout(random, out))
      return std::nullopt;
    break;
  case Mutation::Splice: {
    const cert::Certificate& other = random.of(proven_).certificate;
    if (random.one_in(3) && !other.proof.kinds.empty() && !out.proof.kinds.empty())
      random.of(out.proof.kinds) = random.of(other.proof.kinds);
    else
      out.proof = other.proof;
    break;
  }
  default:
    return std::nullopt;
  }
  return cert::write_certificate(out);
}

cert::Certificate CertificateMutator::hollow(Random& random, std::size_t base) const {
  cert::Certificate out = proven_[base].certificate;
  if (!random.one_in(4))
    change_layout(random, out);
  auto bound = driver::bind_statement(database(base), out);
  if (!bound)
    return out;
  std::size_t commitments = 0;
  for (const cs::Kind& kind : bound->lowered.circuit.kinds)
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      commitments += std::size_t{kind.segments} * kind.commitments(phase);
  if (commitments > 4096) // as long as that would be a file of its own
    return out;
  out.proof = driver::blank_proof(bound->lowered.circuit);
  if (random.one_in(2))
    change_scalar(random, out.proof);
  if (random.one_in(2))
    change_point(random, out.proof);
  if (random.one_in(2))
    out.proof = fuzz::repaired(bound->lowered.circuit, bound->transcript, std::move(out.proof));
  return out;
}

cert::Certificate CertificateMutator::repaired(Random& random, std::size_t base) const {
  const Proven& from = proven_[base];
  cert::Certificate out = from.certificate;
  if (random.one_in(4))
    change_point(random, out.proof);
  else
    change_scalar(random, out.proof);
  out.proof =
      fuzz::repaired(from.bound.lowered.circuit, from.bound.transcript, std::move(out.proof));
  return out;
}

cert::Certificate CertificateMutator::reproved(Random& random, std::size_t base) const {
  const Proven& from = proven_[base];
  const lower::LoweredTheory& lowered = from.bound.lowered;
  const ir::Theory& theory = from.bound.theory;
  const ir::Transcript& blocks = from.blocks;
  const witness::Measures measures = witness::measure(theory, lowered.analysis, blocks);
  const witness::Occupancy occupancy = witness::occupy(theory, lowered, blocks);
  const auto source = witness::make_witness(theory, lowered, blocks, measures, occupancy);

  cert::Certificate out = from.certificate;
  Transcript transcript = from.bound.transcript;
  fold::Tamper tamper;
  if (random.one_in(4)) { // an honest proof, of something else
    change_statement(random, out);
    transcript = Transcript("blockfold 1 folded R1CS, BN254, IPA");
    transcript.absorb_bytes("statement", cert::write_statement(out));
    transcript.absorb_bytes("circuit", from.bound.circuit_digest);
  } else {
    tamper = tamper_somewhere(random, lowered.circuit);
  }
  out.proof = fold::prove(lowered.circuit, *source, transcript, {}, tamper);
  return out;
}

Bytes CertificateMutator::mutant(Random& random, std::size_t base, Mutation mutation) const {
  const Proven& from = proven_[base];
  Bytes bytes = from.bytes;
  switch (mutation) {
  case Mutation::Bytes:
    change_bytes(random, bytes);
    return bytes;
  case Mutation::Length:
    change_length(random, bytes);
    return bytes;
  case Mutation::Number:
    change_number(random, bytes, cert::write_statement(from.certificate).size() + 4);
    return bytes;
  case Mutation::Encoding:
    return reencoded(random, from.certificate);
  case Mutation::Hollow:
    return cert::write_certificate(hollow(random, base));
  case Mutation::Repaired:
    return cert::write_certificate(repaired(random, base));
  case Mutation::Reproved:
    return cert::write_certificate(reproved(random, base));
  default:
    return restructured(random, from.certificate, mutation).value_or(bytes);
  }
}

Bytes CertificateMutator::changed(Random& random, const Bytes& bytes) const {
  constexpr Mutation kQuick[] = {Mutation::Scalar,    Mutation::Point,  Mutation::List,
                                 Mutation::Statement, Mutation::Layout, Mutation::Splice};
  if (!random.one_in(4))
    if (const auto read = cert::read_certificate(bytes))
      if (auto out = restructured(random, *read, kQuick[random.below(std::size(kQuick))]))
        return std::move(*out);
  Bytes out = bytes;
  switch (random.below(3)) {
  case 0:
    change_bytes(random, out);
    break;
  case 1:
    change_length(random, out);
    break;
  default:
    change_number(random, out, out.size());
  }
  return out;
}

} // namespace blockfold::fuzz
