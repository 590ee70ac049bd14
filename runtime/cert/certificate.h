#pragma once

#include "runtime/base/bytes.h"
#include "runtime/base/result.h"
#include "runtime/cert/proof.h"

#include <array>
#include <cstdint>
#include <vector>

/// The certificate file: what was proved, how it is laid out, and the proof.
/// docs/certificate-format.md specifies every byte.
namespace blockfold::cert {

inline constexpr std::array<std::uint8_t, 4> kMagic = {'B', 'F', 'C', '\n'};

/// What a certificate is about; stands where the format's version does, and is one: each has a
/// statement section of its own.
enum class Subject : std::uint32_t {
  Theorems = 1,  ///< of a theory: axioms, and what was proved from them
  Execution = 2, ///< of a block program: its public blocks
};

enum class Backend : std::uint8_t { FoldedR1csBn254Ipa = 1 };

/// One assertion that the statement speaks of: its place among the $a and $p statements of the
/// database, from 0, and what it is used for (the values of ir::Role).
struct Entry {
  std::uint32_t ordinal;
  std::uint8_t role;
  friend bool operator==(const Entry&, const Entry&) = default;
};
inline constexpr std::uint8_t kRoles = 5;

struct Certificate {
  Subject subject = Subject::Theorems;
  Backend backend = Backend::FoldedR1csBn254Ipa;
  std::array<std::uint8_t, 32> theory_digest{}; ///< or of the program
  std::vector<Entry> entries;                   ///< of theorems: by ordinal, strictly increasing
  Bytes public_blocks; ///< of an execution: see compiler/driver/bind_execution.h
  Bytes layout;        ///< see compiler/layout/layout.h
  Proof proof;
};

/// Larger files are refused before they are parsed.
inline constexpr std::size_t kMaxBytes = std::size_t{1} << 28;

Bytes write_certificate(const Certificate& certificate);

/// The part of a certificate that says what is proved, in its canonical bytes: absorbed into the
/// transcript before anything else.
Bytes write_statement(const Certificate& certificate);

/// Whether a file means to be a certificate of an execution; the rest of it is not looked at.
bool is_execution(ByteView bytes);

/// Reads a certificate. Allocates at most a small multiple of the input's size.
///
/// Errors: `cert.magic` (no certificate), `cert.version`, `cert.backend`, `cert.size`,
/// `cert.statement`, `cert.proof` (malformed sections), `cert.trailing` (bytes after the end).
Result<Certificate> read_certificate(ByteView bytes);

} // namespace blockfold::cert
