#include "harness/scenario/case_trial.h"

#include <stdlib.h>
#include <string.h>

#define BINDING_MAX ((size_t)1 << 20)

struct cs_trial {
    const struct cs_case *item;
    struct text {
        char *bytes;
        size_t length;
    } * *texts; /* of each value, of each name that it binds */
};

struct lookup {
    const struct cs_trial *trial;
    int value;
};

static const char *made_up(const char *name)
{
    static const struct {
        const char *name;
        const char *value;
    } table[] = {
        {"host", "127.77.255.254"},
        {"port", "18443"},
        {"authority", "127.77.255.254:18443"},
        {"denied-port", "18025"},
        {"other", "127.77.255.253"},
        {"closed", "127.77.255.252"},
        {"count", "00000001"},
        {"user", "user"},
        {"password", "password"},
        {"credentials", "Proxy-Authorization: Basic dXNlcjpwYXNzd29yZA==\r\n"},
        {"basic", "dXNlcjpwYXNzd29yZA=="},
        {"id", "topic/case"},
        {"nonce", "0123456789abcdef"},
        {"name", "ip-127-77-255-254.connectspec.test"},
        {"late-name", "ip-127-77-255-252.ip-127-77-255-254.connectspec.test"},
        {"turning-name", "turn-0123456789abcdef.ip-127-77-255-254.ip-127-78-255-254.connectspec.test"},
        {"proxy", "127.0.0.1:65535"},
        {"returning-name", "turn-0123456789abcdef.ip-127-78-255-254.ip-127-77-255-254.connectspec.test"},
        {"host6", "fd77::fffe"},
        {"denied-number", "2135883774"},
        {"denied-hex", "0x7f.0x4e.0xff.0xfe"},
        {"denied-octal", "0177.0116.0377.0376"},
        {"denied-words", "7f4e:fffe"},
        {"host-number", "2135818238"},
        {"wrapped-port", "47093"},
        {"silent-name", "c0123456789abcdef.silent.connectspec.test"},
        {"deaf", "127.77.255.251"},
        {"denied-host", "127.78.255.254"},
        {"denied-name", "ip-127-78-255-254.connectspec.test"},
        {"digest", "Digest username=\"user\", realm=\"r\", nonce=\"n\""},
        {"digest-md5", "Digest username=\"user\", realm=\"r\", nonce=\"n\""},
        {"digest-md5-sess", "Digest username=\"user\", realm=\"r\", nonce=\"n\""},
        {"digest-sha256", "Digest username=\"user\", realm=\"r\", nonce=\"n\""},
        {"digest-sha256-sess", "Digest username=\"user\", realm=\"r\", nonce=\"n\""},
        {"digest-sha512", "Digest username=\"user\", realm=\"r\", nonce=\"n\""},
        {"digest-sha512-sess", "Digest username=\"user\", realm=\"r\", nonce=\"n\""},
        {"digest-userhash", "Digest username=\"user\", realm=\"r\", nonce=\"n\""},
        {"digest-auth-int", "Digest username=\"user\", realm=\"r\", nonce=\"n\""},
        {"digest-algorithm", "SHA-256"},
        {"digest-realm", "r"},
        {"digest-nonce", "n"},
        {"digest-secret", "0123456789abcdef"},
        {"digest-start", "Digest username=\"user\", realm=\"r\", nonce=\"n\""},
    };

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (strcmp(table[i].name, name) == 0)
            return table[i].value;
    return NULL;
}

static bool look_up(void *context, const char *name, const char **value, size_t *length)
{
    const struct lookup *lookup = context;
    const struct cs_trial *trial = lookup->trial;

    *value = made_up(name);
    if (*value != NULL) {
        *length = strlen(*value);
        return true;
    }
    for (size_t i = 0; lookup->value >= 0 && i < trial->item->values[lookup->value].binding_count; i++) {
        if (strcmp(trial->item->values[lookup->value].names[i], name) != 0)
            continue;
        *value = trial->texts[lookup->value][i].bytes;
        *length = trial->texts[lookup->value][i].length;
        return true;
    }
    return false;
}

bool cs_trial_expand(const struct cs_trial *trial, int value, const struct cs_template *item, struct cs_bytes *out,
                     char error[CS_TEMPLATE_ERROR_MAX])
{
    struct lookup lookup = {trial, value};
    struct cs_environment environment = {look_up, &lookup};

    return cs_template_expand(item, &environment, out, error);
}

static bool fill_value(struct cs_case_loader *loader, size_t index)
{
    const struct cs_value *value = &loader->item->values[index];
    struct cs_trial *trial = loader->trial;
    char error[CS_TEMPLATE_ERROR_MAX];
    struct cs_bytes bytes;

    trial->texts[index] = calloc(value->binding_count, sizeof(struct text));
    for (size_t i = 0; trial->texts[index] != NULL && i < value->binding_count; i++) {
        struct text *text = &trial->texts[index][i];

        if (cs_trial_expand(trial, -1, value->bindings[i], &bytes, error)) {
            text->bytes = cs_bytes_flatten(&bytes, BINDING_MAX, &text->length);
            cs_bytes_free(&bytes);
            loader->held_bytes += text->length;
        }
        if (text->bytes == NULL || loader->held_bytes > CS_CASE_HELD_MAX) {
            cs_diagnose(loader->diagnostics, loader->item->path, value->place, "`%s` of the value `%s`: %s",
                        value->names[i], value->label, error[0] != '\0' ? error : "too long");
            return false;
        }
    }
    return trial->texts[index] != NULL;
}

bool cs_trial_start(struct cs_case_loader *loader)
{
    const struct cs_case *item = loader->item;
    bool good = false;

    loader->trial = calloc(1, sizeof(*loader->trial));
    if (loader->trial == NULL)
        return false;
    loader->trial->item = item;
    loader->trial->texts = calloc(item->value_count + 1, sizeof(struct text *));
    good = loader->trial->texts != NULL;
    for (size_t i = 0; good && i < item->value_count; i++)
        good = fill_value(loader, i);
    return good;
}

void cs_trial_free(struct cs_trial *trial)
{
    if (trial == NULL)
        return;
    for (size_t i = 0; trial->texts != NULL && i < trial->item->value_count; i++) {
        for (size_t j = 0; trial->texts[i] != NULL && j < trial->item->values[i].binding_count; j++)
            free(trial->texts[i][j].bytes);
        free(trial->texts[i]);
    }
    free(trial->texts);
    free(trial);
}
