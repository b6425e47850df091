#include "reference/reading.h"

#include <string.h>

#include "reference/findings_testing.h"

#define TEXT(string) string, sizeof(string) - 1
#define TEXT_MAX     2048

/* All readings of a target, "name=host:port" each; "?" stands for a byte that is not printable. */
static const struct row {
    const char *text;
    size_t length;
    const char *readings;
} targets[] = {
    {TEXT("a:443"), ""},
    {TEXT("127.0.0.1:443"), ""},
    {TEXT("[::1]:443"), ""},
    {TEXT(""), ""},
    {TEXT("127.0.0.1"), "default-port-443=127.0.0.1:443 default-port-80=127.0.0.1:80"},
    {TEXT("127.0.0.1:"), "default-port-443=127.0.0.1:443 default-port-80=127.0.0.1:80"},
    {TEXT("[::1]"), "default-port-443=::1:443 default-port-80=::1:80"},
    {TEXT("[::1]:"), "default-port-443=::1:443 default-port-80=::1:80"},
    {TEXT("127.0.0.1:65979"), "port-modulo=127.0.0.1:443"},
    {TEXT("a:80:"), "port-prefix=a:80 first-colon=a:80"},
    {TEXT("127.0.0.1:18446744073709551659"), "port-modulo=127.0.0.1:43"},
    {TEXT("a:65536"), ""},
    {TEXT("a:0"), ""},
    {TEXT("a:43x"), "port-prefix=a:43"},
    {TEXT("a:43x@b:80"), "port-prefix=a:43 first-colon=a:43 last-colon=a:80 userinfo-stripped=b:80"},
    {TEXT("a:+43"), "port-sign=a:43"},
    {TEXT("a:-65493"), "port-sign=a:43"},
    {TEXT("a:4_3"), "port-prefix=a:4 port-underscore=a:43"},
    {TEXT("a:1_8_44_3"), "port-prefix=a:1 port-underscore=a:18443"},
    {TEXT("a:_43"), ""},
    {TEXT("a:43_"), "port-prefix=a:43"},
    {TEXT("a:4__3"), "port-prefix=a:4"},
    {TEXT("a:1844_36"), "port-prefix=a:1844"},
    {TEXT("a:0x2b"), "port-hex=a:43"},
    {TEXT("a:0X1bb"), "port-hex=a:443"},
    {TEXT("a:053"), "port-octal=a:43"},
    {TEXT("a:0443"), "port-octal=a:291"},
    {TEXT("a:089"), ""},
    {TEXT("a:80:443"), "port-prefix=a:80 first-colon=a:80 last-colon=a:443"},
    {TEXT("a::443"), "last-colon=a:443"},
    {TEXT("::1:443"), "bare-ipv6=::1:443"},
    {TEXT("2001:db8::1:443"), "last-colon=2001:443 bare-ipv6=2001:db8::1:443"},
    {TEXT("1:2:3"), "port-prefix=1:2 first-colon=1:2 last-colon=1:3"},
    {TEXT("[::1:443"), "bracket-repair=::1:443"},
    {TEXT("::1]:443"), "bracket-repair=::1:443"},
    {TEXT("[::1]x:443"), "bracket-repair=::1:443"},
    {TEXT("[::1]443"), "bracket-repair=::1:443"},
    {TEXT("[[::1]]:443"), "bracket-repair=::1:443"},
    {TEXT("x[::1]:443"), "bracket-repair=::1:443"},
    {TEXT("[]:443"), ""},
    {TEXT("[127.0.0.1:443"), "bracket-repair=127.0.0.1:443"},
    {TEXT("[127.0.0.1]:443"), "bracketed-name=127.0.0.1:443"},
    {TEXT("[a]:443"), "bracketed-name=a:443"},
    {TEXT("[:443"), ""},
    {TEXT("]"), ""},
    {TEXT("["), ""},
    {TEXT("[v1.127.0.0.1]:443"), "bracketed-name=v1.127.0.0.1:443 ipvfuture=127.0.0.1:443"},
    {TEXT("[v6.::1]:443"), "ipvfuture=::1:443"},
    {TEXT("[v1]:443"), "bracketed-name=v1:443"},
    {TEXT("[fe80::1%25eth0]:443"), "zone-stripped=fe80::1:443"},
    {TEXT("[fe80::1%lo]:443"), "zone-stripped=fe80::1:443"},
    {TEXT("u:p@a:443"), "last-colon=u:443 userinfo-stripped=a:443"},
    {TEXT("127.0.0.1:80@b:443"), "port-prefix=127.0.0.1:80 first-colon=127.0.0.1:80 last-colon=127.0.0.1:443 "
                                 "userinfo-stripped=b:443 userinfo-first=127.0.0.1:80"},
    {TEXT("u@b:80@c:443"), "userinfo-stripped=c:443"},
    {TEXT("http://a:80/"), "absolute-form=a:80"},
    {TEXT("https://a/x"), "absolute-form=a:443"},
    {TEXT("http://a"), "absolute-form=a:80"},
    {TEXT("http://u@a:81?"), "absolute-form=a:81"},
    {TEXT("//a:443/"), "absolute-form=a:443"},
    {TEXT("http:///"), ""},
    {TEXT("ftp://[::1]/"), "absolute-form=::1:80"},
    {TEXT("a:443/"), "port-prefix=a:443 path-dropped=a:443"},
    {TEXT("a:443?x"), "port-prefix=a:443 path-dropped=a:443"},
    {TEXT("127.0.0.1:80#@b:443"), "port-prefix=127.0.0.1:80 first-colon=127.0.0.1:80 last-colon=127.0.0.1:443 "
                                  "userinfo-stripped=b:443 path-dropped=127.0.0.1:80"},
    {TEXT("a:4 43"), "port-prefix=a:4 blanks-removed=a:443 first-word=a:4"},
    {TEXT("a :443"), "blanks-removed=a:443"},
    {TEXT("a:80 b:443"), "port-prefix=a:80 first-colon=a:80 last-colon=a:443 first-word=a:80 last-word=b:443"},
    {TEXT("a:80\tx b:443"), "port-prefix=a:80 first-colon=a:80 last-colon=a:443 first-word=a:80 last-word=b:443"},
    {TEXT("127.0.0.1\0.b:443"), "nul-truncated=127.0.0.1:443 controls-stripped=127.0.0.1.b:443"},
    {TEXT("127.0.0.1:80\0"
          "b:443"),
     "port-prefix=127.0.0.1:80 first-colon=127.0.0.1:80 last-colon=127.0.0.1:443 nul-truncated=127.0.0.1:80"},
    {TEXT("127.0.0.1%00.b:443"), "nul-truncated=127.0.0.1:443 percent-kept=127.0.0.1%00.b:443"},
    {TEXT("127.0.0.1%00"), "default-port-443=127.0.0.1?:443 default-port-80=127.0.0.1?:80"},
    {TEXT("127.0.0%252e1:443"), "percent-twice=127.0.0.1:443 percent-kept=127.0.0%252e1:443"},
    {TEXT("127.0.0%2e1:443"), "percent-kept=127.0.0%2e1:443"},
    {TEXT("127.0.0.%251:443"), "percent-kept=127.0.0.%251:443"},
    {TEXT("127.0.0.1\x01:443"), "controls-stripped=127.0.0.1:443"},
    {TEXT("127.0.0.1\x80:443"), "controls-stripped=127.0.0.1:443"},
    {TEXT("\xef\xbc\x91:443"), "unicode-dots=1:443"},
    {TEXT("127\xe3\x80\x82"
          "0.0.1:443"),
     "controls-stripped=1270.0.1:443 unicode-dots=127.0.0.1:443"},
    {TEXT("127%EF%BC%8E0.0.1:443"), "unicode-dots=127.0.0.1:443 percent-kept=127%EF%BC%8E0.0.1:443"},
    {TEXT("127\xef\xbd\xa1"
          "0.0.1:443"),
     "controls-stripped=1270.0.1:443 unicode-dots=127.0.0.1:443"},
    {TEXT("127.0.0.1\\@b:443"), "userinfo-stripped=b:443 backslash-cut=127.0.0.1:443"},
    {TEXT("127.0.0.1:80\\x:443"),
     "port-prefix=127.0.0.1:80 first-colon=127.0.0.1:80 last-colon=127.0.0.1:443 backslash-cut=127.0.0.1:80"},
    {TEXT("127.0.0.1\\:443"), "backslash-cut=127.0.0.1:443"},
    {TEXT(":443"), "empty-host-local=127.0.0.1:443"},
    {TEXT("127.1:443"), "ipv4-spelling=127.0.0.1:443"},
    {TEXT("0x7f000001:443"), "ipv4-spelling=127.0.0.1:443"},
    {TEXT("2130706433:443"), "ipv4-spelling=127.0.0.1:443"},
    {TEXT("0177.0.0.1:443"), "ipv4-spelling=127.0.0.1:443"},
    {TEXT("127.0.0.01:443"), "ipv4-spelling=127.0.0.1:443"},
    {TEXT("127.65536:443"), "ipv4-spelling=127.1.0.0:443"},
    {TEXT("4294967296:443"), ""},
    {TEXT("127.0.0.1.:443"), "trailing-dot=127.0.0.1:443"},
    {TEXT("a.example.:443"), "trailing-dot=a.example:443"},
    {TEXT("[::ffff:127.0.0.1]:443"), "mapped-ipv4=127.0.0.1:443"},
    {TEXT("[::ffff:7f00:1]:443"), "mapped-ipv4=127.0.0.1:443"},
    {TEXT("[::127.0.0.1]:443"), "mapped-ipv4=127.0.0.1:443"},
    {TEXT("[64:ff9b::a9fe:a9fe]:80"), "mapped-ipv4=169.254.169.254:80"},
    {TEXT("[2001:db8::ffff:7f00:1]:443"), ""},
    {TEXT("%41:443"), "percent-kept=%41:443"},
    {TEXT("256.1:443"), ""},
    {TEXT("0x:443"), ""},
    {TEXT("08.1:443"), ""},
    {TEXT("1.2.3.4.5:443"), ""},
};

static const struct row heads[] = {
    {TEXT("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n"), ""},
    {TEXT("CONNECT a:1 HTTP/1.1\r\nHost: A:01\r\n\r\n"), ""},
    {TEXT("CONNECT a:1 HTTP/1.1\r\nHost: b:2\r\n\r\n"), "host-field=b:2 host-ignored=a:1"},
    {TEXT("CONNECT a:1 HTTP/1.1\r\nHost: b\r\n\r\n"), "host-field=b:1 host-ignored=a:1"},
    {TEXT("CONNECT / HTTP/1.1\r\nHost: b:2\r\n\r\n"), "host-field=b:2"},
    {TEXT("CONNECT / HTTP/1.1\r\nHost: b\r\n\r\n"), ""},
    {TEXT("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nX: y\r\nhost: b:2\r\n\r\n"), "last-host-field=b:2 host-ignored=a:1"},
    {TEXT("\r\nCONNECT a:1 HTTP/1.1\r\nHost: b:2\r\nHost: c:3\r\n\r\nHost: d:4\r\n\r\n"),
     "host-field=b:2 last-host-field=c:3 host-ignored=a:1"},
    {TEXT("CONNECT a:1 HTTP/1.1\r\nX: y\rHost: b:2\r\nHost: a:1\r\n\r\n"), "bare-cr-line=b:2"},
    {TEXT("CONNECT a:1 HTTP/1.1\r\nX: y\rhost:\t b \rz\r\n\r\n"), "bare-cr-line=b:1"},
    {TEXT("CONNECT a:1 HTTP/1.1\rHost: b:2\r\n\r\n"),
     "port-prefix=a:1 first-colon=a:1 first-word=a:1 bare-cr-line=b:2"},
    {TEXT("CONNECT a:1 HTTP/1.1\r\nX: y\rHosts: b:2\r\n\r\n"), ""},
    {TEXT("CONNECT a:1 HTTP/1.1\r\nX: y\r\n\rHost: b:2\r\n\r\n"), "bare-cr-line=b:2"},
    {TEXT("CONNECT a:1 b:2 HTTP/1.1\r\n\r\n"),
     "port-prefix=a:1 first-colon=a:1 last-colon=a:2 first-word=a:1 last-word=b:2"},
    {TEXT("CONNECT a:1 HTTP/1.1\nHost: a:1\n\n"), "line-feed=a:1"},
    {TEXT("CONNECT a:1 HTTP/1.1\r\nHost : a:1\r\n\r\n"), "name-blank=a:1"},
    {TEXT("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nX: y\r\n z\r\n\r\n"), "folded-line=a:1"},
    {TEXT("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nnothing\r\n\r\n"), "bad-field=a:1"},
    {TEXT("CONNECT  a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n"), "wide-blanks=a:1"},
    {TEXT("connect a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n"), "method-case=a:1"},
    {TEXT("GET a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n"), ""},
    {TEXT("CONNECT a:1 HTTP/2.0\r\nHost: a:1\r\n\r\n"), "any-version=a:1"},
    {TEXT("CONNECT a:1 HTTP/1.1\r\n\r\n"), "host-ignored=a:1"},
    {TEXT("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nContent-Length: x\r\n\r\n"), "framing-ignored=a:1"},
    {TEXT("CONNECT  a:1 HTTP/1.1\nHost: a:1\n\n"), "line-feed=a:1 wide-blanks=a:1"},
    {TEXT("CONNECT a:1 HTTP/1.1\r\nHost: a:1\n"), ""},
    {TEXT("CONNECT a:1 HTTP/1.1 junk\r\n\r\n"), "port-prefix=a:1 first-word=a:1"},
};

static void describe(const struct cs_reading *readings, size_t count, char *text)
{
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const struct cs_destination *destination = &readings[i].destination;
        used += (size_t)snprintf(text + used, TEXT_MAX - used, "%s%s=", i > 0 ? " " : "",
                                 cs_reading_name(readings[i].kind));
        for (size_t at = 0; at < destination->length; at++)
            text[used++] = destination->host[at] > ' ' && destination->host[at] < 0x7f ? destination->host[at] : '?';
        used += (size_t)snprintf(text + used, TEXT_MAX - used, ":%u", destination->port);
        CU_ASSERT_EQUAL(destination->host[destination->length], '\0');
    }
}

static void expect(const struct cs_reading *readings, size_t count, const struct row *row)
{
    char text[TEXT_MAX];

    describe(readings, count, text);
    if (strcmp(text, row->readings) != 0)
        printf("\n  %s\n    expected: %s\n    found:    %s\n", row->text, row->readings, text);
    CU_ASSERT_STRING_EQUAL(text, row->readings);
}

static void of_targets(void)
{
    for (size_t i = 0; i < CS_COUNT(targets); i++) {
        struct cs_reading readings[CS_READING_COUNT];
        char *text = cs_supervised_copy(targets[i].text, targets[i].length);
        expect(readings, cs_target_readings(text, targets[i].length, readings, CS_COUNT(readings)), &targets[i]);
        cs_supervised_free(text, targets[i].length);
    }
}

static void of_heads(void)
{
    for (size_t i = 0; i < CS_COUNT(heads); i++) {
        struct cs_reading readings[CS_READING_COUNT];
        struct cs_request request;
        char *text = cs_supervised_copy(heads[i].text, heads[i].length);
        cs_request_init(&request, NULL);
        cs_request_parse(&request, text, heads[i].length);
        expect(readings, cs_request_readings(text, heads[i].length, &request, readings, CS_COUNT(readings)), &heads[i]);
        cs_supervised_free(text, heads[i].length);
    }
}

/* Rows above name each kind once at least; this list fails when a new kind has no row. */
static void every_kind_is_tested(void)
{
    for (int kind = 0; kind < CS_READING_COUNT; kind++) {
        char wanted[64];
        bool found = kind == CS_READING_TRUNCATED; /* long_hosts() */
        snprintf(wanted, sizeof(wanted), "%s=", cs_reading_name((enum cs_reading_kind)kind));
        for (size_t i = 0; i < CS_COUNT(targets); i++)
            found |= strstr(targets[i].readings, wanted) != NULL;
        for (size_t i = 0; i < CS_COUNT(heads); i++)
            found |= strstr(heads[i].readings, wanted) != NULL;
        if (!found)
            printf("\nno row for %s", wanted);
        CU_ASSERT_TRUE(found);
        CU_ASSERT(strlen(cs_reading_sentence((enum cs_reading_kind)kind)) > 0);
    }
    CU_ASSERT_STRING_EQUAL(cs_reading_name(CS_READING_COUNT), "unknown");
    CU_ASSERT_STRING_EQUAL(cs_reading_sentence(CS_READING_COUNT), "");
}

static void long_hosts(void)
{
    char text[70000];
    struct cs_reading reading;

    for (size_t length = 200; length <= sizeof(text) - 3; length = length < 300 ? length + 1 : length * 2) {
        memset(text, 'a', length);
        memcpy(text + length, ":80", 3);
        CU_ASSERT_EQUAL(cs_target_readings(text, length + 3, &reading, 1), length > CS_DESTINATION_HOST_MAX);
        if (length <= CS_DESTINATION_HOST_MAX)
            continue;
        CU_ASSERT_EQUAL(reading.kind, CS_READING_TRUNCATED);
        CU_ASSERT(reading.destination.length == CS_DESTINATION_HOST_MAX && reading.destination.port == 80);
    }
}

/* Every rule meets every short text made of the bytes that rules look for, next to a guard page. */
static void odd_texts(void)
{
    static const char bytes[] = "[]:@/\\%0v. \r\xef";
    unsigned count = sizeof(bytes) - 1;
    char *text = cs_supervised_copy("     ", 5);

    for (unsigned n = 0; n < count * count * count * count * count; n += 3) {
        struct cs_reading readings[CS_READING_COUNT];
        for (unsigned rest = n, at = 0; at < 5; at++, rest /= count)
            text[at] = bytes[rest % count];
        for (size_t i = cs_target_readings(text, 5, readings, CS_COUNT(readings)); i > 0; i--)
            if (readings[i - 1].destination.port == 0 || readings[i - 1].destination.length == 0)
                CU_FAIL("a reading without a destination");
    }
    cs_supervised_free(text, 5);
}

static void capacity(void)
{
    struct cs_reading readings[2];

    CU_ASSERT_EQUAL(cs_target_readings("a:80:443", 8, readings, 0), 0);
    CU_ASSERT_EQUAL(cs_target_readings("a:80:443", 8, readings, 2), 2);
}

static void destinations(void)
{
    static const struct {
        const char *text;
        const char *host; /* NULL: none */
    } rows[] = {{"a%41:1", "aA"}, {"[::1]:1", "::1"}, {"127.0.0.1:1", "127.0.0.1"}, {"[v1.x]:1", NULL}, {"a:0", NULL},
                {":1", NULL},     {"a", NULL}};

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_authority authority;
        struct cs_destination destination;
        struct cs_findings findings;
        cs_findings_init(&findings);
        cs_authority_parse(rows[i].text, strlen(rows[i].text), 0, &authority, &findings);
        CU_ASSERT_EQUAL(cs_authority_destination(rows[i].text, &authority, &destination), rows[i].host != NULL);
        if (rows[i].host != NULL)
            CU_ASSERT_STRING_EQUAL(destination.host, rows[i].host);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"readings of targets", of_targets},
        {"readings of heads", of_heads},
        {"every kind is tested", every_kind_is_tested},
        {"long hosts", long_hosts},
        {"odd texts", odd_texts},
        {"capacity", capacity},
        {"destinations of valid authorities", destinations},
    };

    return cs_run_tests("reading", tests, CS_COUNT(tests));
}
