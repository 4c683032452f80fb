#pragma once

// Calls of glibc and Linux that Swift's Glibc module does not show, because it is compiled without
// _GNU_SOURCE. They are declared here one by one: including the headers a second time with other
// feature macros would give Swift two modules that disagree.

#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>

extern int pipe2(int descriptors[2], int flags);
extern int pidfd_open(pid_t pid, unsigned int flags);
extern int pidfd_send_signal(int pidfd, int signal, siginfo_t *info, unsigned int flags);
extern int memfd_create(const char *name, unsigned int flags);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
extern pid_t wait4(pid_t, int *, int, struct rusage *);

// POSIX_SPAWN_SETSID is hidden like the calls above.
static const short assay_spawn_setsid = 0x80;

// Swift's importer gives prlimit's resource argument an enumeration type that differs between C and C++ modes.
extern int prlimit64(pid_t pid, int resource, const void *new_limit, void *old_limit);
static inline int assay_prlimit(pid_t pid, int resource, unsigned long long soft, unsigned long long hard) {
  unsigned long long limit[2] = {soft, hard};
  return prlimit64(pid, resource, limit, NULL);
}

// The W* macros are not imported.
static inline int assay_wifexited(int status) { return WIFEXITED(status); }
static inline int assay_wexitstatus(int status) { return WEXITSTATUS(status); }
static inline int assay_wtermsig(int status) { return WTERMSIG(status); }

// prctl(2) is variadic. The numbers are those of <linux/prctl.h>.
extern int prctl(int option, ...);
static inline int assay_end_with_parent(int signal) { return prctl(1, (unsigned long)signal, 0UL, 0UL, 0UL); }
static inline int assay_adopt_orphans(void) { return prctl(36, 1UL, 0UL, 0UL, 0UL); }
static inline int assay_hide_memory(void) { return prctl(4, 0UL, 0UL, 0UL, 0UL); }
