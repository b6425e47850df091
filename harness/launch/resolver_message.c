#include "harness/launch/resolver_message.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DOMAIN ".connectspec.test"
#define SILENT "silent" DOMAIN
#define DENIED ".denied" DOMAIN

#define ANSWER_BYTES 16     /* of an A record whose name is a pointer */
#define NAME_POINTER 0xc00c /* to the question's name, behind the header */

#define FLAG_RESPONSE      0x8000
#define FLAG_AUTHORITATIVE 0x0400
#define FLAG_RECURSION     0x0180 /* desired and available */

/* What a name resolves to. */
struct meaning {
    bool exists;
    bool silent;
    bool in_turn;
    uint16_t turn; /* its place in the memory */
    size_t count;
    struct in_addr addresses[CS_RESOLVER_ADDRESSES_MAX];
};

/* Drops |prefix| from the front of |*text|. */
static bool take(const char **text, const char *prefix)
{
    size_t length = strlen(prefix);

    if (strncasecmp(*text, prefix, length) != 0)
        return false;
    *text += length;
    return true;
}

/* "127-77-3-9", up to |end|. */
static bool read_address(const char *text, const char *end, struct in_addr *address)
{
    char dotted[16];
    size_t length = (size_t)(end - text);

    if (length >= sizeof(dotted))
        return false;
    for (size_t i = 0; i < length; i++)
        dotted[i] = text[i] == '-' ? '.' : text[i];
    dotted[length] = '\0';
    return inet_pton(AF_INET, dotted, address) == 1;
}

/* "turn-N." */
static void take_turn(const char **name, struct meaning *meaning)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    meaning->in_turn = take(name, "turn-");
    if (!meaning->in_turn)
        return;
    for (; **name != '\0' && **name != '.'; ++*name)
        hash = (hash ^ (unsigned char)(**name | 0x20)) * 16777619u;
    meaning->turn = (uint16_t)(hash ^ hash >> 16);
    take(name, ".");
}

/* First labels that begin with a digit or an underscore may stand before any name: what the name means is in the rest. */
static void skip_odd_labels(const char **name)
{
    const char *dot;

    while ((**name == '_' || isdigit((unsigned char)**name)) && (dot = strchr(*name, '.')) != NULL)
        *name = dot + 1;
}

static void read_name(const char *name, struct meaning *meaning)
{
    size_t length = strlen(name);
    const char *end = length < strlen(DOMAIN) ? name : name + length - strlen(DOMAIN);
    size_t silent = strlen(SILENT);

    if (strcasecmp(end, DOMAIN) != 0)
        return;
    meaning->silent = length >= silent && strcasecmp(name + length - silent, SILENT) == 0 &&
                      (length == silent || name[length - silent - 1] == '.');
    if (length > strlen(DENIED) && strcasecmp(name + length - strlen(DENIED), DENIED) == 0)
        end = name + length - strlen(DENIED);
    skip_odd_labels(&name);
    take_turn(&name, meaning);
    while (meaning->count < CS_RESOLVER_ADDRESSES_MAX && take(&name, "ip-")) {
        const char *dot = strchr(name, '.');

        if (!read_address(name, dot, &meaning->addresses[meaning->count]))
            return;
        meaning->count++;
        name = dot == end ? end : dot + 1;
    }
    meaning->exists = meaning->count > 0 && name == end;
}

static void choose(struct cs_resolver_memory *memory, struct meaning *meaning)
{
    unsigned char *turn = &memory->turns[meaning->turn];

    if (!meaning->in_turn)
        return;
    meaning->addresses[0] = meaning->addresses[*turn % meaning->count];
    *turn = (unsigned char)((*turn + 1) % meaning->count);
    meaning->count = 1;
}

static void put_answer(unsigned char *out, const struct in_addr *address)
{
    ns_put16(NAME_POINTER, out);
    ns_put16(ns_t_a, out + 2);
    ns_put16(ns_c_in, out + 4);
    ns_put32(0, out + 6);
    ns_put16(sizeof(*address), out + 10);
    memcpy(out + 12, address, sizeof(*address));
}

/* The head and the question, as they came. */
static size_t begin(const unsigned char *query, size_t question, unsigned code, size_t count, unsigned char *out)
{
    memcpy(out, query, NS_HFIXEDSZ + question);
    ns_put16(FLAG_RESPONSE | FLAG_AUTHORITATIVE | FLAG_RECURSION | code, out + 2);
    ns_put16(1, out + 4);
    ns_put16((unsigned)count, out + 6);
    ns_put32(0, out + 8);
    return NS_HFIXEDSZ + question;
}

/* The one question of |query|, with the length that it has there; false when this is no query. */
static bool read_question(const unsigned char *query, size_t length, ns_rr *question, size_t *bytes)
{
    ns_msg message;
    int skipped;

    if (length < NS_HFIXEDSZ || length > CS_RESOLVER_MESSAGE_MAX || ns_initparse(query, (int)length, &message) != 0 ||
        ns_msg_getflag(message, ns_f_qr) != 0 || ns_msg_getflag(message, ns_f_opcode) != ns_o_query ||
        ns_msg_count(message, ns_s_qd) != 1 || ns_parserr(&message, ns_s_qd, 0, question) != 0)
        return false;
    skipped = ns_skiprr(query + NS_HFIXEDSZ, query + length, ns_s_qd, 1);
    *bytes = (size_t)skipped;
    return skipped > 0;
}

size_t cs_resolver_answer(struct cs_resolver_memory *memory, const unsigned char *query, size_t length,
                          unsigned char answer[CS_RESOLVER_MESSAGE_MAX])
{
    struct meaning meaning = {.count = 0};
    size_t question_bytes, used;
    ns_rr question;

    if (!read_question(query, length, &question, &question_bytes))
        return 0;
    read_name(ns_rr_name(question), &meaning);
    if (meaning.silent)
        return 0;
    if (!meaning.exists || ns_rr_type(question) != ns_t_a || ns_rr_class(question) != ns_c_in)
        meaning.count = 0;
    else
        choose(memory, &meaning);
    if (NS_HFIXEDSZ + question_bytes + meaning.count * ANSWER_BYTES > CS_RESOLVER_MESSAGE_MAX)
        return 0;
    used = begin(query, question_bytes, meaning.exists ? ns_r_noerror : ns_r_nxdomain, meaning.count, answer);
    for (size_t i = 0; i < meaning.count; i++, used += ANSWER_BYTES)
        put_answer(answer + used, &meaning.addresses[i]);
    return used;
}
