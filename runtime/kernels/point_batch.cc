#include "runtime/kernels/point_batch.h"

#include "runtime/kernels/dispatch.h"

namespace blockfold::kernels {

const PointBackend& active_points() {
#if defined(__x86_64__)
  if (active_kernels() == KernelSet::Ifma)
    return kIfmaPoints;
#endif
  return kPortablePoints;
}

} // namespace blockfold::kernels
