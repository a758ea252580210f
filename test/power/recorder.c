// Loaded before libc (LD_PRELOAD): writes down, in the order in which they happened, every write, sync, cut, rename and
// removal below one folder, so that the state of the disk at any moment can be made again. It changes no call.
//
// A record is {type u8, 7 bytes of nothing, time u64 (CLOCK_MONOTONIC, ns), file u64, offset u64, length u64} and `length`
// bytes, little endian. `file` is the inode. Environment: POWER_ROOT (folder), POWER_LOG (file outside of it).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OPENED = 1, WRITTEN = 2, CUT = 3, SYNCED = 4, RENAMED = 5, REMOVED = 6, FOLDER_SYNCED = 7 };
enum { MAX_FDS = 65536 };

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static const char *root;
static size_t root_length;
static int log_fd = -1;
/* The inode behind a descriptor below the folder, 0 for others; a folder has the top bit. */
static uint64_t files[MAX_FDS];
static const uint64_t FOLDER = 1ull << 63;

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwritev)(int, const struct iovec *, int, off_t);
static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *);

__attribute__((constructor)) static void begin(void) {
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_writev = dlsym(RTLD_NEXT, "writev");
  real_pwritev = dlsym(RTLD_NEXT, "pwritev64");
  real_open = dlsym(RTLD_NEXT, "open64");
  real_close = dlsym(RTLD_NEXT, "close");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_rename = dlsym(RTLD_NEXT, "rename");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  root = getenv("POWER_ROOT");
  const char *path = getenv("POWER_LOG");
  if (root == NULL || path == NULL) return;
  root_length = strlen(root);
  log_fd = real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void put(uint8_t type, uint64_t file, uint64_t offset, const struct iovec *parts, int count, uint64_t length) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  unsigned char head[40] = {type};
  uint64_t time = (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
  memcpy(head + 8, &time, 8);
  memcpy(head + 16, &file, 8);
  memcpy(head + 24, &offset, 8);
  memcpy(head + 32, &length, 8);
  if (real_write(log_fd, head, sizeof head) != (ssize_t)sizeof head) abort();
  for (int i = 0; i < count && length > 0; i += 1) {
    size_t size = parts[i].iov_len < length ? parts[i].iov_len : length;
    if (size > 0 && real_write(log_fd, parts[i].iov_base, size) != (ssize_t)size) abort();
    length -= size;
  }
}

static int below(const char *path) {
  return log_fd >= 0 && path != NULL && strncmp(path, root, root_length) == 0 &&
         (path[root_length] == '/' || path[root_length] == 0);
}

static uint64_t inode_of(int fd) {
  struct stat about;
  return fstat(fd, &about) == 0 ? (uint64_t)about.st_ino | (S_ISDIR(about.st_mode) ? FOLDER : 0) : 0;
}

/* A descriptor may have been closed by a system call of its own and be another file by now. */
static uint64_t known(int fd) {
  if (log_fd < 0 || fd < 0 || fd >= MAX_FDS || files[fd] == 0) return 0;
  if (inode_of(fd) != files[fd]) files[fd] = 0;
  return files[fd];
}

/* The text of a name, relative to the folder. */
static void put_name(uint8_t type, uint64_t file, uint64_t offset, const char *path) {
  const char *name = path + root_length;
  while (*name == '/') name += 1;
  struct iovec part = {(void *)name, strlen(name)};
  put(type, file, offset, &part, 1, part.iov_len);
}

static int note_open(int fd, const char *path, int flags) {
  if (fd < 0 || fd >= MAX_FDS || !below(path)) return fd;
  files[fd] = inode_of(fd);
  if ((files[fd] & FOLDER) == 0) put_name(OPENED, files[fd], (flags & O_TRUNC) != 0, path);
  return fd;
}

#define OPENING(name)                                    \
  int name(const char *path, int flags, ...) {           \
    va_list list;                                        \
    va_start(list, flags);                               \
    mode_t mode = va_arg(list, int);                     \
    va_end(list);                                        \
    pthread_mutex_lock(&turn);                           \
    int fd = real_open(path, flags, mode);               \
    int fault = errno;                                   \
    note_open(fd, path, flags);                          \
    pthread_mutex_unlock(&turn);                         \
    errno = fault;                                       \
    return fd;                                           \
  }
OPENING(open)
OPENING(open64)

int close(int fd) {
  if (fd >= 0 && fd < MAX_FDS) files[fd] = 0;
  return real_close(fd);
}

static void note_written(int fd, const struct iovec *parts, int count, off_t offset, ssize_t length) {
  if (length > 0) put(WRITTEN, files[fd], (uint64_t)offset, parts, count, (uint64_t)length);
}

#define AT_OFFSET(call, parts, count, offset)            \
  if (known(fd) == 0) return call;                       \
  pthread_mutex_lock(&turn);                             \
  ssize_t length = call;                                 \
  int fault = errno;                                     \
  note_written(fd, parts, count, offset, length);        \
  pthread_mutex_unlock(&turn);                           \
  errno = fault;                                         \
  return length;

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
  struct iovec part = {(void *)bytes, size};
  AT_OFFSET(real_pwrite(fd, bytes, size, offset), &part, 1, offset)
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset) {
  struct iovec part = {(void *)bytes, size};
  AT_OFFSET(real_pwrite(fd, bytes, size, offset), &part, 1, offset)
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  AT_OFFSET(real_pwritev(fd, parts, count, offset), parts, count, offset)
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  AT_OFFSET(real_pwritev(fd, parts, count, offset), parts, count, offset)
}

#define AT_PLACE(call, parts, count)                     \
  if (known(fd) == 0) return call;                       \
  pthread_mutex_lock(&turn);                             \
  ssize_t length = call;                                 \
  int fault = errno;                                     \
  note_written(fd, parts, count, lseek(fd, 0, SEEK_CUR) - (length > 0 ? length : 0), length); \
  pthread_mutex_unlock(&turn);                           \
  errno = fault;                                         \
  return length;

ssize_t write(int fd, const void *bytes, size_t size) {
  struct iovec part = {(void *)bytes, size};
  AT_PLACE(real_write(fd, bytes, size), &part, 1)
}
ssize_t writev(int fd, const struct iovec *parts, int count) { AT_PLACE(real_writev(fd, parts, count), parts, count) }

#define NOTED(call, note)                                \
  pthread_mutex_lock(&turn);                             \
  int result = call;                                     \
  int fault = errno;                                     \
  if (result == 0) { note; }                             \
  pthread_mutex_unlock(&turn);                           \
  errno = fault;                                         \
  return result;

int ftruncate(int fd, off_t size) {
  if (known(fd) == 0) return real_ftruncate(fd, size);
  NOTED(real_ftruncate(fd, size), put(CUT, files[fd], (uint64_t)size, NULL, 0, 0))
}
int ftruncate64(int fd, off64_t size) {
  if (known(fd) == 0) return real_ftruncate(fd, size);
  NOTED(real_ftruncate(fd, size), put(CUT, files[fd], (uint64_t)size, NULL, 0, 0))
}
int fsync(int fd) {
  if (known(fd) == 0) return real_fsync(fd);
  NOTED(real_fsync(fd), put(files[fd] & FOLDER ? FOLDER_SYNCED : SYNCED, files[fd], 0, NULL, 0, 0))
}
int fdatasync(int fd) {
  if (known(fd) == 0) return real_fdatasync(fd);
  NOTED(real_fdatasync(fd), put(SYNCED, files[fd], 0, NULL, 0, 0))
}
int rename(const char *from, const char *to) {
  if (!below(from) || !below(to)) return real_rename(from, to);
  struct stat about;
  uint64_t inode = stat(from, &about) == 0 ? (uint64_t)about.st_ino : 0;
  /* The old name, then the new one: two records. */
  NOTED(real_rename(from, to), { put_name(REMOVED, inode, 0, from); put_name(RENAMED, inode, 0, to); })
}
int unlink(const char *path) {
  if (!below(path)) return real_unlink(path);
  NOTED(real_unlink(path), put_name(REMOVED, 0, 0, path))
}
