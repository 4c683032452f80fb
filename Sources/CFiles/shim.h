#pragma once

#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

// glibc 2.36 has no wrapper for openat2(2), and Swift cannot call the variadic syscall(2).
static inline int assay_openat2(int directory, const char *path, int flags, unsigned int mode,
                                unsigned long long resolve) {
  struct open_how how = {.flags = (unsigned int)flags, .mode = mode, .resolve = resolve};
  return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}
