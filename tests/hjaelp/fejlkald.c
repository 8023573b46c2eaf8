/* Makes the Nth system call on files in one folder fail, or sends a signal at that call. Compiled by hjaelp/fejlkald.py
 * and loaded with LD_PRELOAD, so that writes by native code are included. Nothing is counted until fejl_arm is called. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { AABN = 1, SKRIV = 2, FLYT = 4, SIKR = 8, LAV = 16, NATIV = 32 };

static char mappe[PATH_MAX];
static int arter, fejlnr, signalnr, vedvarende;
static long nummer;
static atomic_long antal;
static atomic_int armeret;

/* arter: the types of calls counted; nummer: the call that fails; fejlnr: its errno, 0 for a signal only, -1 for a call
 * that never returns; vedvarende: all later calls fail too */
void fejl_arm(const char *under, int a, long n, int e, int s, int v) {
    strncpy(mappe, under, sizeof mappe - 1);
    arter = a; nummer = n; fejlnr = e; signalnr = s; vedvarende = v;
    atomic_store(&antal, 0);
    atomic_store(&armeret, 1);
}
long fejl_antal(void) { return atomic_load(&antal); }

static int her(const char *sti) {
    char hel[PATH_MAX * 2];
    if (sti == NULL) return 0;
    if (sti[0] != '/') {
        if (syscall(SYS_getcwd, hel, PATH_MAX) < 0) return 0;
        size_t l = strlen(hel);
        hel[l] = '/';
        strncpy(hel + l + 1, sti, PATH_MAX - 1);
        sti = hel;
    }
    return strncmp(sti, mappe, strlen(mappe)) == 0;
}
static int her_fd(int fd) {
    char navn[64], sti[PATH_MAX];
    snprintf(navn, sizeof navn, "/proc/self/fd/%d", fd);
    ssize_t l = syscall(SYS_readlinkat, AT_FDCWD, navn, sti, sizeof sti - 1);
    if (l < 0) return 0;
    sti[l] = 0;
    return her(sti);
}
static int rammes(int art) {
    if (!(arter & art)) return 0;
    long nu = atomic_fetch_add(&antal, 1) + 1;
    if (nummer <= 0 || nu < nummer || (nu > nummer && !vedvarende)) return 0;
    if (signalnr && nu == nummer) syscall(SYS_kill, syscall(SYS_getpid), signalnr);
    if (!fejlnr) return 0;
    if (fejlnr < 0) for (;;) pause();
    errno = fejlnr;
    return 1;
}
#define TJEK(art, hvor) do { if (atomic_load(&armeret) && (hvor) && rammes(art)) return -1; } while (0)
#define EGENTLIG(navn) (__typeof__(&navn)) dlsym(RTLD_NEXT, #navn)

static int skriver(int flag) { return (flag & O_ACCMODE) != O_RDONLY; }

#define AABNER(navn) \
int navn(const char *sti, int flag, ...) { \
    mode_t mode = 0; \
    if (flag & (O_CREAT | __O_TMPFILE)) { va_list a; va_start(a, flag); mode = va_arg(a, mode_t); va_end(a); } \
    TJEK(AABN, skriver(flag) && her(sti)); \
    static __typeof__(&navn) f; if (!f) f = EGENTLIG(navn); \
    return f(sti, flag, mode); \
}
AABNER(open) AABNER(open64)
#define AABNER_VED(navn) \
int navn(int fd, const char *sti, int flag, ...) { \
    mode_t mode = 0; \
    if (flag & (O_CREAT | __O_TMPFILE)) { va_list a; va_start(a, flag); mode = va_arg(a, mode_t); va_end(a); } \
    TJEK(AABN, skriver(flag) && (fd == AT_FDCWD || sti[0] == '/') && her(sti)); \
    static __typeof__(&navn) f; if (!f) f = EGENTLIG(navn); \
    return f(fd, sti, flag, mode); \
}
AABNER_VED(openat) AABNER_VED(openat64)

ssize_t write(int fd, const void *b, size_t n) {
    TJEK(SKRIV, her_fd(fd));
    return syscall(SYS_write, fd, b, n);
}
#define SKRIVER_VED(navn, offset) \
ssize_t navn(int fd, const void *b, size_t n, offset o) { \
    TJEK(arter & NATIV ? NATIV : SKRIV, her_fd(fd)); \
    return syscall(SYS_pwrite64, fd, b, n, o); \
}
SKRIVER_VED(pwrite, off_t) SKRIVER_VED(pwrite64, off64_t)
ssize_t writev(int fd, const struct iovec *v, int n) {
    TJEK(SKRIV, her_fd(fd));
    return syscall(SYS_writev, fd, v, n);
}
ssize_t sendfile(int ud, int ind, off_t *o, size_t n) {
    TJEK(SKRIV, her_fd(ud));
    return syscall(SYS_sendfile, ud, ind, o, n);
}
ssize_t sendfile64(int ud, int ind, off64_t *o, size_t n) {
    TJEK(SKRIV, her_fd(ud));
    return syscall(SYS_sendfile, ud, ind, o, n);
}
int fsync(int fd) { TJEK(SIKR, her_fd(fd)); return syscall(SYS_fsync, fd); }
int fdatasync(int fd) { TJEK(SIKR, her_fd(fd)); return syscall(SYS_fdatasync, fd); }
int ftruncate(int fd, off_t l) { TJEK(SKRIV, her_fd(fd)); return syscall(SYS_ftruncate, fd, l); }
int ftruncate64(int fd, off64_t l) { TJEK(SKRIV, her_fd(fd)); return syscall(SYS_ftruncate, fd, l); }
int rename(const char *a, const char *b) { TJEK(FLYT, her(b)); return syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, 0); }
int renameat(int c, const char *a, int d, const char *b) { TJEK(FLYT, her(b)); return syscall(SYS_renameat2, c, a, d, b, 0); }
int link(const char *a, const char *b) { TJEK(FLYT, her(b)); return syscall(SYS_linkat, AT_FDCWD, a, AT_FDCWD, b, 0); }
int linkat(int c, const char *a, int d, const char *b, int f) { TJEK(FLYT, her(b)); return syscall(SYS_linkat, c, a, d, b, f); }
int mkdir(const char *sti, mode_t m) { TJEK(LAV, her(sti)); return syscall(SYS_mkdirat, AT_FDCWD, sti, m); }
