#include "harness/cli/describe.h"

#include <stdlib.h>
#include <string.h>

#include "harness/cli/library.h"

static char **copy_words(char *const *words, size_t count)
{
    char **copy = calloc(count + 1, sizeof(*copy));

    for (size_t i = 0; copy != NULL && i < count; i++)
        copy[i] = strdup(words[i]);
    return copy;
}

static const char *highest_severity(const struct cs_case *source)
{
    const char *highest = "low";

    for (size_t i = 0; source->requirements != NULL && i < source->requirement_count; i++)
        if (cs_severity_rank(source->requirements[i]->severity) > cs_severity_rank(highest))
            highest = source->requirements[i]->severity;
    return highest;
}

void cs_describe(const struct cs_case *source, struct cs_case_result *item)
{
    const struct cs_requirement *first = source->requirements == NULL ? NULL : source->requirements[0];

    item->title = strdup(source->title);
    item->level = strdup(cs_case_level_name(source->level));
    item->requirement_count = source->requirement_count;
    item->requirements = copy_words(source->requirement_ids, source->requirement_count);
    item->tag_count = source->tag_count;
    item->tags = copy_words(source->tags, source->tag_count);
    item->danger = strdup(source->danger == NULL ? "" : source->danger);
    item->source = strdup(first == NULL ? "" : first->source);
    item->statement = strdup(first == NULL ? "" : first->statement);
    item->severity = strdup(highest_severity(source));
}

/* Frees what a reader has set in place of a description. */
static void forget(struct cs_case_result *item)
{
    char **const texts[] = {&item->title,  &item->level,     &item->danger,
                            &item->source, &item->statement, &item->severity};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        free(*texts[i]);
        *texts[i] = NULL;
    }
    free(item->requirements);
    free(item->tags);
    item->requirements = item->tags = NULL;
}

static void describe_case(const struct cs_suite *suite, struct cs_case_result *item)
{
    int value;
    const struct cs_case *source = cs_suite_find(suite, item->id, &value);

    if (source == NULL) {
        free(item->title);
        item->title = strdup(item->id);
        return;
    }
    forget(item);
    cs_describe(source, item);
}

static bool lacks_descriptions(const struct cs_result *result)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->cases[i].title[0] == '\0')
            return true;
    return false;
}

bool cs_describe_all(struct cs_result *const *results, size_t count)
{
    struct cs_library library = {.suite = NULL};
    bool needed = false;
    bool loaded;

    for (size_t i = 0; i < count; i++)
        needed = needed || lacks_descriptions(results[i]);
    if (!needed)
        return true;
    loaded = cs_library_load(NULL, &library);
    for (size_t i = 0; loaded && i < count; i++)
        for (size_t k = 0; k < results[i]->count; k++)
            if (results[i]->cases[k].title[0] == '\0')
                describe_case(library.suite, &results[i]->cases[k]);
    cs_library_free(&library);
    return loaded;
}
