/* Target: cs_authority_parse and cs_target_readings.  Seeds: corpus/authority/.  Dictionary: fuzz/authority.dict. */
#include <arpa/inet.h>
#include <errno.h>

#include "fuzz/property.h"

/* What the C library makes of the same port and the same address. */
static void require_as_libc_reads(const char *text, const struct cs_authority *authority)
{
    bool bracketed = authority->kind == CS_HOST_IPV6;
    struct cs_span host = authority->host;
    uint8_t address[16];
    char copy[64];

    (void)snprintf(copy, sizeof(copy), "%.*s", authority->port.length < 40 ? (int)authority->port.length : 40,
                   text + authority->port.start);
    if (authority->port.length <= 40) {
        errno = 0;
        require(strtoull(copy, NULL, 10) == authority->port_number && errno == 0);
    }
    if (host.length >= sizeof(copy))
        return;
    (void)snprintf(copy, sizeof(copy), "%.*s", (int)host.length - 2 * bracketed, text + host.start + bracketed);
    if (authority->kind == CS_HOST_IPV4 || bracketed)
        require(inet_pton(bracketed ? AF_INET6 : AF_INET, copy, address) == 1 &&
                memcmp(address, authority->address, bracketed ? 16 : 4) == 0);
    else
        require(inet_pton(AF_INET, copy, address) != 1);
}

/* An accepted authority has exactly one destination, and says the same when written out again.  Only an address of a
 * future version has none (RFC 3986 section 3.2.2). */
static void require_one_destination(const char *text, const struct cs_authority *authority)
{
    struct cs_findings findings;
    struct cs_destination destination;
    struct cs_destination again;
    struct cs_authority second;
    char plain[CS_DESTINATION_HOST_MAX * 3 + 16];
    int length;

    require(authority->port_number != 0 && authority->host.length > 0 && authority->kind != CS_HOST_NONE);
    if (authority->host.length > CS_DESTINATION_HOST_MAX)
        return;
    if (authority->kind == CS_HOST_IPFUTURE) {
        require(!cs_authority_destination(text, authority, &destination));
        return;
    }
    require(cs_authority_destination(text, authority, &destination));
    length = snprintf(plain, sizeof(plain), "%.*s:%u", (int)authority->host.length, text + authority->host.start,
                      authority->port_number);
    cs_findings_init(&findings);
    require(cs_authority_parse(plain, (size_t)length, 0, &second, &findings) == CS_COMPLETE);
    require(second.kind == authority->kind && memcmp(second.address, authority->address, sizeof(second.address)) == 0);
    require(cs_authority_destination(plain, &second, &again));
    require(again.port == destination.port && strcmp(again.host, destination.host) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cs_reading readings[CS_READING_COUNT];
    const char *text = (const char *)data;
    struct cs_authority authority;
    struct cs_findings findings;

    uint64_t number = own_number(data, size);

    cs_findings_init(&findings);
    if (cs_authority_parse(text, size, 0, &authority, &findings) == CS_COMPLETE) {
        require(!findings.invalid);
        if (is_sampled(number, 1, 4))
            require_one_destination(text, &authority);
        if (is_sampled(number, 2, 4))
            require_as_libc_reads(text, &authority);
    } else {
        require(findings.invalid && findings.count > 0);
    }
    require_span(authority.host, size);
    require_span(authority.port, size);
    require_findings(&findings, size);
    if (is_sampled(number, 3, 16))
        require(cs_target_readings(text, size, readings, CS_READING_COUNT) <= CS_READING_COUNT);
    return 0;
}
