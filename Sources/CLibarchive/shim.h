#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <langinfo.h>
#include <locale.h>

// libarchive converts names to the calling thread's character set, and the C locale's cannot hold them. Changing the
// thread's locale alone leaves the rest of the process as it is.
static inline locale_t assay_use_utf8(void) {
  locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  return locale == (locale_t)0 ? (locale_t)0 : uselocale(locale);
}

// Gives the thread back the locale that assay_use_utf8 returned.
static inline void assay_restore_locale(locale_t previous) {
  locale_t current = uselocale(previous);
  if (current != LC_GLOBAL_LOCALE && current != previous) freelocale(current);
}

// The macros AE_IFREG, AE_IFDIR and AE_IFLNK contain casts, which Swift does not import.
enum {
  ASSAY_REGULAR = 0100000,
  ASSAY_DIRECTORY = 0040000,
  ASSAY_SYMBOLIC_LINK = 0120000,
};
