#include "reports/canonical.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static void add(struct cs_canonical *canonical, const char *from, const char *to)
{
    size_t length = strlen(from);

    if (canonical->count == CS_CANONICAL_PAIRS || length < 4 || length != strlen(to) ||
        length >= sizeof(canonical->pairs[0].from))
        return;
    memcpy(canonical->pairs[canonical->count].from, from, length + 1);
    memcpy(canonical->pairs[canonical->count].to, to, length + 1);
    canonical->count++;
}

/* |number| in as many digits as |like| has, if it can. */
static unsigned resembling(unsigned like, unsigned number)
{
    return like >= 100 ? 100 + number : like >= 10 ? 10 + number : number % 10;
}

static void dash(char *text)
{
    for (; *text != '\0'; text++)
        *text = *text == '.' ? '-' : *text;
}

enum { SPELLINGS = 6 };

static void spell(const unsigned char octets[4], char out[SPELLINGS][64])
{
    unsigned a = octets[0], b = octets[1], c = octets[2], d = octets[3];

    (void)snprintf(out[0], 64, "%u.%u.%u.%u", a, b, c, d);
    (void)snprintf(out[1], 64, "%u.%u.%u.%u", a, b, c, d);
    dash(out[1]);
    (void)snprintf(out[2], 64, "0x%x.0x%x.0x%x.0x%x", a, b, c, d);
    (void)snprintf(out[3], 64, "0%o.0%o.0%o.0%o", a, b, c, d);
    (void)snprintf(out[4], 64, "%x:%x", a << 8 | b, c << 8 | d);
    (void)snprintf(out[5], 64, "%lu", (unsigned long)a << 24 | b << 16 | c << 8 | d);
}

static void add_address(struct cs_canonical *canonical, const char *address, unsigned number)
{
    unsigned char octets[4];
    char from[SPELLINGS][64], to[SPELLINGS][64];

    if (inet_pton(AF_INET, address, octets) != 1 || octets[0] != 127 || octets[1] == 0)
        return;
    spell(octets, from);
    octets[2] = (unsigned char)resembling(octets[2], 0);
    octets[3] = (unsigned char)resembling(octets[3], number);
    spell(octets, to);
    for (int i = 0; i < SPELLINGS; i++)
        add(canonical, from[i], to[i]);
}

/* The target's address: it listens somewhere. */
static void add_port(struct cs_canonical *canonical, const char *authority)
{
    const char *colon = strrchr(authority, ':');
    char to[64];

    if (colon == NULL || strlen(authority) >= sizeof(to))
        return;
    (void)snprintf(to, sizeof(to), "%s", authority);
    for (size_t i = (size_t)(colon - authority) + 1; to[i] != '\0'; i++)
        to[i] = "31280"[(i - (size_t)(colon - authority) - 1) % 5];
    add(canonical, authority, to);
}

void cs_canonical_init(struct cs_canonical *canonical, const struct cs_transcript *transcript)
{
    static const char *const addresses[] = {"host", "other", "closed", "deaf", "denied-host"};
    const struct cs_variable *nonce = cs_transcript_variable(transcript, "nonce");
    const struct cs_variable *proxy = cs_transcript_variable(transcript, "proxy");

    canonical->count = 0;
    if (nonce != NULL)
        add(canonical, nonce->value, "0123456789abcdef");
    for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
        const struct cs_variable *variable = cs_transcript_variable(transcript, addresses[i]);

        if (variable != NULL)
            add_address(canonical, variable->value, (unsigned)i + 1);
    }
    add_address(canonical, transcript->policy.parent, 9);
    if (proxy != NULL)
        add_port(canonical, proxy->value);
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c);
}

static void put_names(const struct cs_canonical *canonical, char *text, size_t length)
{
    for (size_t i = 0; i < canonical->count; i++) {
        size_t size = strlen(canonical->pairs[i].from);
        char *at = text;

        while ((at = memmem(at, length - (size_t)(at - text), canonical->pairs[i].from, size)) != NULL) {
            bool whole = !isdigit((unsigned char)canonical->pairs[i].from[size - 1]) || at + size == text + length ||
                         !isdigit((unsigned char)at[size]);

            if (whole)
                memcpy(at, canonical->pairs[i].to, size);
            at += size;
        }
    }
}

/* Whether |at| has the form of |form|: "a" is a letter, "0" a digit, the rest itself. */
static bool has_form(const char *at, const char *form)
{
    for (; *form != '\0'; form++, at++)
        if (*form == 'a' ? !isalpha((unsigned char)*at) : *form == '0' ? !isdigit((unsigned char)*at) : *at != *form)
            return false;
    return true;
}

static void put_dates(char *text, size_t length)
{
    static const struct {
        const char *form;
        const char *date;
    } forms[] = {
        {"aaa, 00 aaa 0000 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"aaa aaa 00 00:00:00 0000", "Thu Jan 01 00:00:00 1970"},
        {"0000-00-00T00:00:00", "1970-01-01T00:00:00"},
        {"00/aaa/0000:00:00:00", "01/Jan/1970:00:00:00"},
    };

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        for (size_t at = 0; at + strlen(forms[i].form) <= length; at++)
            if (has_form(text + at, forms[i].form))
                memcpy(text + at, forms[i].date, strlen(forms[i].form));
}

/* What is made of the nonce of a target: zeros within its quotes. */
static void put_zeros(char *text, size_t length)
{
    static const char *const names[] = {"nonce=\"", "opaque=\"", "response=\"", "rspauth=\""};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char *at = text;

        while ((at = memmem(at, length - (size_t)(at - text), names[i], strlen(names[i]))) != NULL)
            for (at += strlen(names[i]); at < text + length && *at != '"'; at++)
                *at = is_word(*at) ? '0' : *at;
    }
}

void cs_canonical_apply(const struct cs_canonical *canonical, char *text, size_t length)
{
    if (length == 0)
        return;
    put_names(canonical, text, length);
    put_dates(text, length);
    put_zeros(text, length);
}
