#include "harness/launch/launch_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/launch/expand.h"
#include "harness/launch/profile_check.h"
#include "reports/escape.h"

#define TAIL_BYTES 2048
#define TAIL_LINES 8
#define LOG_NAME   "connectspec.log"

struct writing {
    struct cs_launch *launch;
    const struct cs_choice *choice;
    const struct cs_environment *environment;
    char **error;
};

static bool give(const struct cs_launch *launch, const char *path)
{
    return !launch->drop || chown(path, launch->uid, launch->gid) == 0;
}

/* In memory: a target that waits for a busy disk at each line, perhaps with a lock held (Tinyproxy does), would be slow for
 * no fault of its own.  The supervisor bounds how much it may write. */
static bool open_log(struct cs_launch *launch)
{
    launch->log = memfd_create(LOG_NAME, MFD_CLOEXEC);
    return launch->log >= 0 && fcntl(launch->log, F_SETFL, O_APPEND) == 0 &&
           (!launch->drop || fchown(launch->log, launch->uid, launch->gid) == 0);
}

bool cs_launch_make_directory(struct cs_launch *launch, const struct cs_choice *choice, char **error)
{
    const char *parent = getenv("TMPDIR");
    char *path = NULL;

    if (parent == NULL || parent[0] != '/' || access(parent, W_OK | X_OK) != 0)
        parent = "/tmp";
    if (asprintf(&path, "%s/connectspec-%s-XXXXXX", parent, choice->profile->name) < 0)
        return false;
    if (mkdtemp(path) == NULL) {
        *error = cs_launch_trouble("no private directory %s: %s", path, strerror(errno));
        free(path);
        return false;
    }
    launch->directory = path;
    if (give(launch, path) && open_log(launch))
        return true;
    *error = cs_launch_trouble("%s: %s", path, strerror(errno));
    return false;
}

/* The folders that |path|, below the private directory, needs. */
static bool make_folders(const struct cs_launch *launch, char *path)
{
    for (char *slash = strchr(path + strlen(launch->directory) + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        bool made;

        *slash = '\0';
        made = mkdir(path, 0700) == 0 ? give(launch, path) : errno == EEXIST;
        *slash = '/';
        if (!made)
            return false;
    }
    return true;
}

static bool write_text(const struct cs_launch *launch, const char *path, const char *text)
{
    size_t length = strlen(text);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool done;

    if (file < 0)
        return false;
    done =
        write(file, text, length) == (ssize_t)length && (!launch->drop || fchown(file, launch->uid, launch->gid) == 0);
    return close(file) == 0 && done;
}

/* |text| NULL: a folder. */
static bool make(const struct cs_launch *launch, const char *name, const char *text, char **error)
{
    char *path = NULL;
    bool done = asprintf(&path, "%s/%s%s", launch->directory, name, text == NULL ? "/" : "") >= 0 &&
                make_folders(launch, path) && (text == NULL || write_text(launch, path, text));

    if (!done)
        *error = cs_launch_trouble("%s: %s", name, strerror(errno));
    free(path);
    return done;
}

bool cs_launch_write_file(const struct cs_launch *launch, const char *name, const char *text, char **error)
{
    return make(launch, name, text, error);
}

static bool write_file(const struct cs_yaml_node *member, void *context)
{
    struct writing *writing = context;
    struct cs_diagnostics unread = {0};
    char why[CS_TEMPLATE_ERROR_MAX] = "not readable";
    size_t offset;
    char *text = cs_profile_template(writing->choice->profile, member->text, &unread);
    char *filled = text == NULL ? NULL : cs_expand(text, writing->environment, why, &offset);
    bool done = filled != NULL && make(writing->launch, member->key, filled, writing->error);

    if (filled == NULL)
        *writing->error = cs_launch_trouble("%s: %s", member->text, why);
    cs_diagnostics_free(&unread);
    free(filled);
    free(text);
    return done;
}

static bool make_directory(const struct cs_yaml_node *folder, void *context)
{
    struct writing *writing = context;

    return make(writing->launch, folder->text, NULL, writing->error);
}

bool cs_launch_write_files(struct cs_launch *launch, const struct cs_choice *choice,
                           const struct cs_environment *environment, char **error)
{
    struct writing writing = {.launch = launch, .choice = choice, .environment = environment, .error = error};

    return cs_choice_each(choice, "directories", make_directory, &writing) &&
           cs_choice_each(choice, "files", write_file, &writing);
}

bool cs_launch_write_certificates(const struct cs_launch *launch, const struct cs_launch_options *options, char **error)
{
    char *certificates = NULL, *key = NULL, *both = NULL;
    bool done = options->certify(options->certify_context, &certificates, &key);

    if (!done)
        *error = cs_launch_trouble("no certificate could be made");
    else if (asprintf(&both, "%s%s", key, certificates) < 0)
        both = NULL;
    done = done && both != NULL && make(launch, "certificate.pem", certificates, error) &&
           make(launch, "key.pem", key, error) && make(launch, "both.pem", both, error);
    free(certificates);
    free(key);
    free(both);
    return done;
}

static const char *last_lines(const char *text, const char *end)
{
    unsigned lines = 0;

    while (end > text && end[-1] == '\n')
        end--;
    for (; end > text; end--)
        if (end[-1] == '\n' && ++lines == TAIL_LINES)
            break;
    return end;
}

char *cs_launch_log_tail(const struct cs_launch *launch)
{
    char bytes[TAIL_BYTES];
    struct stat status;
    off_t from = fstat(launch->log, &status) == 0 && status.st_size > TAIL_BYTES ? status.st_size - TAIL_BYTES : 0;
    ssize_t length = pread(launch->log, bytes, sizeof(bytes), from);
    const char *end = bytes + (length > 0 ? length : 0);
    char *tail = NULL;
    size_t size;
    FILE *out = open_memstream(&tail, &size);

    if (out == NULL)
        return NULL;
    for (const char *line = last_lines(bytes, end); line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        size_t width = (size_t)((stop == NULL ? end : stop) - line);
        char *shown = cs_escape_limited(line, width, 300);

        if (shown != NULL && width > 0)
            fprintf(out, "\n  %s", shown);
        free(shown);
        line += width + 1;
    }
    fclose(out);
    return tail;
}
