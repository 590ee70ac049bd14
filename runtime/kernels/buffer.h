#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <utility>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace blockfold::kernels {

/// An array without initial values, for data that is written before it is read. Large ones ask for
/// huge pages: points are read in random order, and small pages would miss the TLB each time.
template <class T> class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

public:
  Buffer() = default;
  explicit Buffer(std::size_t size) { reserve(size); }
  Buffer(Buffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Buffer() { std::free(data_); }

  /// Makes room for `size` elements; what was there is lost if it has to grow.
  void reserve(std::size_t size) {
    if (size <= size_)
      return;
    std::free(data_);
    const std::size_t alignment = size * sizeof(T) >= kHugePage ? kHugePage : kCacheLine;
    const std::size_t bytes = (size * sizeof(T) + alignment - 1) / alignment * alignment;
    data_ = static_cast<T*>(std::aligned_alloc(alignment, bytes));
    if (data_ == nullptr)
      throw std::bad_alloc();
    size_ = size;
#if defined(__linux__)
    if (alignment == kHugePage)
      (void)madvise(data_, bytes, MADV_HUGEPAGE); // a wish: nothing depends on it
#endif
  }

  T* data() {
    return data_;
  }
  const T* data() const {
    return data_;
  }
  T& operator[](std::size_t i) {
    return data_[i];
  }
  const T& operator[](std::size_t i) const {
    return data_[i];
  }

private:
  static constexpr std::size_t kHugePage = std::size_t{1} << 21;
  static constexpr std::size_t kCacheLine = 64;

  T* data_ = nullptr;
  std::size_t size_ = 0;
};

} // namespace blockfold::kernels
