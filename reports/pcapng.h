/* Packet captures in the pcapng format (draft-ietf-opsawg-pcapng), one section: the blocks, and packets of TCP and UDP
 * over IPv4 that nobody ever sent. */
#ifndef CONNECTSPEC_PCAPNG_H
#define CONNECTSPEC_PCAPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CS_PCAPNG_PAYLOAD_MAX 32768 /* of one packet */

enum cs_tcp_flag {
    CS_TCP_FIN = 1,
    CS_TCP_SYN = 2,
    CS_TCP_RST = 4,
    CS_TCP_PSH = 8,
    CS_TCP_ACK = 16,
};

/* One packet, of TCP or with |datagram| of UDP.  Addresses are four bytes, most significant first. */
struct cs_ip_packet {
    bool datagram;
    uint64_t at_us;     /* since 1970 */
    uint32_t interface; /* in the order of cs_pcapng_interface */
    uint32_t from;
    uint32_t to;
    uint16_t from_port;
    uint16_t to_port;
    uint32_t sequence; /* TCP */
    uint32_t acknowledged;
    unsigned flags; /* of enum cs_tcp_flag */
    const char *payload;
    size_t length;       /* at most CS_PCAPNG_PAYLOAD_MAX */
    const char *comment; /* clean UTF-8, or NULL */
};

/* The file's head: |application| wrote it.  Then the interfaces, then the packets.  A long comment is cut. */
void cs_pcapng_begin(FILE *out, const char *application);
void cs_pcapng_interface(FILE *out, const char *name, const char *comment);
/* A decryption secrets block: a key log of TLS, for the packets behind it. */
void cs_pcapng_keys(FILE *out, const char *keys);
void cs_pcapng_packet(FILE *out, const struct cs_ip_packet *packet);

#endif
