#pragma once

#include <sys/ioctl.h>

// ioctl(2) is variadic, which Swift cannot call.
static inline int assay_ioctl(int descriptor, unsigned long request, void *argument) {
  return ioctl(descriptor, request, argument);
}
