#include "compiler/ir/block_texts.h"

namespace blockfold::ir {
namespace {

constexpr std::size_t kShownBytes = 100;

} // namespace

BlockTexts::BlockTexts(const Theory& theory, const Transcript& transcript)
    : theory_(theory), transcript_(transcript), texts_(transcript.blocks.size()) {
  for (BlockId id = 0; id < texts_.size(); ++id)
    texts_[id] = compose(id);
}

BlockTexts::Entry BlockTexts::compose(BlockId id) const {
  const Block& block = transcript_.blocks[id];
  if (block.kind == BlockKind::Variable)
    return {true, theory_.symbol_names[theory_.variables[block.subject].code]};
  Entry entry{true, {}};
  for (const Item item : template_of(theory_, block)->items) {
    const std::string* piece = piece_of(id, item);
    if (piece == nullptr || entry.text.size() + piece->size() >= kShownBytes)
      return {};
    if (!entry.text.empty() && !piece->empty())
      entry.text += ' ';
    entry.text += *piece;
  }
  return entry;
}

const std::string* BlockTexts::piece_of(BlockId id, Item item) const {
  const Block& block = transcript_.blocks[id];
  if (!item.is_parameter())
    return &theory_.symbol_names[item.code()];
  if (block.kind == BlockKind::Hypothesis)
    return &theory_.symbol_names
                [theory_.of(theory_.contexts[block.context]).parameters[item.index()].code];
  const auto premises = transcript_.premises_of(block);
  if (item.index() >= premises.size() || premises[item.index()] >= id)
    return nullptr;
  return of(premises[item.index()]);
}

} // namespace blockfold::ir
