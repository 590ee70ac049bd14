// The functions of LLVM's Support library that are not inline and that the verifier uses: Debian
// has that library for this machine only. Each one does what its declaration in LLVM's headers
// says; that they do is shown by the module and the program, which has LLVM's own, giving the same
// answers (tests/wasm). A use of any other function is an error of the linker.
#include <llvm/ADT/DenseMapInfo.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/ADT/Twine.h>
#include <llvm/ADT/edit_distance.h>
#include <llvm/Support/ErrorHandling.h>
#include <llvm/Support/MemAlloc.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Support/xxhash.h>

#include <algorithm>
#include <bit>
#include <bitset>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

namespace llvm {

// --- memory -------------------------------------------------------------------------------------

void report_bad_alloc_error(const char* /*reason*/, bool /*crash_report*/) {
  // As `operator new` does; whoever waits for the module learns why it stopped.
  (void)::operator new(std::numeric_limits<std::size_t>::max());
  std::abort();
}

void* allocate_buffer(std::size_t size, std::size_t alignment) {
  return ::operator new(size, std::align_val_t(alignment));
}

void deallocate_buffer(void* memory, std::size_t size, std::size_t alignment) {
  ::operator delete(memory, size, std::align_val_t(alignment));
}

template <class SizeType>
void* SmallVectorBase<SizeType>::mallocForGrow(std::size_t least, std::size_t element,
                                               std::size_t& capacity) {
  const std::size_t most = SizeTypeMax();
  if (least > most || this->capacity() == most)
    report_bad_alloc_error("SmallVector");
  capacity = std::clamp(2 * this->capacity() + 1, least, most);
  if (capacity > most / element)
    report_bad_alloc_error("SmallVector");
  return safe_malloc(capacity * element);
}

template <class SizeType>
void SmallVectorBase<SizeType>::grow_pod(void* inside, std::size_t least, std::size_t element) {
  std::size_t capacity = 0;
  void* const grown = mallocForGrow(least, element, capacity);
  std::memcpy(grown, BeginX, size() * element);
  if (BeginX != inside)
    std::free(BeginX);
  BeginX = grown;
  Capacity = static_cast<SizeType>(capacity);
}

template class SmallVectorBase<std::uint32_t>;

// --- strings ------------------------------------------------------------------------------------

namespace {

std::string_view view(StringRef text) {
  return {text.data(), text.size()};
}

} // namespace

std::size_t StringRef::find(StringRef text, std::size_t from) const {
  return view(*this).find(view(text), from);
}
std::size_t StringRef::rfind(StringRef text) const {
  return view(*this).rfind(view(text));
}
std::size_t StringRef::find_first_of(StringRef characters, std::size_t from) const {
  return view(*this).find_first_of(view(characters), from);
}
std::size_t StringRef::find_first_not_of(StringRef characters, std::size_t from) const {
  return view(*this).find_first_not_of(view(characters), from);
}
std::size_t StringRef::find_last_of(StringRef characters, std::size_t from) const {
  return from == 0 ? npos : view(*this).find_last_of(view(characters), from - 1);
}
std::size_t StringRef::find_last_not_of(char character, std::size_t from) const {
  return find_last_not_of(StringRef(&character, 1), from);
}
std::size_t StringRef::find_last_not_of(StringRef characters, std::size_t from) const {
  return from == 0 ? npos : view(*this).find_last_not_of(view(characters), from - 1);
}

unsigned StringRef::edit_distance(StringRef other, bool may_replace, unsigned most) const {
  return ComputeEditDistance(ArrayRef(data(), size()), ArrayRef(other.data(), other.size()),
                             may_replace, most);
}

void StringRef::split(SmallVectorImpl<StringRef>& parts, char separator, int most,
                      bool keep_empty) const {
  StringRef rest = *this;
  for (; most != 0; --most) {
    const std::size_t at = rest.find(separator);
    if (at == npos)
      break;
    if (keep_empty || at != 0)
      parts.push_back(rest.take_front(at));
    rest = rest.drop_front(at + 1);
  }
  if (keep_empty || !rest.empty())
    parts.push_back(rest);
}

// --- hashes -------------------------------------------------------------------------------------

namespace {

constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87, kPrime2 = 0xC2B2AE3D27D4EB4F,
                        kPrime3 = 0x165667B19E3779F9, kPrime4 = 0x85EBCA77C2B2AE63,
                        kPrime5 = 0x27D4EB2F165667C5;

template <class Word> std::uint64_t load(const std::uint8_t* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

std::uint64_t xx_round(std::uint64_t lane, std::uint64_t word) {
  return std::rotl(lane + word * kPrime2, 31) * kPrime1;
}

} // namespace

/// XXH64 with seed 0, as its specification has it.
std::uint64_t xxHash64(ArrayRef<std::uint8_t> bytes) {
  const std::uint8_t* at = bytes.begin();
  const std::uint8_t* const end = bytes.end();
  std::uint64_t hash = kPrime5;
  if (bytes.size() >= 32) {
    std::uint64_t lanes[4] = {kPrime1 + kPrime2, kPrime2, 0, 0 - kPrime1};
    for (; end - at >= 32; at += 32)
      for (std::size_t i = 0; i < 4; ++i)
        lanes[i] = xx_round(lanes[i], load<std::uint64_t>(at + 8 * i));
    hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) +
           std::rotl(lanes[3], 18);
    for (const std::uint64_t lane : lanes)
      hash = (hash ^ xx_round(0, lane)) * kPrime1 + kPrime4;
  }
  hash += bytes.size();
  for (; end - at >= 8; at += 8)
    hash = std::rotl(hash ^ xx_round(0, load<std::uint64_t>(at)), 27) * kPrime1 + kPrime4;
  if (end - at >= 4) {
    hash = std::rotl(hash ^ load<std::uint32_t>(at) * kPrime1, 23) * kPrime2 + kPrime3;
    at += 4;
  }
  for (; at != end; ++at)
    hash = std::rotl(hash ^ *at * kPrime5, 11) * kPrime1;
  hash = (hash ^ hash >> 33) * kPrime2;
  hash = (hash ^ hash >> 29) * kPrime3;
  return hash ^ hash >> 32;
}

std::uint64_t xxHash64(StringRef text) {
  return xxHash64(ArrayRef(text.bytes_begin(), text.size()));
}

/// LLVM has another hash here; nothing depends on the order of a table.
unsigned DenseMapInfo<StringRef>::getHashValue(StringRef text) {
  return static_cast<unsigned>(xxHash64(text));
}

// --- streams ------------------------------------------------------------------------------------
// Without buffers of their own, as raw_string_ostream is.

raw_ostream::~raw_ostream() = default;
void raw_ostream::anchor() {}
raw_ostream& raw_ostream::changeColor(Colors, bool, bool) {
  return *this;
}
raw_ostream& raw_ostream::resetColor() {
  return *this;
}
raw_ostream& raw_ostream::reverseColor() {
  return *this;
}
std::size_t raw_ostream::preferred_buffer_size() const {
  return 0;
}
void raw_ostream::SetBufferAndMode(char* /*start*/, std::size_t /*size*/, BufferKind mode) {
  if (mode != BufferKind::Unbuffered)
    std::abort();
  BufferMode = mode;
}
void raw_ostream::flush_nonempty() {}

raw_ostream& raw_ostream::write(unsigned char byte) {
  const char character = static_cast<char>(byte);
  write_impl(&character, 1);
  return *this;
}
raw_ostream& raw_ostream::write(const char* text, std::size_t size) {
  write_impl(text, size);
  return *this;
}
raw_ostream& raw_ostream::indent(unsigned spaces) {
  for (; spaces != 0; --spaces)
    write(' ');
  return *this;
}

namespace {

template <class Number> raw_ostream& write_number(raw_ostream& out, Number number) {
  char digits[24];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
  return out.write(digits, static_cast<std::size_t>(end - digits));
}

} // namespace

raw_ostream& raw_ostream::operator<<(unsigned long number) {
  return write_number(*this, number);
}
raw_ostream& raw_ostream::operator<<(long number) {
  return write_number(*this, number);
}
raw_ostream& raw_ostream::operator<<(unsigned long long number) {
  return write_number(*this, number);
}
raw_ostream& raw_ostream::operator<<(long long number) {
  return write_number(*this, number);
}

void raw_string_ostream::write_impl(const char* text, std::size_t size) {
  OS.append(text, size);
}

// --- concatenations -----------------------------------------------------------------------------

void Twine::printOneChild(raw_ostream& out, Child child, NodeKind kind) const {
  switch (kind) {
  case NullKind:
  case EmptyKind:
    return;
  case TwineKind:
    return child.twine->print(out);
  case CStringKind:
    out << child.cString;
    return;
  case StdStringKind:
    out << *child.stdString;
    return;
  case PtrAndLengthKind:
    out << StringRef(child.ptrAndLength.ptr, child.ptrAndLength.length);
    return;
  case CharKind:
    out << child.character;
    return;
  case DecUIKind:
    out << child.decUI;
    return;
  case DecIKind:
    out << child.decI;
    return;
  case DecULKind:
    out << *child.decUL;
    return;
  case DecLKind:
    out << *child.decL;
    return;
  case DecULLKind:
    out << *child.decULL;
    return;
  case DecLLKind:
    out << *child.decLL;
    return;
  case FormatvObjectKind:
  case UHexKind:
    std::abort(); // used nowhere in the verifier
  }
}

void Twine::print(raw_ostream& out) const {
  printOneChild(out, LHS, getLHSKind());
  printOneChild(out, RHS, getRHSKind());
}

std::string Twine::str() const {
  std::string text;
  raw_string_ostream out(text);
  print(out);
  return text;
}

// --- buffers ------------------------------------------------------------------------------------

namespace {

class CopiedBuffer final : public MemoryBuffer {
public:
  CopiedBuffer(StringRef text, std::string name) : name_(std::move(name)), text_(text.str()) {
    init(text_.data(), text_.data() + text_.size(), true);
  }
  StringRef getBufferIdentifier() const override { return name_; }
  BufferKind getBufferKind() const override { return MemoryBuffer_Malloc; }

private:
  std::string name_;
  std::string text_; // with a zero byte behind its end
};

} // namespace

MemoryBuffer::~MemoryBuffer() = default;
void MemoryBuffer::init(const char* begin, const char* end, bool /*ends_with_nul*/) {
  BufferStart = begin;
  BufferEnd = end;
}

std::unique_ptr<MemoryBuffer> MemoryBuffer::getMemBufferCopy(StringRef text, const Twine& name) {
  return std::make_unique<CopiedBuffer>(text, name.str());
}

} // namespace llvm
