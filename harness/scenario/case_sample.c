#include "harness/scenario/case_sample.h"

#include <stdlib.h>
#include <string.h>

#include "harness/scenario/variable_list.h"

#define BINDING_MAX ((size_t)1 << 20)

struct cs_case_sample {
    const struct cs_case *item;
    struct text {
        char *bytes;
        size_t length;
    } * *texts; /* of each value, of each name that it binds */
};

struct lookup {
    const struct cs_case_sample *sample;
    int value;
};

static const char *made_up(const char *name)
{
    static const struct {
        const char *name;
        const char *value;
    } table[] = {
#define VARIABLE_SAMPLE(name, sample, need, listener, why) {name, sample},
        CS_VARIABLE_LIST(VARIABLE_SAMPLE)
#undef VARIABLE_SAMPLE
    };

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (strcmp(table[i].name, name) == 0)
            return table[i].value;
    return NULL;
}

static bool look_up(void *context, const char *name, const char **value, size_t *length)
{
    const struct lookup *lookup = context;
    const struct cs_case_sample *sample = lookup->sample;

    *value = made_up(name);
    if (*value != NULL) {
        *length = strlen(*value);
        return true;
    }
    for (size_t i = 0; lookup->value >= 0 && i < sample->item->values[lookup->value].binding_count; i++) {
        if (strcmp(sample->item->values[lookup->value].names[i], name) != 0)
            continue;
        *value = sample->texts[lookup->value][i].bytes;
        *length = sample->texts[lookup->value][i].length;
        return true;
    }
    return false;
}

bool cs_case_sample_expand(const struct cs_case_sample *sample, int value, const struct cs_template *item,
                           struct cs_bytes *out, char error[CS_TEMPLATE_ERROR_MAX])
{
    struct lookup lookup = {sample, value};
    struct cs_environment environment = {look_up, &lookup};

    return cs_template_expand(item, &environment, out, error);
}

static bool fill_value(struct cs_case_loader *loader, size_t index)
{
    const struct cs_value *value = &loader->item->values[index];
    struct cs_case_sample *sample = loader->sample;
    char error[CS_TEMPLATE_ERROR_MAX];
    struct cs_bytes bytes;

    sample->texts[index] = calloc(value->binding_count, sizeof(struct text));
    for (size_t i = 0; sample->texts[index] != NULL && i < value->binding_count; i++) {
        struct text *text = &sample->texts[index][i];
        bool fits = true;

        if (cs_case_sample_expand(sample, -1, value->bindings[i], &bytes, error)) {
            fits = bytes.total <= BINDING_MAX;
            text->bytes = cs_bytes_flatten(&bytes, BINDING_MAX, &text->length);
            cs_bytes_free(&bytes);
            loader->held_bytes += text->length;
        }
        if (text->bytes == NULL || loader->held_bytes > CS_CASE_HELD_MAX) {
            cs_diagnose(loader->diagnostics, loader->item->path, value->place, "`%s` of the value `%s`: %s",
                        value->names[i], value->label,
                        error[0] != '\0'              ? error
                        : text->bytes == NULL && fits ? "out of memory"
                                                      : "too long");
            return false;
        }
    }
    return sample->texts[index] != NULL;
}

bool cs_case_sample_start(struct cs_case_loader *loader)
{
    const struct cs_case *item = loader->item;
    bool good = false;

    loader->sample = calloc(1, sizeof(*loader->sample));
    if (loader->sample == NULL)
        return false;
    loader->sample->item = item;
    loader->sample->texts = calloc(item->value_count + 1, sizeof(struct text *));
    good = loader->sample->texts != NULL;
    for (size_t i = 0; good && i < item->value_count; i++)
        good = fill_value(loader, i);
    return good;
}

void cs_case_sample_free(struct cs_case_sample *sample)
{
    if (sample == NULL)
        return;
    for (size_t i = 0; sample->texts != NULL && i < sample->item->value_count; i++) {
        for (size_t j = 0; sample->texts[i] != NULL && j < sample->item->values[i].binding_count; j++)
            free(sample->texts[i][j].bytes);
        free(sample->texts[i]);
    }
    free(sample->texts);
    free(sample);
}
