// Making the certificate of an execution again.
#include "compiler/driver/execution_statement.h"
#include "compiler/driver/reproduce.h"
#include "compiler/support/format.h"

#include <llvm/ADT/StringExtras.h>

#include <algorithm>

namespace blockfold::driver {
namespace {

constexpr std::size_t kShown = 5;

/// The blocks that a certificate or an execution states; none where the bytes are malformed.
std::vector<StatedBlock> stated_blocks(const ir::BlockProgram& program, const Bytes& bytes) {
  const auto blocks = decode_public_blocks(program, bytes);
  if (!blocks)
    return {};
  return describe_execution(program, *blocks, {}, {}, Detail::Full).blocks;
}

/// "3: start(), end(t' = 15) and 1 more".
std::string summary(const std::vector<StatedBlock>& blocks) {
  std::vector<std::string> texts;
  for (const StatedBlock& block : llvm::ArrayRef(blocks).take_front(kShown))
    texts.push_back(to_text(block));
  std::string text = fmt::format("{}: {}", blocks.size(), llvm::join(texts, ", "));
  if (blocks.size() > kShown)
    text += fmt::format(" and {} more", blocks.size() - kShown);
  return text;
}

/// The first block that is not the same, as either has it; empty where there is none.
std::pair<std::string, std::string> first_block_apart(const std::vector<StatedBlock>& a,
                                                      const std::vector<StatedBlock>& b) {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string first = i < a.size() ? to_text(a[i]) : "";
    const std::string second = i < b.size() ? to_text(b[i]) : "";
    if (first != second)
      return {first, second};
  }
  return {};
}

std::string digest_text(const std::array<std::uint8_t, 32>& digest) {
  return llvm::toHex(digest, /*LowerCase=*/true);
}

} // namespace

void ExecutionReproduction::from_program() {
  const auto bound = bind_execution(program_, certificate_);
  if (!bound)
    return fail_to_bind(bound.error());
  same("program digest", digest_text(certificate_.theory_digest));
  same("statement",
       "public blocks " + summary(stated_blocks(program_, certificate_.public_blocks)));
  compare_circuit(bound->layout, bound->lowered.circuit, bound->circuit_digest, bound->transcript,
                  certificate_);
}

/// An error of bind_execution belongs to one of its steps; those before it are the same.
void ExecutionReproduction::fail_to_bind(const Error& error) {
  const llvm::StringRef code = error.code;
  const std::string reason = error.message + " [" + error.code + "]";
  const std::array<std::uint8_t, 32> digest = program_digest(program_);
  if (digest != certificate_.theory_digest)
    return differs("program digest", digest_text(digest), digest_text(certificate_.theory_digest));
  same("program digest", digest_text(digest));
  if (code.startswith("statement."))
    return differs("statement", reason,
                   fmt::format("{} bytes of public blocks", certificate_.public_blocks.size()));
  same("statement",
       "public blocks " + summary(stated_blocks(program_, certificate_.public_blocks)));
  differs("layout", reason, fmt::format("{} bytes", certificate_.layout.size()));
}

Status ExecutionReproduction::from_execution(
    const ir::Execution& execution,
    const std::function<Status(const CompiledExecution&)>& may_start,
    const fold::Progress& progress) {
  const auto planned = choose_layout(program_, execution);
  if (!planned)
    return planned.error();
  const auto layout = layout::decode(certificate_.layout);
  if (!layout)
    return layout.error();
  const auto compiled = compile_execution_with_layout(program_, execution, *layout);
  if (!compiled && llvm::StringRef(compiled.error().code) == "statement.goal") {
    differs("public blocks", "the execution states nothing",
            summary(stated_blocks(program_, certificate_.public_blocks)));
    return success();
  }
  if (compiled && !same_blocks(*compiled))
    return success();
  note_planned_layout(*planned, certificate_);
  if (!compiled) {
    refuse_room(compiled.error());
    return success();
  }
  if (Status allowed = may_start(*compiled); !allowed)
    return allowed;
  const auto proved = prove_compiled(program_, *compiled, execution, progress);
  if (!proved)
    return proved.error();
  compare_bytes(proved->certificate, certificate_, bytes_);
  return success();
}

bool ExecutionReproduction::same_blocks(const CompiledExecution& compiled) {
  const std::vector<StatedBlock> says = stated_blocks(program_, certificate_.public_blocks);
  if (compiled.certificate.public_blocks == certificate_.public_blocks) {
    same("public blocks", summary(says) + ", by the execution");
    return true;
  }
  const std::vector<StatedBlock> found =
      stated_blocks(program_, compiled.certificate.public_blocks);
  differs("public blocks", summary(found), summary(says));
  difference_ = first_difference(compiled.certificate, certificate_);
  if (difference_) {
    const auto [first, second] = first_block_apart(found, says);
    difference_->first = first;
    difference_->second = second;
  }
  return false;
}

} // namespace blockfold::driver
