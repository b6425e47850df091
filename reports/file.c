#include "reports/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/escape.h"

static bool failed(char error[CS_FILE_ERROR_MAX], const char *verb, const char *path, const char *reason)
{
    char *name = cs_clean(path);

    snprintf(error, CS_FILE_ERROR_MAX, "cannot %s %s: %s", verb, name == NULL ? "" : name, reason);
    free(name);
    return false;
}

/* Returns 0 or an errno. */
static int write_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t wrote = write(fd, data, length);

        if (wrote < 0 && errno != EINTR)
            return errno;
        if (wrote > 0) {
            data += wrote;
            length -= (size_t)wrote;
        }
    }
    return 0;
}

/* |flags|: what open is told besides. */
static int write_direct(const char *path, int flags, const char *data, size_t length)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0666);
    int status;

    if (fd < 0)
        return errno;
    status = write_all(fd, data, length);
    if (close(fd) != 0 && status == 0)
        status = errno;
    return status;
}

/* mkstemp makes files private; a report is as readable as any other new file. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return 0666 & ~mask;
}

static int write_aside(const char *path, const char *data, size_t length)
{
    char *aside;
    int status;
    int fd;

    if (asprintf(&aside, "%s.XXXXXX", path) < 0)
        return ENOMEM;
    fd = mkostemp(aside, O_CLOEXEC);
    status = fd < 0 ? errno : write_all(fd, data, length);
    if (fd >= 0) {
        if (status == 0 && fchmod(fd, usual_mode()) != 0)
            status = errno;
        if (close(fd) != 0 && status == 0)
            status = errno;
        if (status == 0 && rename(aside, path) != 0)
            status = errno;
        if (status != 0)
            unlink(aside);
    }
    free(aside);
    return status;
}

bool cs_file_write(const char *path, const char *data, size_t length, char error[CS_FILE_ERROR_MAX])
{
    struct stat there;
    int status;

    if (strcmp(path, "-") == 0) {
        if (fwrite(data, 1, length, stdout) == length && fflush(stdout) == 0)
            return true;
        if (errno == EPIPE) /* who reads has enough */
            return true;
        failed(error, "write", "standard output", strerror(errno));
        clearerr(stdout); /* it is told once */
        return false;
    }
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode))
        status = write_direct(path, 0, data, length);
    else
        status = write_aside(path, data, length);
    return status == 0 || failed(error, "write", path, strerror(status));
}

/* Whether files can be made where |path| shall be; returns 0 or an errno. */
static int check_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
    int status = folder == NULL ? ENOMEM : access(folder, W_OK | X_OK) == 0 ? 0 : errno;

    free(folder);
    return status;
}

bool cs_file_check(const char *path, char error[CS_FILE_ERROR_MAX])
{
    struct stat there;
    int status;

    if (strcmp(path, "-") == 0)
        return true;
    if (stat(path, &there) != 0 || S_ISREG(there.st_mode))
        status = check_folder(path);
    else if (S_ISDIR(there.st_mode))
        status = EISDIR;
    else
        status = access(path, W_OK) == 0 ? 0 : errno;
    return status == 0 || failed(error, "write", path, strerror(status));
}

bool cs_file_append(const char *path, const char *data, size_t length, char error[CS_FILE_ERROR_MAX])
{
    int status = write_direct(path, O_APPEND | O_CREAT, data, length);

    return status == 0 || failed(error, "write", path, strerror(status));
}

/* Reads until the end or until |limit| is passed; returns 0 or an errno (EFBIG). */
static int read_all(int fd, size_t limit, char **data, size_t *length)
{
    size_t capacity = 0;

    for (;;) {
        ssize_t got;

        if (capacity - *length < 2) {
            char *larger;

            capacity = capacity == 0 ? 65536 : capacity * 2;
            larger = realloc(*data, capacity);
            if (larger == NULL)
                return ENOMEM;
            *data = larger;
        }
        got = read(fd, *data + *length, capacity - *length - 1);
        if (got == 0 || (got < 0 && errno != EINTR))
            return got == 0 ? 0 : errno;
        *length += got > 0 ? (size_t)got : 0;
        if (*length > limit)
            return EFBIG;
    }
}

bool cs_file_load(const char *path, size_t limit, char **data, size_t *length, char error[CS_FILE_ERROR_MAX])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int status;

    *data = NULL;
    *length = 0;
    if (fd < 0)
        return failed(error, "read", path, strerror(errno));
    status = read_all(fd, limit, data, length);
    close(fd);
    if (status == 0) {
        (*data)[*length] = 0;
        return true;
    }
    free(*data);
    *data = NULL;
    return failed(error, "read", path, status == EFBIG ? "larger than is allowed" : strerror(status));
}
