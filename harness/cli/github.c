#include "harness/cli/github.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "harness/plan/credentials.h"
#include "reports/annotations.h"
#include "reports/documents.h"
#include "reports/file.h"
#include "reports/text.h"

bool cs_github_here(void)
{
    const char *value = getenv("GITHUB_ACTIONS");

    return value != NULL && strcmp(value, "true") == 0;
}

void cs_github_mask(FILE *out, const struct cs_policy *policy)
{
    char *token = policy->password[0] == '\0' ? NULL : cs_basic_token(policy);

    if (token == NULL)
        return;
    cs_annotations_mask(out, policy->password);
    cs_annotations_mask(out, token);
    free(token);
}

void cs_github_quote_summary(FILE *out, const struct cs_result *result, const struct cs_text_look *look)
{
    uint64_t secret[2];
    char token[33];

    if (getrandom(secret, sizeof(secret), 0) != sizeof(secret)) {
        fputs("connectspec: no random numbers, therefore no summary\n", stderr);
        return;
    }
    (void)snprintf(token, sizeof(token), "%016llx%016llx", (unsigned long long)secret[0],
                   (unsigned long long)secret[1]);
    cs_annotations_pause(out, token, false);
    cs_text_summary(out, result, look);
    cs_annotations_pause(out, token, true);
}

static void append_summary(const char *path, const struct cs_result *result)
{
    char error[CS_FILE_ERROR_MAX] = "out of memory";
    struct stat there;
    size_t used = stat(path, &there) == 0 ? (size_t)there.st_size : 0;
    size_t room = used < CS_GITHUB_SUMMARY_MAX ? CS_GITHUB_SUMMARY_MAX - used : 0;
    size_t length = 0;
    char *text = cs_markdown_limited(&result, 1, room, &length);
    bool fine = text != NULL;

    if (fine && length > room) {
        (void)snprintf(error, sizeof(error), "no room is left in the step's summary");
        fine = false;
    }
    fine = fine && cs_file_append(path, text, length, error);
    free(text);
    if (!fine)
        fprintf(stderr, "connectspec: %s\n", error);
}

void cs_github_report(FILE *out, const struct cs_result *result)
{
    const char *path = getenv("GITHUB_STEP_SUMMARY");

    cs_annotations_write(out, result);
    if (path != NULL && path[0] != '\0')
        append_summary(path, result);
}
