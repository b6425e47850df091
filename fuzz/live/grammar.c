#include "fuzz/live/grammar.h"

#include <string.h>

#include "fuzz/live/text.h"

#define TUNNELS_MAX 4

struct head {
    struct cs_random *random;
    const struct cs_dialect *dialect;
    char *out;
    size_t length;
    unsigned oddities; /* how many slots may still get another word than the strict one */
    unsigned slots;    /* ... among how many */
};

static void put(struct head *head, const char *bytes, size_t length)
{
    size_t room = CS_ROW_BYTES_MAX - head->length;

    length = length < room ? length : room;
    memcpy(head->out + head->length, bytes, length);
    head->length += length;
}

/* Whether this slot is one of the odd ones. */
static bool is_odd(struct head *head)
{
    bool odd = head->slots > 0 && cs_random_below(head->random, head->slots) < head->oddities;

    head->slots -= head->slots > 0;
    head->oddities -= odd;
    return odd;
}

/* The first word of the group, or in an odd slot any of them. */
static const struct cs_word *pick(struct head *head, enum cs_live_words group)
{
    size_t count;
    const struct cs_word *words = cs_live_words(group, &count);

    return &words[is_odd(head) ? cs_random_below(head->random, count) : 0];
}

static const struct cs_word *any(struct cs_random *random, enum cs_live_words group)
{
    size_t count;
    const struct cs_word *words = cs_live_words(group, &count);

    return &words[cs_random_below(random, count)];
}

static void put_word(struct head *head, const struct cs_word *word)
{
    put(head, word->text, word->length);
}

static void put_text(struct head *head, const char *text)
{
    put(head, text, strlen(text));
}

/* The Host line that belongs to the target, or an odd one. */
static void put_host(struct head *head, const struct cs_word *target)
{
    bool odd = is_odd(head);

    if (odd) {
        put_word(head, any(head->random, head->dialect->hosts));
    } else if (cs_random_once(head->random, 3)) {
        put_text(head, head->dialect->host);
    } else {
        put_text(head, "Host: ");
        put_word(head, target);
    }
}

static void put_line_end(struct head *head)
{
    put_word(head, pick(head, CS_LIVE_ENDS));
}

static void put_field(struct head *head)
{
    if (!is_odd(head))
        return;
    put_word(head, any(head->random, CS_LIVE_FIELDS));
    put_text(head, "\r\n");
}

/* Long things, now and then. */
static void put_padding(struct head *head)
{
    static const size_t sizes[] = {200, 255, 256, 1000, 4000};
    size_t size = sizes[cs_random_below(head->random, sizeof(sizes) / sizeof(sizes[0]))];

    if (!cs_random_once(head->random, 40))
        return;
    put_text(head, "X-Long: ");
    for (size_t i = 0; i < size; i++)
        put(head, "a", 1);
    put_text(head, "\r\n");
}

static void put_request_line(struct head *head, const struct cs_word *target)
{
    put_word(head, pick(head, CS_LIVE_METHODS));
    put_word(head, pick(head, CS_LIVE_BLANKS));
    put_word(head, target);
    put_word(head, pick(head, CS_LIVE_BLANKS));
    if (head->dialect->old_too && cs_random_once(head->random, 6))
        put_text(head, "HTTP/1.0");
    else
        put_word(head, pick(head, CS_LIVE_VERSIONS));
    put_line_end(head);
}

size_t cs_grammar_head(struct cs_random *random, const struct cs_dialect *dialect, char *out)
{
    struct head head = {.random = random, .dialect = dialect, .out = out, .slots = 12};
    const struct cs_word *target;
    size_t count;

    head.oddities = (unsigned)(cs_random_below(random, 8) + 4) / 4; /* mostly one */
    target = cs_random_once(random, 2) ? cs_live_words(dialect->targets, &count) : any(random, dialect->targets);
    if (cs_random_once(random, 60))
        put_text(&head, cs_random_once(random, 2) ? "\r\n" : "\n");
    put_request_line(&head, target);
    put_field(&head);
    put_host(&head, target);
    put_line_end(&head);
    put_field(&head);
    put_padding(&head);
    put_word(&head, pick(&head, CS_LIVE_CREDENTIALS));
    put_field(&head);
    put_line_end(&head);
    if (cs_random_once(random, 3))
        put_word(&head, any(random, dialect->behind));
    return head.length;
}

void cs_grammar_cut(struct cs_random *random, struct cs_row *row)
{
    if (row != NULL && cs_random_once(random, 8))
        row->dribble = true;
    for (size_t i = 1 + cs_random_below(random, 3); row != NULL && i > 0; i--)
        (void)cs_row_cut(row, 1 + cs_random_below(random, row->length));
}

static size_t plain_head(char *out)
{
    struct head head = {.out = out};

    put_text(&head, "CONNECT " CS_MADE_UP_HOST ":" CS_MADE_UP_PORT " HTTP/1.1\r\nHost: " CS_MADE_UP_HOST
                    ":" CS_MADE_UP_PORT "\r\n" CS_MADE_UP_CREDENTIALS "\r\n");
    return head.length;
}

/* Something that one end says. */
static void add_speech(struct cs_random *random, struct cs_dialogue *dialogue, bool origin, unsigned number)
{
    static const size_t sizes[] = {1, 100, 1448, 4096, 16384, 65536, 131072};
    const struct cs_word *word = any(random, CS_LIVE_INNER);
    struct cs_row *row = cs_dialogue_add(dialogue, origin, number, CS_ROW_SEND, word->text, word->length);

    if (row != NULL && cs_random_once(random, 3))
        row->noise = sizes[cs_random_below(random, sizeof(sizes) / sizeof(sizes[0]))];
    else if (cs_random_once(random, 6))
        cs_grammar_cut(random, row);
}

static void add_end(struct cs_random *random, struct cs_dialogue *dialogue, bool origin, unsigned number)
{
    static const enum cs_row_verb verbs[] = {CS_ROW_FINISH, CS_ROW_CLOSE, CS_ROW_CLOSE, CS_ROW_RESET};

    (void)cs_dialogue_add(dialogue, origin, number, verbs[cs_random_below(random, 4)], "", 0);
}

/* Tunnels that stand at once, and what goes through them. */
static void make_traffic(struct cs_random *random, struct cs_dialogue *dialogue)
{
    unsigned tunnels = 1 + (unsigned)cs_random_below(random, TUNNELS_MAX);
    char bytes[CS_ROW_BYTES_MAX];

    for (unsigned i = 1; i <= tunnels; i++)
        (void)cs_dialogue_add(dialogue, false, i, CS_ROW_SEND, bytes, plain_head(bytes));
    for (size_t rows = 1 + cs_random_below(random, 8); rows > 0; rows--)
        add_speech(random, dialogue, cs_random_once(random, 2), 1 + (unsigned)cs_random_below(random, tunnels));
    for (size_t ends = cs_random_below(random, 3); ends > 0; ends--)
        add_end(random, dialogue, cs_random_once(random, 2), 1 + (unsigned)cs_random_below(random, tunnels));
}

/* The same request twice, the second time cut up. */
static void make_twins(struct cs_random *random, struct cs_dialogue *dialogue, const char *bytes, size_t length)
{
    (void)cs_dialogue_add(dialogue, false, 1, CS_ROW_SEND, bytes, length);
    cs_grammar_cut(random, cs_dialogue_add(dialogue, false, 2, CS_ROW_SEND, bytes, length));
}

static void make_one(struct cs_random *random, struct cs_dialogue *dialogue, const char *bytes, size_t length)
{
    struct cs_row *row = cs_dialogue_add(dialogue, false, 1, CS_ROW_SEND, bytes, length);

    if (cs_random_once(random, 10))
        cs_grammar_cut(random, row);
    if (!cs_random_once(random, 3))
        return;
    add_speech(random, dialogue, false, 1);
    add_speech(random, dialogue, true, 1);
}

struct cs_dialogue *cs_grammar_make(struct cs_random *random)
{
    static const struct cs_dialect dialect = {CS_LIVE_TARGETS, CS_LIVE_HOSTS, CS_LIVE_BEHIND,
                                              "Host: " CS_MADE_UP_HOST ":" CS_MADE_UP_PORT, false};
    struct cs_dialogue *dialogue = cs_dialogue_new();
    char bytes[CS_ROW_BYTES_MAX];
    size_t kind = cs_random_below(random, 10);
    size_t length = cs_random_once(random, 6) ? plain_head(bytes) : cs_grammar_head(random, &dialect, bytes);

    if (dialogue == NULL)
        return NULL;
    if (kind == 0)
        make_traffic(random, dialogue);
    else if (kind == 1)
        make_twins(random, dialogue, bytes, length);
    else
        make_one(random, dialogue, bytes, length);
    if (cs_dialogue_tidy(dialogue))
        return dialogue;
    cs_dialogue_free(dialogue);
    return NULL;
}
