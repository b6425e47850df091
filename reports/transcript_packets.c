#include "reports/transcript_packets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH_MAX 65535 /* of a datagram */

static json_t *write_hex(const char *bytes, size_t length)
{
    char *text = malloc(2 * length + 1);
    json_t *string = NULL;

    if (text == NULL)
        return NULL;
    text[0] = '\0';
    for (size_t i = 0; i < length; i++)
        snprintf(text + 2 * i, 3, "%02x", (unsigned char)bytes[i]);
    string = json_string(text);
    free(text);
    return string;
}

json_t *cs_packets_to_json(const struct cs_carrier *carrier)
{
    json_t *packets = json_array();

    for (size_t i = 0; i < carrier->packet_count; i++) {
        const struct cs_packet *packet = &carrier->packets[i];

        cs_json_append(&packets, json_pack("{s:I, s:s, s:o}", "at_us", (json_int_t)packet->at_us, "way",
                                           packet->received ? "received" : "sent", "bytes",
                                           write_hex(packet->bytes, packet->length)));
    }
    return packets;
}

/* -1: none. */
static int digit(char byte)
{
    static const char digits[] = "0123456789abcdef";
    const char *place = byte == '\0' ? NULL : strchr(digits, byte);

    return place == NULL ? -1 : (int)(place - digits);
}

/* |out|: half as many bytes as |text| has digits. */
static bool read_hex(const char *text, char *out)
{
    for (size_t i = 0; text[i] != '\0'; i += 2) {
        int high = digit(text[i]), low = digit(text[i + 1]);

        if (high < 0 || low < 0)
            return false;
        out[i / 2] = (char)((unsigned)high << 4 | (unsigned)low);
    }
    return true;
}

static bool read_packet(json_t *item, struct cs_carrier *carrier)
{
    const char *way, *text;
    json_int_t at;
    size_t length;
    char *bytes;
    bool read;

    if (json_unpack_ex(item, NULL, JSON_STRICT, "{s:I, s:s, s:s}", "at_us", &at, "way", &way, "bytes", &text) != 0 ||
        at < 0 || (strcmp(way, "sent") != 0 && strcmp(way, "received") != 0) || strlen(text) > 2 * LENGTH_MAX)
        return false;
    length = strlen(text) / 2;
    bytes = malloc(length + 1);
    read = bytes != NULL && read_hex(text, bytes) &&
           cs_carrier_add_packet(carrier, (uint64_t)at, way[0] == 'r', bytes, length);
    free(bytes);
    return read;
}

bool cs_packets_from_json(json_t *list, struct cs_carrier *carrier)
{
    size_t count = json_array_size(list);

    if (list != NULL && (!json_is_array(list) || count > CS_PACKETS_MAX))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!read_packet(json_array_get(list, i), carrier))
            return false;
    return true;
}
