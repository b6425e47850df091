#include "harness/cli/published.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/home.h"
#include "harness/cli/wrap.h"
#include "reports/result_json.h"

struct cs_published {
    size_t count;
    struct cs_result **results;
};

static int is_result(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > strlen(".json") && strcmp(entry->d_name + length - strlen(".json"), ".json") == 0;
}

static void add(struct cs_published *published, const char *folder, const char *name)
{
    struct cs_result **larger = realloc(published->results, (published->count + 1) * sizeof(struct cs_result *));
    struct cs_result *result = NULL;
    char error[CS_FILE_ERROR_MAX];
    char *path = NULL;

    if (larger != NULL)
        published->results = larger;
    if (larger != NULL && asprintf(&path, "%s/%s", folder, name) >= 0) {
        result = cs_result_load(path, error);
        free(path);
    }
    if (result != NULL)
        larger[published->count++] = result;
}

struct cs_published *cs_published_load(void)
{
    struct cs_published *published = calloc(1, sizeof(*published));
    char *folder = cs_home_published();
    struct dirent **entries = NULL;
    int count = published == NULL || folder == NULL ? 0 : scandir(folder, &entries, is_result, alphasort);

    for (int i = 0; i < count; i++) {
        add(published, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    free(folder);
    return published;
}

void cs_published_free(struct cs_published *published)
{
    for (size_t i = 0; published != NULL && i < published->count; i++)
        cs_result_free(published->results[i]);
    if (published != NULL)
        free(published->results);
    free(published);
}

static bool is_about(const struct cs_case_result *item, const char *name)
{
    size_t length = strlen(name);

    for (size_t i = 0; i < item->requirement_count; i++)
        if (strcmp(item->requirements[i], name) == 0)
            return true;
    return strncmp(item->id, name, length) == 0 && (item->id[length] == '\0' || item->id[length] == '@');
}

/* "Squid 5.7: fails a/b@c, d/e; warns f/g"; the caller frees it.  NULL when it does neither, or without memory. */
static char *deviations(const struct cs_result *result, const char *name)
{
    static const struct {
        enum cs_verdict_kind kind;
        const char *verb;
    } kinds[] = {{CS_FAIL, "fails"}, {CS_WARN, "warns on"}};
    char *text = NULL;
    size_t length = 0, found = 0;
    FILE *stream = open_memstream(&text, &length);

    if (stream == NULL)
        return NULL;
    fprintf(stream, "%s %s", result->target, result->version);
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
        size_t of_kind = 0;

        for (size_t i = 0; i < result->count; i++) {
            if (result->cases[i].verdict.kind != kinds[k].kind || !is_about(&result->cases[i], name))
                continue;
            fprintf(stream, "%s%s%s",
                    of_kind > 0 ? ", "
                    : found > 0 ? "; "
                                : " ",
                    of_kind > 0 ? "" : kinds[k].verb, of_kind > 0 ? "" : " ");
            fputs(result->cases[i].id, stream);
            of_kind++;
            found++;
        }
    }
    if (fclose(stream) == 0 && found > 0)
        return text;
    free(text);
    return NULL;
}

void cs_published_print(const struct cs_published *published, const char *name)
{
    bool any = false;

    for (size_t i = 0; published != NULL && i < published->count; i++) {
        char *text = deviations(published->results[i], name);

        if (text == NULL)
            continue;
        if (!any)
            puts("\nPublished results");
        any = true;
        cs_print_wrapped("  - ", 4, text);
        free(text);
    }
}
