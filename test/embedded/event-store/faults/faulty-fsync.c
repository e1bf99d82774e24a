/* Preloaded into a node: while certain files exist, the disk takes no more, or is silent. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int is_there(const char *variable) {
  const char *path = getenv(variable);
  return path != NULL && access(path, F_OK) == 0;
}

static int flush(void) {
  while (is_there("FSYNC_STALLS_WHILE")) usleep(10000);
  if (!is_there("FSYNC_FAILS_WHILE")) return 0;
  errno = EIO;
  return -1;
}

int fsync(int file) {
  (void)file;
  return flush();
}

int fdatasync(int file) {
  (void)file;
  return flush();
}
