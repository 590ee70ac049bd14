#include "runtime/fold/checkpoint.h"

#include "runtime/base/bytes.h"
#include "runtime/cert/certificate.h"
#include "runtime/hash/keccak.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace blockfold::fold {
namespace {

constexpr std::array<std::uint8_t, 8> kMagic = {'B', 'F', 'L', 'O', 'G', ' ', '1', '\n'};
constexpr std::size_t kDigest = 32, kPoint = 32, kRecordHead = 16;
constexpr std::size_t kHeader = kMagic.size() + 2 * kDigest;
/// What a log remembers is in the certificate, too, and no certificate is half as large. A file in
/// its place may have any size, and be a hole.
constexpr std::size_t kMostLogBytes = 2 * cert::kMaxBytes;

/// How much work a loss of power may cost. Waiting for the disk after each unit would cost more.
constexpr std::chrono::seconds kSyncPeriod{2};

using Clock = std::chrono::steady_clock;
using Identity = FolderCheckpoint::Identity;
using Points = std::vector<cert::EncodedPoint>;

Error cannot(const std::string& doing, const std::string& path) {
  return {"checkpoint.folder", "cannot " + doing + " '" + path + "': " +
                                   std::error_code(errno, std::generic_category()).message()};
}

/// An open file; closes it.
class Descriptor {
public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0)
      ::close(number_);
  }
  bool open() const { return number_ >= 0; }
  int number() const { return number_; }

private:
  int number_;
};

/// As much as a log may have; `size` is that of the file.
bool read_log(int file, Bytes& out, std::uint64_t& size) {
  struct stat status {};
  if (::fstat(file, &status) != 0)
    return false;
  size = static_cast<std::uint64_t>(status.st_size);
  out.resize(std::min<std::uint64_t>(size, kMostLogBytes));
  std::size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got =
        ::pread(file, out.data() + filled, out.size() - filled, static_cast<off_t>(filled));
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return false;
    if (got == 0)
      break;
    filled += static_cast<std::size_t>(got);
  }
  out.resize(filled);
  return true;
}

bool write_all(int file, ByteView bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return true;
}

/// A name in a folder must reach the disk too. Not every file system can do that: no failure.
void sync_folder(const std::string& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.open())
    ::fsync(opened.number());
}

/// False if what was written is lost, as far as the system knows.
bool sync_data(int file) {
  return ::fdatasync(file) == 0 || (errno != EIO && errno != ENOSPC && errno != EDQUOT);
}

void put_u32(Bytes& out, std::uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint32_t get_u32(ByteView bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i)
    value |= std::uint32_t{bytes[at + i]} << (8 * i);
  return value;
}

Digest record_digest(const Identity& identity, ByteView record) {
  Keccak256 hash;
  hash.update(identity);
  hash.update(record);
  return hash.finalize();
}

using Header = std::array<std::uint8_t, kHeader>;

Header make_header(const Identity& identity) {
  Header header;
  const auto after_magic = std::copy(kMagic.begin(), kMagic.end(), header.begin());
  const auto end = std::copy(identity.begin(), identity.end(), after_magic);
  const Digest digest = keccak256(ByteView(header).first(kMagic.size() + kDigest));
  std::copy(digest.begin(), digest.end(), end);
  return header;
}

Bytes make_record(const Identity& identity, const WorkUnit& unit,
                  std::span<const cert::EncodedPoint> points) {
  Bytes record;
  record.reserve(kRecordHead + points.size() * kPoint + kDigest);
  for (const std::uint32_t number :
       {unit.phase, unit.kind, unit.segment, static_cast<std::uint32_t>(points.size())})
    put_u32(record, number);
  for (const cert::EncodedPoint& point : points)
    record.insert(record.end(), point.begin(), point.end());
  const Digest digest = record_digest(identity, record);
  record.insert(record.end(), digest.begin(), digest.end());
  return record;
}

/// Reads the record at the front of `bytes`; returns its length, or 0 if it is torn or damaged.
std::size_t read_record(const Identity& identity, ByteView bytes, WorkUnit& unit, Points& points) {
  if (bytes.size() < kRecordHead)
    return 0;
  unit = {get_u32(bytes, 0), get_u32(bytes, 4), get_u32(bytes, 8)};
  const std::size_t count = get_u32(bytes, 12);
  if ((bytes.size() - kRecordHead) / kPoint < count + 1)
    return 0;
  const std::size_t body = kRecordHead + count * kPoint;
  const Digest digest = record_digest(identity, bytes.first(body));
  if (!std::equal(digest.begin(), digest.end(), bytes.begin() + static_cast<std::ptrdiff_t>(body)))
    return 0;
  points.resize(count);
  if (count != 0)
    std::memcpy(points.data(), bytes.data() + kRecordHead, count * kPoint);
  return body + kDigest;
}

} // namespace

struct FolderCheckpoint::State {
  Identity identity;
  Descriptor lock, log;
  std::string log_path;
  std::uint64_t end = 0; ///< where the next record goes
  Clock::time_point synced = Clock::now();
  std::map<WorkUnit, Points> known;
  mutable std::mutex mutex; ///< guards all below, `end` and `synced`
  std::size_t reused = 0;
  std::optional<Error> failure;

  Status lock_folder(const std::string& folder);
  Status open_log(const std::string& folder);
  Status start_log(const std::string& folder);
  bool append(ByteView record);
  Status check_header(ByteView log) const;
  void read_records(ByteView log);
};

Status FolderCheckpoint::State::lock_folder(const std::string& folder) {
  if (::mkdir(folder.c_str(), 0777) == 0)
    sync_folder(folder + "/..");
  else if (errno != EEXIST)
    return cannot("make the folder", folder);
  const std::string path = folder + "/lock";
  lock = Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!lock.open())
    return cannot("open", path);
  // The lock goes with the process, however it ends.
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) == 0)
    return success();
  if (errno != EWOULDBLOCK)
    return cannot("lock", path);
  return Error{"checkpoint.busy", "another prover is at work with '" + folder +
                                      "'; wait for it or choose another folder"};
}

Status FolderCheckpoint::State::check_header(ByteView content) const {
  const Header own = make_header(identity);
  if (std::equal(own.begin(), own.end(), content.begin()))
    return success();
  const ByteView body = content.first(kMagic.size() + kDigest);
  const Digest digest = keccak256(body);
  if (!std::equal(kMagic.begin(), kMagic.end(), content.begin()) ||
      !std::equal(digest.begin(), digest.end(),
                  content.begin() + static_cast<std::ptrdiff_t>(body.size())))
    return Error{"checkpoint.damaged",
                 "'" + log_path + "' is damaged or no log of a prover; remove it"};
  return Error{"checkpoint.other",
               "'" + log_path + "' belongs to the proof of something else; choose another folder"};
}

void FolderCheckpoint::State::read_records(ByteView content) {
  end = kHeader;
  for (ByteView rest = content.subspan(kHeader);;) {
    WorkUnit unit{};
    Points points;
    const std::size_t length = read_record(identity, rest, unit, points);
    if (length == 0)
      return;
    known[unit] = std::move(points);
    rest = rest.subspan(length);
    end += length;
  }
}

Status FolderCheckpoint::State::open_log(const std::string& folder) {
  log_path = folder + "/commitments.log";
  log = Descriptor(::open(log_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  Bytes content;
  std::uint64_t size = 0;
  if (!log.open() || !read_log(log.number(), content, size))
    return cannot("read", log_path);
  if (content.size() < kHeader) { // new, or killed before anything was finished
    const std::size_t seen = std::min(content.size(), kMagic.size());
    if (!std::equal(kMagic.begin(), kMagic.begin() + static_cast<std::ptrdiff_t>(seen),
                    content.begin()))
      return Error{"checkpoint.damaged", "'" + log_path + "' is no log of a prover"};
    return start_log(folder);
  }
  if (Status own = check_header(content); !own)
    return own;
  read_records(content);
  if (end != size && ::ftruncate(log.number(), static_cast<off_t>(end)) != 0)
    return cannot("write", log_path);
  return success();
}

Status FolderCheckpoint::State::start_log(const std::string& folder) {
  if (::ftruncate(log.number(), 0) != 0 || !write_all(log.number(), make_header(identity), 0) ||
      !sync_data(log.number()))
    return cannot("write", log_path);
  sync_folder(folder);
  end = kHeader;
  return success();
}

/// Writes a record behind the others and cuts it off again if that fails: half a record would be
/// cut off next time, and its room may be what others lack now. If even that fails, the checksum
/// still tells.
bool FolderCheckpoint::State::append(ByteView record) {
  if (write_all(log.number(), record, end)) {
    end += record.size();
    return true;
  }
  const int why = errno;
  static_cast<void>(::ftruncate(log.number(), static_cast<off_t>(end)) == 0);
  errno = why;
  return false;
}

Result<std::unique_ptr<FolderCheckpoint>> FolderCheckpoint::open(const std::string& folder,
                                                                 const Identity& identity) {
  auto state = std::make_unique<State>();
  state->identity = identity;
  if (Status locked = state->lock_folder(folder); !locked)
    return locked.error();
  if (Status opened = state->open_log(folder); !opened)
    return opened.error();
  return std::unique_ptr<FolderCheckpoint>(new FolderCheckpoint(std::move(state)));
}

FolderCheckpoint::FolderCheckpoint(std::unique_ptr<State> state) : state_(std::move(state)) {}
FolderCheckpoint::~FolderCheckpoint() {
  if (!sync_data(state_->log.number()))
    errno = 0; // too late to tell; the checksums will
}

bool FolderCheckpoint::load(const WorkUnit& unit, std::span<cert::EncodedPoint> commitments) {
  const auto found = state_->known.find(unit); // never changed after opening
  if (found == state_->known.end() || found->second.size() != commitments.size())
    return false;
  std::copy(found->second.begin(), found->second.end(), commitments.begin());
  const std::lock_guard guard(state_->mutex);
  ++state_->reused;
  return true;
}

void FolderCheckpoint::store(const WorkUnit& unit,
                             std::span<const cert::EncodedPoint> commitments) {
  const Bytes record = make_record(state_->identity, unit, commitments);
  bool sync_is_due = false;
  {
    const std::lock_guard guard(state_->mutex);
    if (state_->failure)
      return;
    if (!state_->append(record)) {
      state_->failure = cannot("write", state_->log_path);
      return;
    }
    sync_is_due = Clock::now() - state_->synced >= kSyncPeriod;
    if (sync_is_due)
      state_->synced = Clock::now();
  }
  // Other threads go on meanwhile.
  if (sync_is_due && !sync_data(state_->log.number())) {
    const std::lock_guard guard(state_->mutex);
    state_->failure = cannot("write", state_->log_path);
  }
}

std::size_t FolderCheckpoint::found() const {
  return state_->known.size();
}

std::size_t FolderCheckpoint::reused() const {
  const std::lock_guard guard(state_->mutex);
  return state_->reused;
}

std::optional<Error> FolderCheckpoint::failure() const {
  const std::lock_guard guard(state_->mutex);
  return state_->failure;
}

} // namespace blockfold::fold
