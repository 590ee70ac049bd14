// What a puppet knows of texts: which of its wires they are, what the world says of them, and what
// its rule would.
#include "tools/audit/puppet.h"

#include "compiler/lower/chip/block_chips.h"

#include <algorithm>

namespace blockfold::audit {

using ir::BlockClaim;
using ir::BlockVariable;
using ir::VariableIndex;

namespace {

constexpr FieldKind kParts[] = {FieldKind::Length, FieldKind::Fingerprint, FieldKind::Power};

} // namespace

// --- wires --------------------------------------------------------------------------------------

/// Public texts have three columns each, in the order of the variables; all others have wires.
void Puppet::find_texts() {
  const std::vector<BlockVariable>& variables = theatre_.program.rules.front().variables;
  WireId constant = cs::kFirstConstant;
  for (VariableIndex i = 0; i < variables.size(); ++i) {
    const bool is_text = variables[i].type.is_text() && !variables[i].is_written_text();
    if (is_text)
      for (std::size_t part = 0; part < 3; ++part)
        texts_[i][part] = variables[i].is_public ? constant + static_cast<WireId>(part)
                                                 : argument_wire(chip_, {kParts[part], i});
    if (variables[i].is_public)
      constant += is_text ? 3 : 1;
  }
}

bool Puppet::is_about_texts(WireId wire) const {
  const WireModel& model = chip_.wires[wire];
  return model.text ||
         (model.structure && model.structure->meaning == lower::StructureWire::Meaning::Site);
}

bool Puppet::say(State& state, VariableIndex variable, const TextValue& text) const {
  const std::array<WireId, 3>& wires = texts_.at(variable);
  if (!is_settable(wires[0]))
    return false;
  for (std::size_t part = 0; part < 3; ++part) {
    state.wires[wires[part]] = part_of_text(text, kParts[part]);
    state.pinned[wires[part]] = true;
  }
  settle(state);
  return true;
}

// --- texts --------------------------------------------------------------------------------------

/// A text is what its fingerprint says: two known ones never share it.
Puppet::Text Puppet::text_of(const State& state, VariableIndex variable) const {
  const std::array<WireId, 3>& wires = texts_.at(variable);
  const TextValue said{state.wires[wires[0]], state.wires[wires[1]], state.wires[wires[2]]};
  const auto known = theatre_.known.with_fingerprint(said.fingerprint);
  return {known.value_or(said), known.has_value()};
}

Puppet::Texts Puppet::texts_of(const State& state) const {
  const std::vector<BlockVariable>& variables = theatre_.program.rules.front().variables;
  Texts out(variables.size());
  std::vector<TextValue> values(variables.size());
  for (VariableIndex i = 0; i < variables.size(); ++i) {
    if (texts_.contains(i)) {
      out[i] = text_of(state, i);
    } else if (variables[i].is_written_text()) {
      out[i].value = value_of_written(variables[i], values, model_.challenges.r);
      for (const ir::Item item : variables[i].text)
        out[i].is_one &= !item.is_parameter() || out[item.index()].is_one;
    }
    values[i] = out[i].value;
  }
  return out;
}

/// The circuit checks where a text could grow; the rule says that it has at most as many symbols.
bool Puppet::is_too_long(const Texts& texts) const {
  const std::vector<BlockVariable>& variables = theatre_.program.rules.front().variables;
  for (VariableIndex i = 0; i < variables.size(); ++i) {
    const auto length = integer_of(texts[i].value.length);
    if (variables[i].is_written_text() && variables[i].range_checked &&
        (!length || *length < 0 || *length >> variables[i].type.bits != 0))
      return true;
  }
  return false;
}

// --- claims -------------------------------------------------------------------------------------

Claim Puppet::heard(const State& state, std::uint32_t row) const {
  Claim claim = claim_of(chip_.rows[row], state.wires);
  if (row == freedom_.row && freedom_.free_place != 0)
    set_field(
        claim, freedom_.free_place,
        field_of(claim_of(chip_.rows[row], model_.copies[block_.copy].wires), freedom_.free_place));
  return claim;
}

/// Whether what a premise says of its texts can be said of texts: of known ones, or of what the
/// rule makes of them.
bool Puppet::are_texts(const Claim& claim, std::size_t index, const Texts& texts) const {
  const BlockClaim& said = theatre_.program.rules.front().claims[index];
  const ClaimShape shape = shape_of(theatre_.program.relations[said.relation]);
  for (std::uint32_t argument = 0; argument < said.values.size(); ++argument) {
    const std::uint32_t place = place_of(shape, {FieldKind::Length, argument});
    if (place == 0)
      continue;
    const TextValue value{field_of(claim, place), field_of(claim, place + 1),
                          field_of(claim, place + 2)};
    const Text& own = texts[*said.values[argument].as_variable()];
    if (!theatre_.known.has(value) && !(own.is_one && own.value == value))
      return false;
  }
  return true;
}

/// The world is where it is.
bool Puppet::names_its_site(const Claim& claim, std::uint32_t row) const {
  const ClaimShape& shape = shape_of_tag(model_.shapes, chip_.rows[row].tag);
  const std::uint32_t place = place_of(shape, {FieldKind::Site, 0});
  return place == 0 ||
         field_of(claim, place) ==
             field_of(claim_of(chip_.rows[row], model_.copies[block_.copy].wires), place);
}

/// What the rule says that a claim is, field by field. Which emission a premise is does not matter
/// to the rule.
Puppet::Fields Puppet::wanted(std::uint32_t claim, llvm::ArrayRef<Fr> arguments, const Texts& texts,
                              const State& state) const {
  const BlockClaim& said = theatre_.program.rules.front().claims[claim];
  Fields out;
  for (const FieldShape& field : shape_of(theatre_.program.relations[said.relation]))
    if (field.kind == FieldKind::Number)
      out.emplace_back(arguments[field.argument]);
    else if (field.kind != FieldKind::Site)
      out.emplace_back(
          part_of_text(texts[*said.values[field.argument].as_variable()].value, field.kind));
    else if (said.kind == BlockClaim::Kind::Emit)
      out.emplace_back(own_site(claim, state));
    else
      out.emplace_back(std::nullopt);
  return out;
}

/// The place of an emission: no two of a program are the same.
Fr Puppet::own_site(std::uint32_t claim, const State& state) const {
  const std::vector<BlockClaim>& claims = theatre_.program.rules.front().claims;
  const auto before =
      std::count_if(claims.begin(), claims.begin() + claim, [&](const BlockClaim& other) {
        return other.kind == BlockClaim::Kind::Emit &&
               theatre_.program.relations[other.relation].has_texts();
      });
  return state.wires[cs::kAddress] * Fr::from_u64(lower::emission_sites(theatre_.program)) +
         Fr::from_u64(static_cast<std::uint64_t>(before));
}

} // namespace blockfold::audit
