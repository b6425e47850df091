/* Dialogues with an origin: CONNECT in all forms, beside clients that want a page. */
#include <stdio.h>
#include <string.h>

#include "fuzz/live/grammar.h"
#include "fuzz/live/text.h"

#define PAGE "GET / HTTP/1.1\r\nHost: " CS_MADE_UP_TARGET "\r\n\r\n"

static const struct cs_dialect dialect = {CS_LIVE_ORIGIN_TARGETS, CS_LIVE_ORIGIN_HOSTS, CS_LIVE_ORIGIN_BEHIND,
                                          "Host: " CS_MADE_UP_TARGET, true};

static struct cs_row *add(struct cs_dialogue *dialogue, unsigned client, const char *bytes, size_t length)
{
    return cs_dialogue_add(dialogue, false, client, CS_ROW_SEND, bytes, length);
}

static const struct cs_word *any(struct cs_random *random, enum cs_live_words group)
{
    size_t count;
    const struct cs_word *words = cs_live_words(group, &count);

    return &words[cs_random_below(random, count)];
}

/* Content that is announced and stands behind the head: it is no request, whatever it looks like. */
static size_t put_content(struct cs_random *random, char *out)
{
    const struct cs_word *content = any(random, CS_LIVE_CONTENTS);
    int used = snprintf(
        out, CS_ROW_BYTES_MAX, "CONNECT %s HTTP/1.1\r\nHost: " CS_MADE_UP_TARGET "\r\nContent-Length: %zu\r\n\r\n",
        cs_random_once(random, 2) ? CS_MADE_UP_TARGET : CS_MADE_UP_HOST ":" CS_MADE_UP_PORT, content->length);

    memcpy(out + used, content->text, content->length);
    return (size_t)used + content->length;
}

static size_t put_head(struct cs_random *random, char *out)
{
    return cs_random_once(random, 8) ? put_content(random, out) : cs_grammar_head(random, &dialect, out);
}

struct cs_dialogue *cs_grammar_make_for_origin(struct cs_random *random)
{
    struct cs_dialogue *dialogue = cs_dialogue_new();
    char bytes[CS_ROW_BYTES_MAX];
    size_t length = put_head(random, bytes);
    unsigned client = 1;
    bool among_pages = cs_random_once(random, 3);
    struct cs_row *row;

    if (dialogue == NULL)
        return NULL;
    if (among_pages)
        (void)add(dialogue, client++, PAGE, strlen(PAGE));
    row = add(dialogue, client++, bytes, length);
    if (cs_random_once(random, 10))
        cs_grammar_cut(random, row);
    if (cs_random_once(random, 10)) /* once more, cut up */
        cs_grammar_cut(random, add(dialogue, client++, bytes, length));
    if (among_pages)
        (void)add(dialogue, client, PAGE, strlen(PAGE));
    if (cs_dialogue_tidy(dialogue))
        return dialogue;
    cs_dialogue_free(dialogue);
    return NULL;
}
