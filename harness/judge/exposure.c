#include "harness/judge/exposure.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#define ECHOES_MAX 64
#define AROUND     3 /* bytes of a piece on each side */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* |shape|: `d` a digit, anything else itself. */
static bool has_shape(const char *text, const char *shape)
{
    for (; *shape != '\0'; shape++, text++)
        if (*shape == 'd' ? !is_digit(*text) : *text != *shape)
            return false;
    return true;
}

static unsigned number(const char *text, size_t digits)
{
    unsigned value = 0;

    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (unsigned)(text[i] - '0');
    return value;
}

/* The place of the three letters at |text| in |names|, from 1; 0: they are not there. */
static unsigned place_of(const char *text, const char *names)
{
    for (unsigned i = 0; names[3 * (size_t)i] != '\0'; i++)
        if (memcmp(names + 3 * (size_t)i, text, 3) == 0)
            return i + 1;
    return 0;
}

static unsigned days_of(unsigned month, unsigned year)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

/* From 1, Monday (Zeller's congruence; March begins the year). */
static unsigned weekday_of(unsigned day, unsigned month, unsigned year)
{
    unsigned since = month < 3 ? year + 399 : year + 400;

    return (day + (month < 3 ? month + 13 : month + 1) * 26 / 10 + since + since / 4 - since / 100 + since / 400 + 5) %
               7 +
           1;
}

bool cs_exposure_date(const char *text, size_t length, unsigned *year)
{
    unsigned day;
    unsigned month;

    if (length != 29 || !has_shape(text + 3, ", dd ") || !has_shape(text + 11, " dddd dd:dd:dd GMT"))
        return false;
    month = place_of(text + 8, "JanFebMarAprMayJunJulAugSepOctNovDec");
    *year = number(text + 12, 4);
    day = number(text + 5, 2);
    return month > 0 && day > 0 && day <= days_of(month, *year) && number(text + 17, 2) < 24 &&
           place_of(text, "MonTueWedThuFriSatSun") == weekday_of(day, month, *year) && number(text + 20, 2) < 60 &&
           number(text + 23, 2) <= 60; /* a leap second */
}

/* The numbers of an IPv4 address that stands at |text| by itself; how long it is, 0: there is none. */
static size_t read_address(const char *text, size_t length, unsigned parts[4])
{
    size_t at = 0;

    for (unsigned i = 0; i < 4; i++) {
        size_t digits = 0;

        while (at + digits < length && digits < 4 && is_digit(text[at + digits]))
            digits++;
        if (digits == 0 || digits > 3)
            return 0;
        parts[i] = number(text + at, digits);
        at += digits;
        if (parts[i] > 255 || (i < 3 && (at >= length || text[at] != '.')))
            return 0;
        at += i < 3;
    }
    return at < length && (is_digit(text[at]) || text[at] == '.') ? 0 : at;
}

static bool is_private(const unsigned parts[4])
{
    return parts[0] == 10 || (parts[0] == 172 && parts[1] >= 16 && parts[1] < 32) ||
           (parts[0] == 192 && parts[1] == 168) || (parts[0] == 169 && parts[1] == 254);
}

static size_t private_at(const char *text, size_t length)
{
    unsigned parts[4];
    size_t found = read_address(text, length, parts);

    return found > 0 && is_private(parts) ? found : 0;
}

/* How long a path of a machine is that stands at |text|; 0: there is none. */
static size_t path_at(const char *text, size_t length)
{
    static const char *const roots[] = {"/usr/", "/var/", "/etc/",  "/home/", "/root/",
                                        "/opt/", "/tmp/", "/proc/", "/srv/"};
    size_t end = 0;

    for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]) && end == 0; i++)
        if (length > strlen(roots[i]) && memcmp(text, roots[i], strlen(roots[i])) == 0)
            end = strlen(roots[i]);
    while (end > 0 && end < length && strchr(" \t\r\n\"'<>():;,", text[end]) == NULL)
        end++;
    return end;
}

/* Whether what precedes makes it part of something longer: a version, a URL. */
static bool stands_alone(const char *text, size_t at)
{
    char before = at == 0 ? ' ' : text[at - 1];

    return strchr(" \t\r\n\"'<>()[]=:;,@", before) != NULL && before != '\0';
}

size_t cs_exposure_inside(const char *text, size_t length, const char *asked, size_t asked_length)
{
    for (size_t i = 0; i < length; i++) {
        size_t found;

        if ((!is_digit(text[i]) && text[i] != '/') || !stands_alone(text, i))
            continue;
        found = text[i] == '/' ? path_at(text + i, length - i) : private_at(text + i, length - i);
        if (found > 0 && memmem(asked, asked_length, text + i, found) == NULL)
            return i;
    }
    return CS_EXPOSURE_NONE;
}

static bool is_odd(char byte)
{
    unsigned char value = (unsigned char)byte;

    return byte == '<' || byte == '>' || byte == '\\' || value >= 0x7f ||
           (value < 0x20 && byte != '\r' && byte != '\n' && byte != '\t');
}

static bool ends_line(char byte)
{
    return byte == '\r' || byte == '\n';
}

size_t cs_exposure_echo(const char *head, size_t length, const char *asked, size_t asked_length)
{
    size_t looked = 0;

    for (size_t i = 0; i < asked_length && looked < ECHOES_MAX; i++) {
        size_t first = i;
        size_t behind = i + 1;
        const char *found;

        if (!is_odd(asked[i]))
            continue;
        looked++;
        while (first > 0 && i - first < AROUND && !ends_line(asked[first - 1]))
            first--;
        while (behind < asked_length && behind - i <= AROUND && !ends_line(asked[behind]))
            behind++;
        found = behind - first < AROUND + 2 ? NULL : memmem(head, length, asked + first, behind - first);
        if (found != NULL)
            return (size_t)(found - head);
    }
    return CS_EXPOSURE_NONE;
}

size_t cs_exposure_proxy_field(const char *text, size_t length)
{
    static const char *const names[] = {"proxy-authorization:", "proxy-connection:", "proxy-authenticate:"};

    for (size_t at = 0; at < length; at++) {
        if (at > 0 && text[at - 1] != '\n')
            continue;
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
            if (length - at >= strlen(names[i]) && strncasecmp(text + at, names[i], strlen(names[i])) == 0)
                return at;
    }
    return CS_EXPOSURE_NONE;
}
