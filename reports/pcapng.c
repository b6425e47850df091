#include "reports/pcapng.h"

#include <string.h>

#define BLOCK_SECTION   0x0A0D0D0Au
#define BLOCK_INTERFACE 1u
#define BLOCK_PACKET    6u
#define BLOCK_SECRETS   10u
#define SECRETS_TLS     0x544c534bu
#define BYTE_ORDER_MARK 0x1A2B3C4Du
#define LINKTYPE_RAW    101u /* packets begin with the IP header */

#define OPTION_COMMENT     1
#define OPTION_NAME        2
#define OPTION_APPLICATION 4
#define TEXT_MAX           60000 /* of an option, whose length has 16 bits */

#define IP_HEADER  20
#define TCP_HEADER 20
#define UDP_HEADER 8
#define TCP        6 /* as the IP header says it */
#define UDP        17

/* The file is in this machine's byte order, as the mark tells; packets are in the network's. */
static void put16(FILE *out, uint16_t value)
{
    fwrite(&value, sizeof(value), 1, out);
}

static void put32(FILE *out, uint32_t value)
{
    fwrite(&value, sizeof(value), 1, out);
}

static size_t padding(size_t length)
{
    return (4 - length % 4) % 4;
}

static void put_padded(FILE *out, const void *data, size_t length)
{
    fwrite(data, 1, length, out);
    fwrite("\0\0\0", 1, padding(length), out);
}

/* How much of |text| goes into an option; no character is cut in two. */
static size_t text_length(const char *text)
{
    size_t length = strlen(text);

    if (length <= TEXT_MAX)
        return length;
    length = TEXT_MAX;
    while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
        length--;
    return length;
}

static size_t option_size(const char *text)
{
    return text == NULL ? 0 : 4 + text_length(text) + padding(text_length(text));
}

static void put_option(FILE *out, uint16_t code, const char *text)
{
    if (text == NULL)
        return;
    put16(out, code);
    put16(out, (uint16_t)text_length(text));
    put_padded(out, text, text_length(text));
}

static void end_block(FILE *out, size_t size)
{
    put32(out, 0); /* the end of the options */
    put32(out, (uint32_t)size);
}

void cs_pcapng_begin(FILE *out, const char *application)
{
    size_t size = 32 + option_size(application);

    put32(out, BLOCK_SECTION);
    put32(out, (uint32_t)size);
    put32(out, BYTE_ORDER_MARK);
    put16(out, 1);
    put16(out, 0);
    put32(out, UINT32_MAX); /* the section's length is not known ... */
    put32(out, UINT32_MAX);
    put_option(out, OPTION_APPLICATION, application);
    end_block(out, size);
}

void cs_pcapng_interface(FILE *out, const char *name, const char *comment)
{
    size_t size = 24 + option_size(name) + option_size(comment);

    put32(out, BLOCK_INTERFACE);
    put32(out, (uint32_t)size);
    put16(out, LINKTYPE_RAW);
    put16(out, 0);
    put32(out, 0); /* no limit to a packet's length; times count microseconds */
    put_option(out, OPTION_NAME, name);
    put_option(out, OPTION_COMMENT, comment);
    end_block(out, size);
}

void cs_pcapng_keys(FILE *out, const char *keys)
{
    size_t length = strlen(keys);
    size_t size = 24 + length + padding(length);

    put32(out, BLOCK_SECRETS);
    put32(out, (uint32_t)size);
    put32(out, SECRETS_TLS);
    put32(out, (uint32_t)length);
    put_padded(out, keys, length);
    end_block(out, size);
}

static void set16(unsigned char *at, unsigned value)
{
    at[0] = (unsigned char)(value >> 8);
    at[1] = (unsigned char)value;
}

static void set32(unsigned char *at, uint32_t value)
{
    set16(at, value >> 16);
    set16(at + 2, value & 0xffff);
}

/* The Internet checksum's sum (RFC 1071), not yet folded; an odd byte at the end counts as a high one. */
static uint32_t add_up(uint32_t sum, const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        sum += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
    return sum;
}

static unsigned checksum(uint32_t sum)
{
    while (sum > 0xffff)
        sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

static size_t header_size(const struct cs_ip_packet *packet)
{
    return IP_HEADER + (packet->datagram ? UDP_HEADER : TCP_HEADER);
}

static void set_ip_header(unsigned char *at, const struct cs_ip_packet *packet)
{
    memset(at, 0, IP_HEADER);
    at[0] = 0x45; /* version 4, five words */
    set16(at + 2, (unsigned)(header_size(packet) + packet->length));
    at[6] = 0x40; /* do not fragment */
    at[8] = 64;   /* hops */
    at[9] = packet->datagram ? UDP : TCP;
    set32(at + 12, packet->from);
    set32(at + 16, packet->to);
    set16(at + 10, checksum(add_up(0, at, IP_HEADER)));
}

/* |ip|: the header before, whose addresses TCP's checksum covers. */
static void set_tcp_header(unsigned char *at, const unsigned char *ip, const struct cs_ip_packet *packet)
{
    uint32_t sum = TCP + TCP_HEADER + (uint32_t)packet->length;

    memset(at, 0, TCP_HEADER);
    set16(at, packet->from_port);
    set16(at + 2, packet->to_port);
    set32(at + 4, packet->sequence);
    set32(at + 8, (packet->flags & CS_TCP_ACK) != 0 ? packet->acknowledged : 0);
    at[12] = TCP_HEADER / 4 << 4;
    at[13] = (unsigned char)packet->flags;
    set16(at + 14, 0xffff); /* window */
    sum = add_up(sum, ip + 12, 8);
    sum = add_up(sum, at, TCP_HEADER);
    set16(at + 16, checksum(add_up(sum, (const unsigned char *)packet->payload, packet->length)));
}

static void set_udp_header(unsigned char *at, const unsigned char *ip, const struct cs_ip_packet *packet)
{
    unsigned size = UDP_HEADER + (unsigned)packet->length;
    uint32_t sum = UDP + size;
    unsigned found;

    set16(at, packet->from_port);
    set16(at + 2, packet->to_port);
    set16(at + 4, size);
    set16(at + 6, 0);
    sum = add_up(sum, ip + 12, 8);
    sum = add_up(sum, at, UDP_HEADER);
    found = checksum(add_up(sum, (const unsigned char *)packet->payload, packet->length));
    set16(at + 6, found == 0 ? 0xffff : found); /* 0 says that there is none (RFC 768) */
}

void cs_pcapng_packet(FILE *out, const struct cs_ip_packet *packet)
{
    unsigned char headers[IP_HEADER + TCP_HEADER];
    size_t length = header_size(packet) + packet->length;
    size_t size = 36 + length + padding(length) + option_size(packet->comment);

    set_ip_header(headers, packet);
    (packet->datagram ? set_udp_header : set_tcp_header)(headers + IP_HEADER, headers, packet);
    put32(out, BLOCK_PACKET);
    put32(out, (uint32_t)size);
    put32(out, packet->interface);
    put32(out, (uint32_t)(packet->at_us >> 32));
    put32(out, (uint32_t)packet->at_us);
    put32(out, (uint32_t)length);
    put32(out, (uint32_t)length);
    fwrite(headers, 1, header_size(packet), out);
    fwrite(packet->payload, 1, packet->length, out);
    fwrite("\0\0\0", 1, padding(length), out);
    put_option(out, OPTION_COMMENT, packet->comment);
    end_block(out, size);
}
