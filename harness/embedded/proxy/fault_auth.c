#include "harness/embedded/proxy/fault_auth.h"

#include <string.h>
#include <strings.h>

static const struct {
    enum cs_fault fault;
    enum cs_pair_reading_kind kind;
} readings[] = {
    {CS_FAULT_CREDENTIALS_NUL, CS_PAIR_READING_NUL_CUT},
    {CS_FAULT_TOKEN_JUNK, CS_PAIR_READING_JUNK_SKIPPED},
    {CS_FAULT_NO_COLON, CS_PAIR_READING_NO_COLON},
    {CS_FAULT_LAST_COLON_PASSWORD, CS_PAIR_READING_LAST_COLON},
    {CS_FAULT_FIRST_LINE_CREDENTIALS, CS_PAIR_READING_FIRST_LINE},
    {CS_FAULT_LAST_LINE_CREDENTIALS, CS_PAIR_READING_LAST_LINE},
    {CS_FAULT_LIST_FIRST_CREDENTIALS, CS_PAIR_READING_LIST_FIRST},
    {CS_FAULT_LIST_LAST_CREDENTIALS, CS_PAIR_READING_LIST_LAST},
    {CS_FAULT_ANY_SCHEME_CREDENTIALS, CS_PAIR_READING_ANY_SCHEME},
    {CS_FAULT_NO_SCHEME_CREDENTIALS, CS_PAIR_READING_NO_SCHEME},
    {CS_FAULT_JUNK_ENDS_TOKEN, CS_PAIR_READING_JUNK_ENDS},
    {CS_FAULT_URL_ALPHABET, CS_PAIR_READING_URL_ALPHABET},
    {CS_FAULT_PADDING_IGNORED, CS_PAIR_READING_PADDING},
    {CS_FAULT_CREDENTIALS_NAME_BLANK, CS_PAIR_READING_NAME_BLANK},
    {CS_FAULT_CREDENTIALS_BEHIND_CR, CS_PAIR_READING_BARE_CR},
};

enum cs_pair_reading_kind cs_fault_pair_kind(enum cs_fault fault)
{
    for (size_t i = 0; i < sizeof(readings) / sizeof(readings[0]); i++)
        if (readings[i].fault == fault)
            return readings[i].kind;
    return CS_PAIR_READING_COUNT;
}

bool cs_fault_reads_pair(const struct cs_asked *asked, struct cs_basic_pair *out)
{
    enum cs_pair_reading_kind kind = cs_fault_pair_kind(asked->config->fault);
    const struct cs_request request = {.target = cs_target(asked)};
    struct cs_pair_reading found[CS_PAIR_READING_COUNT];
    size_t count = 0;

    if (kind != CS_PAIR_READING_COUNT)
        count = cs_request_pair_readings(asked->message.text, asked->message.length, &request, found,
                                         CS_PAIR_READING_COUNT);
    for (size_t i = 0; i < count; i++) {
        if (found[i].kind != kind)
            continue;
        *out = found[i].pair;
        return true;
    }
    return false;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

void cs_fault_rereads_password(const struct cs_asked *asked, char *text, struct cs_span *password)
{
    size_t kept = 0;

    if (!cs_has(asked->config, CS_FAULT_PASSWORD_PERCENT) && !cs_has(asked->config, CS_FAULT_PASSWORD_PLUS))
        return;
    text += password->start;
    for (size_t i = 0; i < password->length; i++) {
        bool encoded = cs_has(asked->config, CS_FAULT_PASSWORD_PERCENT) && text[i] == '%' && i + 2 < password->length &&
                       digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
        bool plus = cs_has(asked->config, CS_FAULT_PASSWORD_PLUS) && text[i] == '+';

        text[kept++] = encoded ? (char)(digit(text[i + 1]) * 16 + digit(text[i + 2])) : plus ? ' ' : text[i];
        i += encoded ? 2 : 0;
    }
    password->length = kept;
}

static bool anything(const char *sent, size_t length, const char *right)
{
    (void)sent;
    (void)length;
    (void)right;
    return true;
}

static bool nothing(const char *sent, size_t length, const char *right)
{
    (void)sent;
    (void)right;
    return length == 0;
}

static bool star(const char *sent, size_t length, const char *right)
{
    (void)right;
    return length == 1 && sent[0] == '*';
}

static bool same_letters(const char *sent, size_t length, const char *right)
{
    return strlen(right) == length && strncasecmp(sent, right, length) == 0;
}

static bool same_beginning(const char *sent, size_t length, const char *right)
{
    return strlen(right) >= length && memcmp(sent, right, length) == 0;
}

static bool begins_right(const char *sent, size_t length, const char *right)
{
    return length >= strlen(right) && memcmp(sent, right, strlen(right)) == 0;
}

/* Blanks around what was sent are dropped. */
static bool same_trimmed(const char *sent, size_t length, const char *right)
{
    while (length > 0 && sent[length - 1] == ' ')
        length--;
    while (length > 0 && sent[0] == ' ') {
        sent++;
        length--;
    }
    return strlen(right) == length && memcmp(sent, right, length) == 0;
}

static bool same_eight(const char *sent, size_t length, const char *right)
{
    return length >= 8 && strlen(right) >= 8 && memcmp(sent, right, 8) == 0;
}

static bool same_length(const char *sent, size_t length, const char *right)
{
    (void)sent;
    return strlen(right) == length;
}

/* "DOMAIN\\user" */
static bool same_behind_domain(const char *sent, size_t length, const char *right)
{
    const char *found = length == 0 ? NULL : memchr(sent, '\\', length);

    return found != NULL && strlen(right) == length - (size_t)(found + 1 - sent) &&
           memcmp(found + 1, right, strlen(right)) == 0;
}

/* "user@domain" */
static bool same_before_domain(const char *sent, size_t length, const char *right)
{
    return length > strlen(right) && sent[strlen(right)] == '@' && memcmp(sent, right, strlen(right)) == 0;
}

static bool very_long(const char *sent, size_t length, const char *right)
{
    (void)sent;
    (void)right;
    return length > 256;
}

static const struct comparison {
    enum cs_fault fault;
    bool user; /* else the password */
    bool (*passes)(const char *sent, size_t length, const char *right);
} comparisons[] = {
    {CS_FAULT_ANY_PASSWORD, false, anything},
    {CS_FAULT_NO_COLON, false, nothing},
    {CS_FAULT_PASSWORD_CASE, false, same_letters},
    {CS_FAULT_PASSWORD_PREFIX, false, same_beginning},
    {CS_FAULT_CREDENTIALS_CUT, false, begins_right},
    {CS_FAULT_ANY_USER, true, anything},
    {CS_FAULT_USER_CASE, true, same_letters},
    {CS_FAULT_USER_PREFIX, true, same_beginning},
    {CS_FAULT_USER_EMPTY, true, nothing},
    {CS_FAULT_USER_BLANKS, true, same_trimmed},
    {CS_FAULT_PASSWORD_EMPTY, false, nothing},
    {CS_FAULT_PASSWORD_BLANKS, false, same_trimmed},
    {CS_FAULT_PASSWORD_EIGHT, false, same_eight},
    {CS_FAULT_PASSWORD_LENGTH, false, same_length},
    {CS_FAULT_PASSWORD_STAR, false, star},
    {CS_FAULT_PASSWORD_LONG, false, very_long},
    {CS_FAULT_USER_DOMAIN, true, same_behind_domain},
    {CS_FAULT_USER_REALM, true, same_before_domain},
};

static bool passes(const struct cs_asked *asked, bool user, const char *sent, size_t length)
{
    const char *right = user ? asked->config->user : asked->config->password;

    for (size_t i = 0; i < sizeof(comparisons) / sizeof(comparisons[0]); i++)
        if (cs_has(asked->config, comparisons[i].fault) && comparisons[i].user == user &&
            comparisons[i].passes(sent, length, right))
            return true;
    return false;
}

bool cs_fault_user_passes(const struct cs_asked *asked, const char *text, struct cs_span user)
{
    return passes(asked, true, text + user.start, user.length);
}

bool cs_fault_password_passes(const struct cs_asked *asked, const char *text, struct cs_span password)
{
    return passes(asked, false, text + password.start, password.length);
}

bool cs_fault_needs_none(const struct cs_asked *asked)
{
    const struct cs_proxy_config *config = asked->config;

    return cs_fault_believes(asked) || cs_fault_trusts(asked) ||
           (cs_has(config, CS_FAULT_WIRE_RESUMED_TRUSTED) && asked->history.resumed) ||
           (cs_has(config, CS_FAULT_AUTH_IGNORED) && !cs_message_has(&asked->message, "proxy-authorization")) ||
           (cs_has(config, CS_FAULT_AUTH_PER_CONNECTION) && asked->history.authenticated) ||
           (cs_has(config, CS_FAULT_AUTH_STICKS) && config->memory != NULL && config->memory->authenticated);
}

bool cs_fault_takes_basic(const struct cs_asked *asked, const char *value, size_t length)
{
    return cs_has(asked->config, CS_FAULT_BASIC_BESIDE_DIGEST) && length > 6 && strncasecmp(value, "Basic ", 6) == 0;
}

bool cs_fault_takes_scheme(const struct cs_asked *asked, const struct cs_credentials *sent)
{
    return cs_has(asked->config, CS_FAULT_OTHER_SCHEME) && sent->scheme != CS_SCHEME_BASIC &&
           sent->scheme_name.length > 0;
}

bool cs_fault_dislikes_scheme(const struct cs_asked *asked, const char *value, const struct cs_credentials *sent)
{
    size_t after = sent->scheme_name.start + sent->scheme_name.length;

    return (cs_has(asked->config, CS_FAULT_SCHEME_CASE) && strncmp(value + sent->scheme_name.start, "Basic", 5) != 0) ||
           (cs_has(asked->config, CS_FAULT_ONE_SPACE) && sent->token68.start != after + 1);
}
