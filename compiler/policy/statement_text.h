#pragma once

#include "compiler/ir/theory.h"
#include "compiler/policy/policy.h"

#include <string>

/// The text of an assertion that policies pin by its digest. It depends on nothing else in its
/// theory, so anyone can make it by hand and digest it with sha256sum.
namespace blockfold::policy {

/// Lines, each with a line feed at its end, of words with one space between:
///
///   variable wff ph         each mandatory variable, in the order of their $f
///   hypothesis |- ph        each $e, in the order of the text
///   conclusion |- ps
///   distinct ph x           each $d pair of two such variables: both in the order of the lines
///                           above, pairs by their first variable and then by their second
std::string statement_text(const ir::Theory& theory, const ir::Assertion& assertion);

/// SHA-256 of that text.
Digest statement_digest(const ir::Theory& theory, const ir::Assertion& assertion);

/// SHA-256 of any such text: of rules of executions, see ir::rule_text.
Digest digest_of(llvm::StringRef text);

/// "sha256:" and the digest in hexadecimal.
std::string to_string(const Digest& digest);

} // namespace blockfold::policy
