/* Preloaded into a node: from the moment a certain file exists, the disk takes no more. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int fail(void) {
  const char *path = getenv("FSYNC_FAILS_WHEN");
  if (path == NULL || access(path, F_OK) != 0) return 0;
  errno = EIO;
  return -1;
}

int fsync(int file) {
  (void)file;
  return fail();
}

int fdatasync(int file) {
  (void)file;
  return fail();
}
