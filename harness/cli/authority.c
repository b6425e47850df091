#include "harness/cli/authority.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/file.h"

#define FILE_BYTES_MAX 65536

/* The caller's; NULL where this user has no place for it. */
static char *path_of(void)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    char *path = NULL;
    int written = -1;

    if (state != NULL && state[0] == '/')
        written = asprintf(&path, "%s/connectspec/ca.pem", state);
    else if (home != NULL && home[0] == '/')
        written = asprintf(&path, "%s/.local/state/connectspec/ca.pem", home);
    return written < 0 ? NULL : path;
}

static bool complain(const char *path, const char *why)
{
    fprintf(stderr, "connectspec: %s: %s\n", path, why);
    return false;
}

/* |*pem| NULL: there is no such file for this user, whose $HOME may still be another's. */
static bool read_file(const char *path, char **pem)
{
    char error[CS_FILE_ERROR_MAX];
    size_t length;

    *pem = NULL;
    if (access(path, R_OK) != 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
        return true;
    return cs_file_load(path, FILE_BYTES_MAX, pem, &length, error) || complain(path, error);
}

bool cs_authority_load(struct cs_certificate_authority **out)
{
    char *path = path_of();
    char *pem = NULL;
    bool fine = path == NULL || read_file(path, &pem);

    *out = NULL;
    if (pem != NULL) {
        *out = cs_certificate_authority_read(pem);
        fine = *out != NULL ||
               complain(path, "no test authority, or one that ends within a day: run --print-ca makes another");
    }
    free(pem);
    free(path);
    return fine;
}

/* The folders in front of the file. */
static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        bool made;

        *slash = '\0';
        made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made)
            return false;
    }
    return true;
}

/* As a whole or not at all: a run may begin at any time. */
static bool write_file(char *path, const char *text)
{
    char *draft = NULL;
    size_t length = strlen(text);
    int descriptor = -1;
    bool written = false;

    if (asprintf(&draft, "%s.XXXXXX", path) < 0)
        return false;
    if (make_folders(path))
        descriptor = mkstemp(draft);
    if (descriptor >= 0) {
        written = write(descriptor, text, length) == (ssize_t)length;
        written = close(descriptor) == 0 && written && rename(draft, path) == 0;
        if (!written)
            unlink(draft);
    }
    free(draft);
    return written;
}

static struct cs_certificate_authority *make(char *path)
{
    struct cs_certificate_authority *authority = cs_certificate_authority_lasting();
    char *secret = authority == NULL ? NULL : cs_certificate_authority_secret(authority);

    if (secret != NULL && write_file(path, secret)) {
        free(secret);
        return authority;
    }
    complain(path, strerror(errno));
    free(secret);
    cs_certificate_authority_free(authority);
    return NULL;
}

bool cs_authority_print(void)
{
    char *path = path_of();
    char *kept = NULL;
    char *pem = NULL;
    struct cs_certificate_authority *authority = NULL;
    bool printed;

    if (path == NULL)
        return complain("--print-ca", "there is no place to keep it: neither $XDG_STATE_HOME nor $HOME is set");
    if (read_file(path, &kept)) {
        authority = kept == NULL ? NULL : cs_certificate_authority_read(kept);
        authority = authority != NULL ? authority : make(path);
    }
    if (authority != NULL)
        pem = cs_certificate_authority_pem(authority);
    printed = pem != NULL && fputs(pem, stdout) >= 0;
    cs_certificate_authority_free(authority);
    free(kept);
    free(path);
    free(pem);
    return printed;
}
