#pragma once

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <stddef.h>

// git_libgit2_opts is variadic, which Swift cannot call; one function for each shape of arguments that is used.

static inline int assay_git_set_search_path(int level, const char *path) {
  return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

static inline int assay_git_set_flag(int option, int enabled) {
  return git_libgit2_opts(option, enabled);
}

static inline int assay_git_set_size(int option, size_t size) {
  return git_libgit2_opts(option, size);
}
