#include "compiler/export/json.h"

#include "compiler/lower/print.h"

#include <llvm/ADT/APInt.h>
#include <llvm/ADT/SmallString.h>
#include <nlohmann/json.hpp>

namespace blockfold::exports {
namespace {

constexpr unsigned kFieldBits = 256;
constexpr const char* kPhaseNames[] = {"structure", "text", "bus"};

std::string decimal_limbs(const Limbs& limbs) {
  llvm::SmallString<80> digits;
  llvm::APInt(kFieldBits, limbs).toStringUnsigned(digits);
  return digits.str().str();
}

nlohmann::ordered_json describe_placement(const WireMap& wires, std::size_t k, std::size_t p) {
  const cs::Placement& placement = wires.circuit().kinds[k].placements[p];
  nlohmann::ordered_json object = {
      {"chip", placement.chip}, {"copies", placement.copies()}, {"address", placement.address}};
  for (unsigned phase = 0; phase < cs::kPhases; ++phase)
    if (wires.circuit().chips[placement.chip].columns[phase] != 0)
      object["first_wire"][kPhaseNames[phase]] =
          wires.first(k, 0, p, {static_cast<cs::Phase>(phase + 1), 0});
  return object;
}

void write_form(llvm::raw_ostream& out, const LinearForm& form) {
  out << '{';
  const char* separator = "";
  for (const WireTerm& term : form) {
    out << separator << '"' << term.wire << "\":\"" << decimal(term.coefficient) << '"';
    separator = ",";
  }
  out << '}';
}

void write_constraints(llvm::raw_ostream& out, const System& system) {
  out << "\"constraints\": [";
  const char* separator = "\n";
  system.for_each([&](const Constraint& constraint) {
    out << separator << '[';
    separator = ",\n";
    for (unsigned i = 0; i < 3; ++i) {
      out << (i == 0 ? "" : ",");
      write_form(out, constraint.forms[i]);
    }
    out << ']';
  });
  out << "\n],\n";
}

void write_map(llvm::raw_ostream& out, std::uint64_t wires) {
  out << "\"map\": [";
  for (std::uint64_t wire = 0; wire < wires; ++wire)
    out << (wire == 0 ? "" : ",") << wire;
  out << "],\n";
}

} // namespace

std::string decimal(const Fr& value) {
  return decimal_limbs(value.to_limbs());
}

nlohmann::ordered_json describe_circuit(const ir::Theory& theory,
                                        const lower::LoweredTheory& lowered, const WireMap& wires) {
  nlohmann::ordered_json about;
  about["kinds"] = nlohmann::ordered_json::array();
  for (std::size_t k = 0; k < wires.circuit().kinds.size(); ++k) {
    const cs::Kind& kind = wires.circuit().kinds[k];
    nlohmann::ordered_json object = {{"segments", kind.segments}, {"stride", kind.stride}};
    for (unsigned phase = 0; phase < cs::kPhases; ++phase)
      object["wires_per_segment"][kPhaseNames[phase]] = wires.per_segment(k, phase);
    object["placements"] = nlohmann::ordered_json::array();
    for (std::size_t p = 0; p < kind.placements.size(); ++p)
      object["placements"].push_back(describe_placement(wires, k, p));
    about["kinds"].push_back(std::move(object));
  }
  about["chips"] = lower::chips_json(theory, lowered);
  return about;
}

void write_json(llvm::raw_ostream& out, const System& system, const nlohmann::ordered_json& about) {
  const System::Sizes sizes = system.sizes();
  out << "{\n\"n8\": 32,\n\"prime\": \"" << decimal_limbs(Fr::modulus())
      << "\",\n\"nVars\": " << sizes.wires << ",\n\"nOutputs\": 0"
      << ",\n\"nPubInputs\": " << sizes.public_inputs
      << ",\n\"nPrvInputs\": " << sizes.private_inputs << ",\n\"nLabels\": " << sizes.wires
      << ",\n\"nConstraints\": " << sizes.constraints << ",\n\"useCustomGates\": false,\n";
  write_constraints(out, system);
  write_map(out, sizes.wires);
  out << "\"customGates\": [],\n\"customGatesUses\": [],\n\"blockfold\": "
      << about.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n}\n";
}

} // namespace blockfold::exports
