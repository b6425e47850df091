#include "reference/skim.h"

#include <stdio.h>
#include <string.h>

#include "reference/testing.h"

#define ROOM      700
#define LINES_MAX 256

/* Everything that a way of skimming finds in a section.  Lines that it stops at are passed by hand. */
struct walk {
    void (*skim)(const char *data, size_t start, size_t bound, struct cs_skim *out);
    size_t clean; /* well-formed lines */
    size_t dirty; /* others that have an LF */
    size_t end;   /* where the unfinished rest starts */
    size_t known; /* well-formed lines of interest */
    struct cs_skimmed_line lines[LINES_MAX];
};

static void note(struct walk *walk, const struct cs_skim *skim)
{
    walk->clean += skim->lines;
    for (size_t i = 0; i < skim->count && walk->known < LINES_MAX; i++)
        walk->lines[walk->known++] = skim->known[i];
}

/* The line at |skim->position| by itself, as the plain way sees it; false when it is unfinished. */
static bool pass_line(struct walk *walk, const char *data, size_t bound, struct cs_skim *skim)
{
    size_t start = skim->position;
    const char *lf = memchr(data + start, '\n', bound - start);

    if (lf == NULL)
        return false;
    cs_skim_plain(data, start, (size_t)(lf - data) + 1, skim);
    note(walk, skim);
    walk->dirty += skim->lines == 0;
    skim->position = (size_t)(lf - data) + 1;
    return true;
}

static void run(struct walk *walk, const char *data, size_t bound)
{
    struct cs_skim skim = {.position = 1};

    walk->clean = walk->dirty = walk->known = 0;
    do {
        walk->skim(data, skim.position, bound, &skim);
        note(walk, &skim);
    } while (skim.full || pass_line(walk, data, bound, &skim));
    walk->end = skim.position;
}

static bool same(const struct walk *left, const struct walk *right)
{
    if (left->clean != right->clean || left->dirty != right->dirty || left->end != right->end ||
        left->known != right->known)
        return false;
    for (size_t i = 0; i < left->known; i++)
        if (left->lines[i].start != right->lines[i].start || left->lines[i].colon != right->lines[i].colon ||
            left->lines[i].end != right->lines[i].end)
            return false;
    return true;
}

/* The ways that this processor knows. */
static size_t find_ways(struct walk *ways)
{
    size_t count = 0;

    ways[count++].skim = cs_skim_plain;
    ways[count++].skim = cs_skim;
#if defined(__x86_64__)
    if (cs_skim_has_avx2())
        ways[count++].skim = cs_skim_avx2;
    if (cs_skim_has_avx512())
        ways[count++].skim = cs_skim_avx512;
#endif
    return count;
}

static void expect_agreement(struct walk *ways, size_t count, const char *section, size_t length)
{
    char *data = cs_supervised_copy(section, length);

    for (size_t i = 0; i < count; i++)
        run(&ways[i], data, length);
    for (size_t i = 1; i < count; i++)
        if (!same(&ways[0], &ways[i])) {
            printf("\nway %zu differs from the plain one on:\n%.*s\n", i, (int)length, section);
            CU_FAIL("ways differ");
        }
    cs_supervised_free(data, length);
}

/* The same pseudo-random numbers in each run. */
static unsigned next_random(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

/* Appends one of many pieces, most of them whole lines; returns the new length. */
static size_t append_piece(char *section, size_t length, unsigned *state)
{
    static const char *const pieces[] = {
        "Host: a:1\r\n",
        "host:b\r\n",
        "Connection: close\r\n",
        "connectiox: y\r\n",
        "X-Field: some value\r\n",
        "A:\r\n",
        "Content-Length: 5\r\n",
        "proxy-authorization: Basic eA==\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Proxy-Authenticate: x\r\n",
        "Cookie: a=b\r\n",
        "Via: 1.1 p\r\n",
        "\r\n",
        "\n",
        "\r",
        ":",
        " ",
        "t: u\n",
        "H\r\nost: c\r\n",
        "Hos\x80: c\r\n",
        "B: \x7f\r\n",
        "C: \x01\r\n",
        "D : e\r\n",
        " f: g\r\n",
        "h: \xff\t i\r\n",
        "A-name-that-is-longer-than-a-block-of-sixty-four-bytes-so-that-it-carries: over\r\n",
        "Host: a-value-that-is-longer-than-a-block-of-sixty-four-bytes-so-that-its-line-carries-over:1\r\n"};
    const char *piece = pieces[next_random(state) % CS_COUNT(pieces)];
    size_t size = strlen(piece);

    if (next_random(state) % 3 != 0) { /* well-formed lines, so that there are long runs of them */
        piece = pieces[next_random(state) % 12];
        size = strlen(piece);
    }
    memcpy(section + length, piece, size);
    return length + size;
}

static void ways_agree(void)
{
    static struct walk ways[4];
    size_t count = find_ways(ways);
    unsigned state = 1;

    for (unsigned round = 0; round < 6000; round++) {
        char section[ROOM + 128] = "\n";
        size_t length = 1;
        size_t wanted = 2 + next_random(&state) % ROOM;
        while (length < wanted)
            length = append_piece(section, length, &state);
        if (round % 4 == 0)
            section[1 + next_random(&state) % (length - 1)] = (char)next_random(&state);
        expect_agreement(ways, count, section, wanted);
    }
}

/* One byte of every value at every place of a section of 150 bytes. */
static void every_byte_everywhere(void)
{
    static const char original[] =
        "\nX-One: some value\r\nHost: a:1\r\nX-Two: a longer value, with commas; and more\r\n"
        "Content-Length: 17\r\nX-Three-Four: b\r\nTransfer-Encoding: chunked\r\n\r\n";
    static struct walk ways[4];
    size_t count = find_ways(ways);

    for (size_t place = 1; place < sizeof(original) - 1; place++)
        for (int byte = 0; byte < 256; byte++) {
            char section[sizeof(original)];
            memcpy(section, original, sizeof(original));
            section[place] = (char)byte;
            expect_agreement(ways, count, section, sizeof(section) - 1);
        }
}

static void what_is_known(void)
{
    static const char section[] = "\nhost: a\r\nHOSTS: b\r\nX: y\r\nConnection:\r\n\r\n";
    struct cs_skim skim;

    cs_skim(section, 1, sizeof(section) - 1, &skim);
    CU_ASSERT(skim.count == 2 && !skim.full && skim.lines == 4);
    CU_ASSERT(skim.known[0].start == 1 && skim.known[0].colon == 5 && skim.known[0].end == 9);
    CU_ASSERT(skim.known[1].start == 26 && skim.known[1].colon == 36 && skim.known[1].end == 38);
    CU_ASSERT_EQUAL(skim.position, 39);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"all ways of skimming agree", ways_agree},
        {"every byte everywhere", every_byte_everywhere},
        {"what is known of a line", what_is_known},
    };

    return cs_run_tests("skim", tests, CS_COUNT(tests));
}
