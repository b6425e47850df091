#include "harness/judge/invariant.h"

#include <string.h>

#include "harness/judge/exposure.h"
#include "harness/judge/invariant_internal.h"
#include "harness/scenario/invariant.h"
#include "harness/transport/conversation.h"

#define FIRST_YEAR 2020 /* no target of this suite answers before */

/* One answer, and what it is an answer to. */
struct answer {
    const struct cs_channel *channel;
    const struct cs_answer_walk *walk;
    const struct cs_message *message; /* of |walk| */
    const struct cs_conversation *asked;
    const struct cs_policy *policy;
    bool first;       /* the first final one */
    bool to_connect;  /* ... and the request was a CONNECT */
    bool alone;       /* ... with nothing behind its head */
    bool after_close; /* an answer before it said that it was the last */
    bool late_end;    /* the end came long after the last bytes */
};

/* What a status has to come with. */
static void check_needed(const struct answer *answer, enum cs_invariant word, struct cs_breach *out)
{
    uint16_t status = word == CS_INVARIANT_ALLOW ? 405 : word == CS_INVARIANT_CHALLENGE ? 401 : 426;
    const char *name = status == 405 ? "allow" : status == 401 ? "www-authenticate" : "upgrade";

    if (answer->message->status == status && !cs_message_has(answer->message, name))
        cs_breach_note(out, CS_WRONG_FIELD_MISSING, CS_CODE_NONE, answer->walk->at, name);
}

/* RFC 9110 section 5.3; Content-Length is the parser's. */
static void check_once(const struct answer *answer, struct cs_breach *out)
{
    static const char *const names[] = {"content-type", "date", "location",      "retry-after", "server",
                                        "age",          "etag", "last-modified", NULL};

    cs_invariant_check_once(answer->message, answer->walk->at, names, out);
}

/* RFC 9110 sections 7.6.1 and 7.8. */
static void check_listed(const struct answer *answer, struct cs_breach *out)
{
    static const char *const names[] = {"keep-alive", "upgrade", NULL};

    cs_invariant_check_listed(answer->message, answer->walk->at, names, out);
}

/* CONNECT is refused, and called allowed. */
static void check_denied(const struct answer *answer, struct cs_breach *out)
{
    struct cs_field field;
    size_t position = 0;

    while (answer->to_connect && answer->message->status == 405 && cs_message_field(answer->message, &position, &field))
        if (cs_field_is(answer->message->text, &field, "allow") &&
            cs_list_has(answer->message->text, field.value, "connect"))
            cs_breach_note(out, CS_WRONG_VALUE, CS_CODE_NONE, answer->walk->at + field.value.start, "allow");
}

static bool is_name(const struct answer *answer, const struct cs_field *field, const char *name)
{
    return cs_field_is(answer->message->text, field, name);
}

/* RFC 9110 section 5.6.7; what 0 and -1 in Expires are for, RFC 9111 section 5.3 tells. */
static void check_dates(const struct answer *answer, bool now, struct cs_breach *out)
{
    struct cs_field field;
    size_t position = 0;

    while (cs_message_field(answer->message, &position, &field)) {
        const char *value = answer->message->text + field.value.start;
        bool date = is_name(answer, &field, "date");
        bool expires = is_name(answer, &field, "expires");
        bool known = (expires && value[0] != '0' && value[0] != '-') || is_name(answer, &field, "last-modified");
        unsigned year = 0;
        bool good = cs_exposure_date(value, field.value.length, &year);

        if (now ? date && good && year < FIRST_YEAR : (date || known) && !good)
            cs_breach_note(out, now ? CS_WRONG_DATE_OLD : CS_WRONG_DATE, CS_CODE_NONE,
                           answer->walk->at + field.value.start, "");
    }
}

static void check_values(const struct answer *answer, enum cs_invariant word, struct cs_breach *out)
{
    static const struct cs_value_rule server[] = {{"server", cs_exposure_products}, {NULL, NULL}};
    static const struct cs_value_rule lists[] = {
        {"connection", cs_exposure_whole}, {"via", cs_exposure_whole},  {"allow", cs_exposure_whole},
        {"upgrade", cs_exposure_whole},    {"vary", cs_exposure_whole}, {NULL, NULL},
    };
    static const struct cs_value_rule others[] = {
        {"location", cs_exposure_uri}, {"retry-after", cs_exposure_retry},           {"via", cs_exposure_via},
        {"allow", cs_list_is_tokens},  {"www-authenticate", cs_exposure_challenges}, {NULL, NULL},
    };

    const struct cs_value_rule *rules = word == CS_INVARIANT_SERVER ? server
                                        : word == CS_INVARIANT_GAPS ? lists
                                                                    : others;

    cs_invariant_check_values(answer->message, answer->walk->at, rules, out);
}

/* What the client sent in front of a tunnel, as far as it was kept. */
static size_t asked_length(const struct answer *answer)
{
    const struct cs_stream *sent = &answer->channel->sent;

    return sent->kept_length < answer->asked->tunnel ? sent->kept_length : (size_t)answer->asked->tunnel;
}

/* A refusal's content, too; behind a 2xx another speaks. */
static void check_inside(const struct answer *answer, struct cs_breach *out)
{
    const struct cs_stream *received = &answer->channel->received;
    const char *text = received->kept + answer->walk->at;
    size_t length = received->kept_length - (size_t)answer->walk->at;
    size_t found;

    if (!answer->first)
        return;
    if (answer->message->status < 300)
        length = answer->message->length;
    found = cs_exposure_inside(text, length, answer->channel->sent.kept, asked_length(answer));
    if (found != CS_EXPOSURE_NONE)
        cs_breach_note(out, CS_WRONG_INSIDE, CS_CODE_NONE, answer->walk->at + found, "");
}

static void check_secrets(const struct answer *answer, struct cs_breach *out)
{
    const struct cs_stream *received = &answer->channel->received;
    bool opens = answer->message->status < 300;
    size_t length = opens ? answer->message->length : received->kept_length - (size_t)answer->walk->at;
    size_t found =
        cs_invariant_find_secret(answer->policy, opens ? answer->message->text : received->kept + answer->walk->at,
                                 length, answer->channel->sent.kept, asked_length(answer));

    if (answer->first && found != CS_EXPOSURE_NONE)
        cs_breach_note(out, CS_WRONG_SECRET, CS_CODE_NONE, answer->walk->at + found, "");
}

static void check_echo(const struct answer *answer, struct cs_breach *out)
{
    size_t found = cs_exposure_echo(answer->message->text, answer->message->length, answer->channel->sent.kept,
                                    asked_length(answer));

    if (found != CS_EXPOSURE_NONE)
        cs_breach_note(out, CS_WRONG_ECHO, CS_CODE_NONE, answer->walk->at + found, "");
}

static bool begins_with_head(const struct answer *answer)
{
    const struct cs_message *first = &answer->asked->first;

    return first->method.text.length == 4 && memcmp(first->text + first->method.text.start, "HEAD", 4) == 0;
}

/* A connection that was ended in order before the content was complete; or bytes behind it that nobody asked for. */
static void check_content(const struct answer *answer, struct cs_breach *out)
{
    const struct cs_stream *received = &answer->channel->received;
    enum cs_body_kind kind = answer->message->body;
    bool delimited = kind == CS_BODY_LENGTH || kind == CS_BODY_CHUNKED || kind == CS_BODY_NONE;
    struct cs_conversation heard;

    if ((!answer->to_connect && !begins_with_head(answer)) || !delimited)
        return;
    if (!answer->walk->whole) {
        if (received->end == CS_END_FIN && answer->channel->sent.end == CS_END_OPEN)
            cs_breach_note(out, CS_WRONG_BODY_INCOMPLETE, CS_CODE_NONE, received->total, "");
        return;
    }
    cs_conversation_read(answer->channel, true, &heard);
    if (answer->alone && heard.final_count == 1 && heard.surplus > 0)
        cs_breach_note(out, CS_WRONG_BODY_SURPLUS, CS_CODE_NONE, received->total - heard.surplus, "");
}

static bool is_http11(const struct cs_message *message)
{
    return message->version_major == 1 && message->version_minor == 1;
}

/* Nobody else ended the connection, and nothing was to come any more (RFC 9112 section 9.6).  One that has been idle for
 * long may end without a word, and one that a client of HTTP/1.0 opened (section 9.3). */
static void check_announced(const struct answer *answer, struct cs_breach *out)
{
    const struct cs_channel *channel = answer->channel;
    bool last = answer->asked->final_count == answer->walk->finals && answer->asked->surplus == 0;
    bool single = answer->to_connect ? answer->alone && answer->first : last;
    bool persists =
        !answer->message->connection_close && is_http11(answer->message) && is_http11(&answer->asked->first);

    if (single && persists && answer->message->status >= 300 && answer->walk->whole &&
        channel->received.end == CS_END_FIN && channel->sent.end == CS_END_OPEN && !answer->late_end)
        cs_breach_note(out, CS_WRONG_CLOSING, CS_CODE_NONE, answer->walk->at, "");
}

static void check_word(enum cs_invariant word, const struct answer *answer, struct cs_breach *out)
{
    switch (word) {
    case CS_INVARIANT_CONTENT:
        check_content(answer, out);
        break;
    case CS_INVARIANT_CLOSE:
        if (answer->after_close)
            cs_breach_note(out, CS_WRONG_AFTER_CLOSE, CS_CODE_NONE, answer->walk->at, "");
        break;
    case CS_INVARIANT_ANNOUNCED:
        check_announced(answer, out);
        break;
    case CS_INVARIANT_ALLOW:
    case CS_INVARIANT_CHALLENGE:
    case CS_INVARIANT_UPGRADE:
        check_needed(answer, word, out);
        break;
    case CS_INVARIANT_DENIES:
        check_denied(answer, out);
        break;
    case CS_INVARIANT_ONCE:
        check_once(answer, out);
        break;
    case CS_INVARIANT_LISTED:
        check_listed(answer, out);
        break;
    case CS_INVARIANT_DATES:
        check_dates(answer, false, out);
        break;
    case CS_INVARIANT_VALUES:
    case CS_INVARIANT_SERVER:
    case CS_INVARIANT_GAPS:
        check_values(answer, word, out);
        break;
    case CS_INVARIANT_NOW:
        check_dates(answer, true, out);
        break;
    case CS_INVARIANT_INSIDE:
        check_inside(answer, out);
        break;
    case CS_INVARIANT_ECHO:
        check_echo(answer, out);
        break;
    case CS_INVARIANT_SECRETS:
        check_secrets(answer, out);
        break;
    case CS_INVARIANT_HTTP:   /* of the channel, below */
    case CS_INVARIANT_ORIGIN: /* of the transcript, in invariant_whole.c */
    case CS_INVARIANT_ANSWERED:
    case CS_INVARIANT_NAMED:
    case CS_INVARIANT_HOST: /* of a client, in invariant_client.c */
    case CS_INVARIANT_AWAITED:
    case CS_INVARIANT_PROXY:
    case CS_INVARIANT_COUNT:
        break;
    }
}

/* The parser holds each 2xx for one to CONNECT. */
static bool is_of_connect(enum cs_code code)
{
    return code == CS_CODE_CONTENT_LENGTH_IN_2XX || code == CS_CODE_TRANSFER_ENCODING_IN_2XX;
}

/* No SHOULD of the parser breaks a MUST. */
static bool concerns(const struct cs_case *invariant, const struct answer *answer, enum cs_code code)
{
    return (answer->to_connect || !is_of_connect(code)) &&
           (invariant->level != CS_LEVEL_MUST || cs_code_level(code) == CS_MUST);
}

static void check_findings(const struct cs_case *invariant, const char *word, const struct answer *answer,
                           struct cs_breach *out)
{
    const struct cs_findings *findings = &answer->message->findings;

    for (size_t i = 0; i < findings->count; i++) {
        enum cs_code code = findings->items[i].code;

        if (cs_invariant_names(word, code) && concerns(invariant, answer, code))
            cs_breach_note(out, CS_WRONG_NOTHING, code, answer->walk->at + findings->items[i].offset, "");
    }
}

static void check_answer(const struct cs_case *invariant, const struct answer *answer, struct cs_breach *out)
{
    for (size_t i = 0; i < invariant->every_count; i++) {
        enum cs_invariant word = invariant->every_words[i];

        if (word != CS_INVARIANT_COUNT)
            check_word(word, answer, out);
        else
            check_findings(invariant, invariant->every[i], answer, out);
    }
}

static void look_at_answers(const struct cs_case *invariant, const struct cs_policy *policy,
                            const struct cs_channel *channel, const struct cs_conversation *asked, bool late_end,
                            struct cs_breach *out)
{
    bool connect = asked->first.authority.there;
    struct cs_answer_walk walk = {.finals = 0};
    struct answer answer = {
        .channel = channel, .walk = &walk, .message = &walk.message, .asked = asked, .policy = policy};
    bool closing = false;

    while (cs_conversation_next(channel, &walk)) {
        bool final = walk.message.status >= 200;

        answer.first = final && walk.finals == 1;
        answer.to_connect = answer.first && connect;
        answer.alone = answer.to_connect && asked->tunnel == channel->sent.total;
        answer.after_close = final && closing;
        answer.late_end = late_end;
        check_answer(invariant, &answer, out);
        closing = closing || (final && walk.message.connection_close);
    }
}

/* Behind a 101 something else is spoken than HTTP. */
static bool has_switched(const struct cs_channel *channel)
{
    struct cs_answer_walk walk = {.finals = 0};
    bool switched = false;

    while (!switched && cs_conversation_next(channel, &walk))
        switched = walk.message.status == 101;
    return switched;
}

/* A head that was begun, and the connection was ended. */
static bool is_cut(const struct cs_channel *channel, const struct cs_conversation *heard)
{
    return heard->state == CS_EXCHANGE_WAITING && heard->final_count == 0 && heard->interim_count == 0 &&
           channel->received.total > 0 && channel->received.end == CS_END_FIN && channel->sent.end == CS_END_OPEN;
}

/* Whether TLS chose HTTP/2 for a connection on which a case speaks HTTP/1.1 nevertheless. */
static bool has_chosen_h2(const struct cs_transcript *transcript, const struct cs_channel *channel)
{
    return !channel->is_stream && channel->carrier > 0 &&
           strcmp(transcript->carriers[channel->carrier - 1].alpn, "h2") == 0;
}

/* Nobody owes a status line to what is no request of HTTP/1. */
static void look_at_channel(const struct cs_case *invariant, const struct cs_transcript *transcript, size_t index,
                            struct cs_breach *out)
{
    const struct cs_channel *channel = &transcript->channels[index];
    struct cs_conversation asked, heard;

    cs_conversation_read(channel, false, &asked);
    if (asked.final_count == 0 || asked.first.version_major != 1 || has_chosen_h2(transcript, channel))
        return;
    if (cs_invariant_asks_for(invariant, CS_INVARIANT_HTTP)) {
        cs_conversation_read(channel, true, &heard);
        if ((heard.state == CS_EXCHANGE_GARBAGE && !has_switched(channel)) || is_cut(channel, &heard))
            cs_breach_note(out, CS_WRONG_NOT_HTTP, CS_CODE_NONE, heard.first_at, "");
    }
    look_at_answers(invariant, &transcript->policy, channel, &asked, cs_invariant_ended_late(transcript, index), out);
}

/* Whether we played who answers: what the target then says may be ours, handed on. */
static bool we_answer(const struct cs_transcript *transcript, const struct cs_channel *channel)
{
    struct cs_conversation asked;

    if (channel->seat != CS_SEAT_ARRIVES || channel->sent.total == 0)
        return false;
    cs_conversation_read(channel, true, &asked);
    return transcript->policy.parent[0] != 0 || (asked.final_count > 0 && asked.first.version_major > 0);
}

void cs_invariant_look(const struct cs_case *invariant, const struct cs_transcript *transcript, struct cs_breach *out)
{
    *out = (struct cs_breach){.places = 0};
    if (cs_invariant_is_of_client(transcript)) {
        cs_invariant_look_at_client(invariant, transcript, out);
        return;
    }
    if (cs_invariant_asks_for(invariant, CS_INVARIANT_ORIGIN))
        cs_invariant_look_at_origins(transcript, out);
    if (cs_invariant_asks_for(invariant, CS_INVARIANT_ANSWERED))
        cs_invariant_look_for_silence(transcript, out);
    if (cs_invariant_asks_for(invariant, CS_INVARIANT_NAMED))
        cs_invariant_look_at_contacts(transcript, out);
    for (size_t i = 0; i < transcript->channel_count; i++)
        if (we_answer(transcript, &transcript->channels[i]))
            return;
    for (size_t i = 0; i < transcript->channel_count; i++) {
        const struct cs_channel *channel = &transcript->channels[i];
        bool dialled =
            channel->seat == CS_SEAT_DIALS || (channel->seat == CS_SEAT_CONTROL && channel->listener[0] == 0);

        if (dialled && channel->received.kept_length > 0)
            look_at_channel(invariant, transcript, i, out);
    }
}
