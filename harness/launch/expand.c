#include "harness/launch/expand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/hash.h"

#define NESTING_MAX 8

static const char md5_form[] = "md5 of ";

struct expansion {
    const struct cs_environment *environment;
    char *error;
    const char *failed_at; /* where in the text; NULL: all is well */
};

struct growing {
    char *text;
    size_t length;
};

static bool fail(struct expansion *expansion, const char *at, const char *message)
{
    snprintf(expansion->error, CS_TEMPLATE_ERROR_MAX, "%s", message);
    expansion->failed_at = at;
    return false;
}

static bool append(struct expansion *expansion, struct growing *out, const char *at, const char *text, size_t length)
{
    char *grown;

    if (length > CS_EXPAND_MAX - out->length)
        return fail(expansion, at, "this makes more than 1 MiB");
    grown = realloc(out->text, out->length + length + 1);
    if (grown == NULL)
        return fail(expansion, at, "no memory");
    memcpy(grown + out->length, text, length);
    out->text = grown;
    out->length += length;
    out->text[out->length] = '\0';
    return true;
}

/* The brace that closes the placeholder whose inside begins at |text|, or NULL. */
static const char *closing_brace(const char *text, const char *end)
{
    for (size_t depth = 1; text < end; text++) {
        if (text[0] == '$' && end - text > 1 && text[1] == '{')
            depth++;
        else if (text[0] == '}' && --depth == 0)
            return text;
    }
    return NULL;
}

static bool expand_part(struct expansion *expansion, const char *text, const char *end, unsigned depth,
                        struct growing *out);

static bool append_md5(struct expansion *expansion, const char *text, const char *end, unsigned depth,
                       struct growing *out)
{
    struct growing inner = {0};
    char hex[CS_HASH_HEX_MAX];
    bool done = append(expansion, &inner, text, "", 0) && expand_part(expansion, text, end, depth + 1, &inner);

    if (done && !cs_hash_hex("MD5", inner.text, inner.length, hex))
        done = fail(expansion, text, "this OpenSSL offers no MD5");
    done = done && append(expansion, out, text, hex, strlen(hex));
    free(inner.text);
    return done;
}

static bool append_variable(struct expansion *expansion, const char *text, const char *end, struct growing *out)
{
    char name[64];
    const char *value;
    size_t length = (size_t)(end - text);

    if (length == 0 || length >= sizeof(name))
        return fail(expansion, text, "a placeholder is ${name}");
    memcpy(name, text, length);
    name[length] = '\0';
    if (!expansion->environment->lookup(expansion->environment->context, name, &value, &length)) {
        snprintf(expansion->error, CS_TEMPLATE_ERROR_MAX, "there is no variable '%s'", name);
        expansion->failed_at = text;
        return false;
    }
    return append(expansion, out, text, value, length);
}

static bool append_placeholder(struct expansion *expansion, const char *text, const char *end, unsigned depth,
                               struct growing *out)
{
    size_t form = sizeof(md5_form) - 1;

    if ((size_t)(end - text) < form || strncmp(text, md5_form, form) != 0)
        return append_variable(expansion, text, end, out);
    if (depth >= NESTING_MAX)
        return fail(expansion, text, "placeholders are nested too deep");
    return append_md5(expansion, text + form, end, depth, out);
}

static bool expand_part(struct expansion *expansion, const char *text, const char *end, unsigned depth,
                        struct growing *out)
{
    while (text < end) {
        const char *dollar = memchr(text, '$', (size_t)(end - text));
        const char *stop = dollar == NULL ? end : dollar;
        size_t left = (size_t)(end - stop);

        if (stop > text && !append(expansion, out, text, text, (size_t)(stop - text)))
            return false;
        text = stop;
        if (left >= 3 && strncmp(text, "$${", 3) == 0) {
            if (!append(expansion, out, text, "${", 2))
                return false;
            text += 3;
        } else if (left >= 2 && text[1] == '{') {
            const char *brace = closing_brace(text + 2, end);

            if (brace == NULL)
                return fail(expansion, text, "this placeholder is never closed");
            if (!append_placeholder(expansion, text + 2, brace, depth, out))
                return false;
            text = brace + 1;
        } else if (left > 0) {
            if (!append(expansion, out, text, "$", 1))
                return false;
            text++;
        }
    }
    return true;
}

char *cs_expand(const char *text, const struct cs_environment *environment, char error[CS_TEMPLATE_ERROR_MAX],
                size_t *offset)
{
    struct expansion expansion = {.environment = environment, .error = error};
    struct growing out = {0};

    if (append(&expansion, &out, text, "", 0) && expand_part(&expansion, text, text + strlen(text), 0, &out))
        return out.text;
    *offset = (size_t)(expansion.failed_at - text);
    free(out.text);
    return NULL;
}
