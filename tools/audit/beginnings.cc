#include "tools/audit/beginnings.h"

#include <algorithm>

namespace blockfold::audit {

using cs::RowKind;

namespace {

class Beginnings {
public:
  Beginnings(const Theatre& theatre, const StagedBlock& block, const Puppet& puppet)
      : theatre_(theatre), model_(theatre.model), block_(block), puppet_(puppet),
        freedom_(puppet.freedom()) {}

  std::vector<Move> all() const {
    std::vector<Move> out;
    if (freedom_.free_place != 0) { // nothing else can make it false
      const RowModel& row = puppet_.chip().rows[freedom_.row];
      for (const WireId lever : puppet_.levers(row.field(freedom_.free_place)->form))
        nudge(lever, false, out);
      return out;
    }
    if (freedom_.is_none())
      move_any_wire(out);
    glance_at_all_wires(out);
    for (std::uint32_t i = 0; i < puppet_.chip().rows.size(); ++i) {
      const RowModel& row = puppet_.chip().rows[i];
      const bool wanted = freedom_.row != UINT32_MAX
                              ? i == freedom_.row
                              : row.kind == RowKind::Demand && row.tag == freedom_.lax_tag;
      if (wanted)
        move_levers(i, out);
    }
    return out;
  }

private:
  /// If only to see what follows.
  void move_any_wire(std::vector<Move>& out) const {
    out.emplace_back([](Puppet::State&) { return true; });
    for (WireId wire = puppet_.chip().first_committed; wire < puppet_.chip().wires.size(); ++wire)
      if (puppet_.is_settable(wire))
        nudge(wire, true, out);
  }

  void glance_at_all_wires(std::vector<Move>& out) const {
    const Puppet::State honest = puppet_.honest();
    for (WireId wire = puppet_.chip().first_committed; wire < puppet_.chip().wires.size(); ++wire)
      for (const Fr& value : {honest.wires[wire] + Fr::one(), honest.wires[wire] - Fr::one(),
                              Fr::zero(), Fr::one(), Fr::from_u64(2), largest(wire)})
        if (puppet_.is_settable(wire))
          out.push_back(setting(wire, value));
  }

  void move_levers(std::uint32_t index, std::vector<Move>& out) const {
    const RowModel& row = puppet_.chip().rows[index];
    for (const WireId lever : puppet_.levers(index)) {
      if (row.kind == RowKind::Inverse)
        out.emplace_back([&puppet = puppet_, &row, lever](Puppet::State& state) {
          return puppet.turn(state, row.a, lever, Fr::zero());
        });
      nudge(lever, freedom_.is_none(), out);
      if (row.kind == RowKind::Product)
        compose(lever, out);
    }
  }

  /// Gives a wire other values.
  void nudge(WireId wire, bool few, std::vector<Move>& out) const {
    if (puppet_.is_about_texts(wire))
      return rephrase(wire, out);
    for (const Fr& value : values(puppet_.honest().wires[wire], few))
      out.push_back(setting(wire, value));
  }

  /// Other texts than the one that a wire is part of; and the wire alone.
  void rephrase(WireId wire, std::vector<Move>& out) const {
    const auto& part = puppet_.chip().wires[wire].text;
    if (part)
      for (const TextValue& text : theatre_.known.all())
        out.emplace_back([&puppet = puppet_, variable = part->variable, &text](
                             Puppet::State& state) { return puppet.say(state, variable, text); });
    // Next to where one premise is emitted, another may be that says the same.
    const Fr step = Fr::from_u64(part ? 1 : std::uint64_t{1} << 40);
    out.push_back(setting(wire, puppet_.honest().wires[wire] + step));
  }

  /// A product of texts is such that a premise speaks of another text.
  void compose(WireId lever, std::vector<Move>& out) const {
    for (const Partner& partner : block_.partners)
      for (const FieldModel& field : puppet_.chip().rows[partner.row].fields)
        if (says_text(partner, field))
          for (const TextValue& text : theatre_.known.all())
            out.emplace_back([&puppet = puppet_, &field, lever, &text](Puppet::State& state) {
              return puppet.turn(state, field.form, lever, text.fingerprint);
            });
  }

  Move setting(WireId wire, const Fr& value) const {
    return [&puppet = puppet_, wire, value](Puppet::State& state) {
      const bool is_other = state.wires[wire] != value;
      puppet.set(state, wire, value);
      return is_other;
    };
  }

  /// Values that a wire of the row might have instead.
  std::vector<Fr> values(const Fr& now, bool few) const {
    const std::uint32_t bits = model_.table_bits;
    const Fr table = Fr::from_u64(std::uint64_t{1} << bits);
    std::vector<Fr> out{now + Fr::one(),    now - Fr::one(), Fr::zero(), Fr::one(), Fr::from_u64(2),
                        now + table,        -Fr::one(),      table,      -now,      now + now,
                        model_.challenges.r};
    for (unsigned n = 1; n <= 64; ++n) { // just outside of every type, and of its signed brother
      if (few && n % 8 != 0 && n != 1 && n != 63)
        continue;
      const Fr size = Fr::from_u64(std::uint64_t{1} << (n - 1)) * Fr::from_u64(2);
      out.push_back(size);
      out.push_back(size - Fr::one());
      out.push_back(now + size);
    }
    // Fractions that are in the table when multiplied by a power of two.
    const auto small = integer_of(now);
    for (unsigned spare = 1; spare < bits; ++spare) {
      const Fr half = Fr::from_u64(std::uint64_t{1} << spare);
      out.push_back(half.inverse());
      if (small && *small > 0 && *small < ir::WideInteger{1} << bits)
        out.push_back(now - half.inverse());
    }
    return out;
  }

  /// The largest value of the type of the variable that a wire holds.
  Fr largest(WireId wire) const {
    const auto variable = model_.chips[theatre_.chip].wires[wire].variable;
    const unsigned bits =
        variable ? theatre_.program.rules.front().variables[*variable].type.bits : 0;
    return Fr::from_u64(bits == 0 || bits == 64 ? UINT64_MAX : (std::uint64_t{1} << bits) - 1);
  }

  bool says_text(const Partner& partner, const FieldModel& field) const {
    const auto shape = shape_at(model_.shapes, puppet_.chip().rows[partner.row].tag, field.place);
    return shape && shape->kind == FieldKind::Fingerprint;
  }

  const Theatre& theatre_;
  const Model& model_;
  const StagedBlock& block_;
  const Puppet& puppet_;
  const Puppet::Freedom& freedom_;
};

} // namespace

std::vector<Move> beginnings(const Theatre& theatre, const StagedBlock& block,
                             const Puppet& puppet) {
  return Beginnings(theatre, block, puppet).all();
}

} // namespace blockfold::audit
