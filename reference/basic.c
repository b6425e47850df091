#include "reference/basic.h"

#include "reference/credentials.h"
#include "reference/scan.h"

/* One token68 on its way through the checks. */
struct token {
    const char *data;
    size_t base;
    size_t sextets; /* characters before the padding */
    struct cs_findings *findings;
    bool valid;
};

static void report(struct token *token, enum cs_code code, size_t at)
{
    token->valid = false;
    cs_findings_add(token->findings, code, token->base + at);
}

/* The value of a character of the base64 alphabet (RFC 4648 section 4), or -1. */
static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (cs_is(c, CS_DIGIT))
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

/* Byte |index| of the decoded text. */
static char decoded(const struct token *token, size_t index)
{
    size_t first = index / 3 * 4 + index % 3;
    int shift = 2 * (int)(index % 3) + 2;
    unsigned high = (unsigned)sextet(token->data[first]) << shift;
    unsigned low = (unsigned)sextet(token->data[first + 1]) >> (6 - shift);

    return (char)(unsigned char)(high | low);
}

static size_t text_length(const struct token *token)
{
    return token->sextets / 4 * 3 + token->sextets % 4 * 3 / 4;
}

static void check_alphabet(struct token *token, size_t length)
{
    size_t last = token->sextets;

    for (size_t i = 0; i < token->sextets; i++) {
        if (sextet(token->data[i]) < 0) {
            report(token, CS_CODE_BASIC_BAD_BASE64, i);
            return;
        }
    }
    if (length % 4 != 0 || length - token->sextets > 2)
        report(token, CS_CODE_BASIC_BAD_PADDING, last);
    else if (last % 4 != 0 && (sextet(token->data[last - 1]) & (last % 4 == 2 ? 0x0f : 0x03)) != 0)
        report(token, CS_CODE_BASIC_PAD_BITS, last - 1);
}

/* RFC 7617 section 2: neither part may hold a control character, and a colon stands between them.  Returns its place
 * in the text. */
static size_t check_text(struct token *token)
{
    size_t length = text_length(token);
    size_t colon = length;

    for (size_t i = 0; i < length; i++) {
        char c = decoded(token, i);

        if (c == ':' && colon == length)
            colon = i;
        if (c == '\t' || !cs_is(c, CS_VALUE)) {
            report(token, CS_CODE_BASIC_CONTROL, i / 3 * 4 + i % 3);
            break;
        }
    }
    if (token->valid && colon == length)
        report(token, CS_CODE_BASIC_NO_COLON, 0);
    return colon;
}

/* Runs all checks and returns where the colon is. */
static size_t check(struct token *token, size_t length)
{
    token->sextets = length;
    token->valid = true;
    while (token->sextets > 0 && token->data[token->sextets - 1] == '=')
        token->sextets--;
    check_alphabet(token, length);
    return token->valid ? check_text(token) : 0;
}

bool cs_basic_check(const char *token68, size_t length, size_t base, struct cs_findings *findings)
{
    struct token token = {.data = token68, .base = base, .findings = findings};

    check(&token, length);
    return token.valid;
}

enum cs_answer cs_basic_decode(const char *token68, size_t length, size_t base, char *text, size_t capacity,
                               struct cs_span *user, struct cs_span *password, struct cs_findings *findings)
{
    struct token token = {.data = token68, .base = base, .findings = findings};
    size_t colon = check(&token, length);
    size_t size = text_length(&token);

    *user = (struct cs_span){0};
    *password = (struct cs_span){0};
    if (token.valid && size > capacity)
        report(&token, CS_CODE_BASIC_TOO_LONG, 0);
    if (!token.valid)
        return CS_MALFORMED;
    for (size_t i = 0; i < size; i++)
        text[i] = decoded(&token, i);
    *user = (struct cs_span){.start = 0, .length = colon};
    *password = (struct cs_span){.start = colon + 1, .length = size - colon - 1};
    return CS_COMPLETE;
}
