#include "harness/cli/send_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/live/text.h"
#include "harness/scenario/variable_list.h"

struct variable {
    const char *name;
    const char *need;
    const char *listener;
};

static const struct variable variables[] = {
#define VARIABLE(name, sample, need, listener, why) {name, need, listener},
    CS_VARIABLE_LIST(VARIABLE)
#undef VARIABLE
};

/* The variable whose `${name}` begins at |at|; NULL: it is bytes like others. */
static const struct variable *variable_at(const char *at, size_t length)
{
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        size_t size = strlen(variables[i].name);

        if (length >= size + 3 && memcmp(at, "${", 2) == 0 && memcmp(at + 2, variables[i].name, size) == 0 &&
            at[size + 2] == '}')
            return &variables[i];
    }
    return NULL;
}

/* A list without the same word twice. */
struct words {
    size_t count;
    const char *of[8];
};

static void add_word(struct words *words, const char *word)
{
    for (size_t i = 0; word != NULL && i < words->count; i++)
        if (strcmp(words->of[i], word) == 0)
            return;
    if (word != NULL && words->count < sizeof(words->of) / sizeof(words->of[0]))
        words->of[words->count++] = word;
}

static void write_words(FILE *out, const char *key, const struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        fprintf(out, "%s%s%s", i == 0 ? key : ", ", i == 0 ? ": [" : "", words->of[i]);
    fputs(words->count > 0 ? "]\n" : "", out);
}

static void write_message(FILE *out, const char *message, size_t length, bool exact)
{
    for (size_t at = 0; at < length;) {
        const struct variable *found = exact ? NULL : variable_at(message + at, length - at);

        if (found != NULL)
            fprintf(out, "${%s}", found->name);
        else
            cs_case_write_byte(out, (unsigned char)message[at]);
        at += found != NULL ? strlen(found->name) + 3 : 1;
    }
}

char *cs_send_case(const char *message, size_t length, bool exact, const char *role)
{
    struct words needs = {0}, listeners = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    for (size_t at = 0; at < length && !exact; at++) {
        const struct variable *found = variable_at(message + at, length - at);

        add_word(&needs, found == NULL ? NULL : found->need);
        add_word(&listeners, found == NULL ? NULL : strcmp(found->name, "other") == 0 ? "other" : found->listener);
    }
    fprintf(out,
            "id: message\ntitle: A message of the user's own\nrole: %s\nlevel: may\nrequirements: [CN-RLINE-002]\n",
            role);
    write_words(out, "needs", &needs);
    write_words(out, "listen", &listeners);
    fputs("steps:\n  - client: {send: '", out);
    write_message(out, message, length, exact);
    fputs("', await: answer}\naccept:\n  - client.end: [fin, reset, open]\n", out);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}
