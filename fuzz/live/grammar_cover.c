#include "fuzz/live/grammar_cover.h"

#include <string.h>

#include "fuzz/live/grammar.h"
#include "fuzz/live/text.h"

/* A head in parts: a group of words each, and the word that stands there usually. */
struct part {
    enum cs_live_words group;
    const char *usual;
};

#define HERE CS_MADE_UP_HOST ":" CS_MADE_UP_PORT

static const struct part parts[] = {
    {CS_LIVE_METHODS, "CONNECT"},   {CS_LIVE_BLANKS, " "},
    {CS_LIVE_TARGETS, HERE},        {CS_LIVE_BLANKS, " "},
    {CS_LIVE_VERSIONS, "HTTP/1.1"}, {CS_LIVE_ENDS, "\r\n"},
    {CS_LIVE_HOSTS, "Host: " HERE}, {CS_LIVE_ENDS, "\r\n"},
    {CS_LIVE_FIELDS, ""},           {CS_LIVE_CREDENTIALS, CS_MADE_UP_CREDENTIALS},
    {CS_LIVE_ENDS, "\r\n"},         {CS_LIVE_BEHIND, ""},
};

#define PARTS (sizeof(parts) / sizeof(parts[0]))

struct head {
    char bytes[CS_ROW_BYTES_MAX];
    size_t length;
};

static void put(struct head *head, const char *bytes, size_t length)
{
    size_t room = sizeof(head->bytes) - head->length;

    length = length < room ? length : room;
    memcpy(head->bytes + head->length, bytes, length);
    head->length += length;
}

static void put_text(struct head *head, const char *text)
{
    put(head, text, strlen(text));
}

/* The usual head, but for |word| in the place of part |odd|. */
static void put_head(struct head *head, size_t odd, const struct cs_word *word)
{
    for (size_t i = 0; i < PARTS; i++) {
        if (i == odd)
            put(head, word->text, word->length);
        else
            put_text(head, parts[i].usual);
        if (i == odd && parts[i].group == CS_LIVE_FIELDS)
            put_text(head, "\r\n");
    }
}

static void add_head(struct cs_dialogue *dialogue, unsigned client, const struct head *head)
{
    (void)cs_dialogue_add(dialogue, false, client, CS_ROW_SEND, head->bytes, head->length);
}

static void add_usual(struct cs_dialogue *dialogue, unsigned client)
{
    struct head head = {.length = 0};

    put_head(&head, PARTS, NULL);
    add_head(dialogue, client, &head);
}

static const struct cs_word *word_of(enum cs_live_words group, size_t which)
{
    size_t count;

    return &cs_live_words(group, &count)[which];
}

static size_t words_in(enum cs_live_words group)
{
    size_t count;

    (void)cs_live_words(group, &count);
    return count;
}

/* Each word in each of its places. */
static size_t count_heads(void)
{
    size_t count = 0;

    for (size_t i = 0; i < PARTS; i++)
        count += words_in(parts[i].group);
    return count;
}

static void make_head(struct cs_dialogue *dialogue, size_t which)
{
    struct head head = {.length = 0};

    for (size_t i = 0; i < PARTS; which -= words_in(parts[i++].group)) {
        if (which >= words_in(parts[i].group))
            continue;
        put_head(&head, i, word_of(parts[i].group, which));
        break;
    }
    add_head(dialogue, 1, &head);
}

/* Each target, which Host names too. */
static size_t count_targets(void)
{
    return words_in(CS_LIVE_TARGETS);
}

static void make_target(struct cs_dialogue *dialogue, size_t which)
{
    const struct cs_word *target = word_of(CS_LIVE_TARGETS, which);
    struct head head = {.length = 0};

    put_text(&head, "CONNECT ");
    put(&head, target->text, target->length);
    put_text(&head, " HTTP/1.1\r\nHost: ");
    put(&head, target->text, target->length);
    put_text(&head, "\r\n" CS_MADE_UP_CREDENTIALS "\r\n");
    add_head(dialogue, 1, &head);
}

/* What stands behind a CONNECT that is refused: by its port, and by its form. */
static size_t count_refused(void)
{
    return 2 * words_in(CS_LIVE_BEHIND);
}

static void make_refused(struct cs_dialogue *dialogue, size_t which)
{
    const struct cs_word *word = word_of(CS_LIVE_BEHIND, which / 2);
    const char *target = which % 2 == 0 ? CS_MADE_UP_HOST ":" CS_MADE_UP_DENIED_PORT : CS_MADE_UP_HOST ":0";
    struct head head = {.length = 0};

    put_text(&head, "CONNECT ");
    put_text(&head, target);
    put_text(&head, " HTTP/1.1\r\nHost: ");
    put_text(&head, target);
    put_text(&head, "\r\n" CS_MADE_UP_CREDENTIALS "\r\n");
    put(&head, word->text, word->length);
    add_head(dialogue, 1, &head);
}

/* Each thing said in a tunnel, by either end. */
static size_t count_speeches(void)
{
    return 2 * words_in(CS_LIVE_INNER);
}

static void make_speech(struct cs_dialogue *dialogue, size_t which)
{
    const struct cs_word *word = word_of(CS_LIVE_INNER, which / 2);

    add_usual(dialogue, 1);
    (void)cs_dialogue_add(dialogue, which % 2 == 0, 1, CS_ROW_SEND, word->text, word->length);
}

static void add_noise(struct cs_dialogue *dialogue, bool origin, unsigned number, size_t bytes)
{
    struct cs_row *row = cs_dialogue_add(dialogue, origin, number, CS_ROW_SEND, "x", 1);

    if (row != NULL)
        row->noise = bytes;
}

/* Much, up, down, and both; in one tunnel and in three at once. */
static const size_t sizes[] = {1, 1448, 4096, 4097, 16384, 65536, 131072, 262144};

static size_t count_bulks(void)
{
    return sizeof(sizes) / sizeof(sizes[0]) * 6;
}

static void make_bulk(struct cs_dialogue *dialogue, size_t which)
{
    size_t bytes = sizes[which / 6], ways = which % 3 + 1;
    unsigned tunnels = which % 6 >= 3 ? 3 : 1;

    for (unsigned i = 1; i <= tunnels; i++)
        add_usual(dialogue, i);
    for (unsigned i = 1; i <= tunnels; i++) {
        if ((ways & 1) != 0)
            add_noise(dialogue, false, i, bytes);
        if ((ways & 2) != 0)
            add_noise(dialogue, true, i, bytes);
    }
    add_noise(dialogue, false, 1, 100);
}

/* Each way in which either end can end, at once or behind what was said, with the other end going on. */
static size_t count_ends(void)
{
    return 3 * 2 * 4;
}

static void make_end(struct cs_dialogue *dialogue, size_t which)
{
    static const enum cs_row_verb verbs[] = {CS_ROW_FINISH, CS_ROW_CLOSE, CS_ROW_RESET};
    bool origin = which % 2 == 0, said = which % 4 >= 2, goes_on = which % 8 >= 4;

    add_usual(dialogue, 1);
    if (said) {
        add_noise(dialogue, false, 1, 20000);
        add_noise(dialogue, true, 1, 20000);
    }
    (void)cs_dialogue_add(dialogue, origin, 1, verbs[which / 8], "", 0);
    if (goes_on)
        add_noise(dialogue, !origin, 1, 5000);
}

/* The same request twice, the second one in pieces: byte by byte, and cut at many places; with bytes behind it. */
#define PLACES 40

static size_t count_cuts(void)
{
    return PLACES + 1;
}

static void make_cut(struct cs_dialogue *dialogue, size_t which)
{
    struct head head = {.length = 0};
    struct cs_row *row;

    put_head(&head, PARTS - 1, word_of(CS_LIVE_BEHIND, 0));
    add_head(dialogue, 1, &head);
    row = cs_dialogue_add(dialogue, false, 2, CS_ROW_SEND, head.bytes, head.length);
    if (row != NULL && which == PLACES)
        row->dribble = true;
    else if (row != NULL)
        (void)cs_row_cut(row, 1 + which * (head.length - 1) / PLACES);
}

/* A long run of letters in each place of a head. */
#define LINE   "CONNECT " HERE " HTTP/1.1\r\n"
#define HOST   "Host: " HERE "\r\n"
#define END    CS_MADE_UP_CREDENTIALS "\r\n"
#define DIGEST "Proxy-Authorization: Digest realm=\"" CS_MADE_UP_REALM "\", nonce=\"" CS_MADE_UP_NONCE "\""

static const struct {
    const char *before;
    const char *behind;
} places[] = {
    {"CONNECT", " " HERE " HTTP/1.1\r\n" HOST END},
    {"CONNECT ", "." HERE " HTTP/1.1\r\n" HOST END},
    {"CONNECT " CS_MADE_UP_HOST ".", ":" CS_MADE_UP_PORT " HTTP/1.1\r\n" HOST END},
    {"CONNECT " HERE, " HTTP/1.1\r\n" HOST END},
    {"CONNECT " HERE " HTTP/1.1", "\r\n" HOST END},
    {LINE "Host: ", "\r\n" END},
    {LINE HOST "X", ": y\r\n" END},
    {LINE HOST "X: ", "\r\n" END},
    {LINE HOST "X", "\r\n" END},
    {LINE HOST "Proxy-Authorization: ", "\r\n\r\n"},
    {LINE HOST "Proxy-Authorization: Basic ", "\r\n\r\n"},
    {LINE HOST "Proxy-Authorization: Digest username=\"", "\"\r\n\r\n"},
    {LINE HOST DIGEST ", cnonce=\"", "\"\r\n\r\n"},
    {LINE HOST END, ""},
};

static const size_t runs[] = {300, 1100, 5000};

#define RUNS (sizeof(runs) / sizeof(runs[0]))

static size_t count_longs(void)
{
    return sizeof(places) / sizeof(places[0]) * RUNS;
}

static void make_long(struct cs_dialogue *dialogue, size_t which)
{
    struct head head = {.length = 0};

    put_text(&head, places[which / RUNS].before);
    for (size_t i = 0; i < runs[which % RUNS]; i++)
        put_text(&head, "a");
    put_text(&head, places[which / RUNS].behind);
    add_head(dialogue, 1, &head);
}

static const struct {
    size_t (*count)(void);
    void (*make)(struct cs_dialogue *dialogue, size_t which);
} sections[] = {{count_heads, make_head},      {count_targets, make_target}, {count_refused, make_refused},
                {count_speeches, make_speech}, {count_bulks, make_bulk},     {count_ends, make_end},
                {count_cuts, make_cut},        {count_longs, make_long}};

#define SECTIONS (sizeof(sections) / sizeof(sections[0]))

size_t cs_grammar_cover_count(void)
{
    size_t count = 0;

    for (size_t i = 0; i < SECTIONS; i++)
        count += sections[i].count();
    return count;
}

struct cs_dialogue *cs_grammar_cover(size_t which)
{
    struct cs_dialogue *dialogue = cs_dialogue_new();

    for (size_t i = 0; dialogue != NULL && i < SECTIONS; which -= sections[i++].count()) {
        if (which >= sections[i].count())
            continue;
        sections[i].make(dialogue, which);
        break;
    }
    return dialogue;
}
