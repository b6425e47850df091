#include "harness/embedded/proxy/fault_bytes.h"

#include <string.h>

#include "harness/embedded/proxy/actions.h"

bool cs_fault_close_both(struct cs_session *session)
{
    cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
    return true;
}

struct cs_piece cs_fault_piece(const struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    return (struct cs_piece){
        .from = from, .data = data, .length = length, .first = session->flows[from].received == length};
}

bool cs_fault_in_piece(struct cs_session *session, const struct cs_piece_fault *rows, size_t count,
                       const struct cs_piece *piece)
{
    unsigned side = piece->from == CS_SIDE_CLIENT ? CS_FROM_CLIENT : CS_FROM_ORIGIN;

    for (size_t i = 0; i < count; i++)
        if (cs_has(session->config, rows[i].fault) && (rows[i].sides & side) != 0)
            return rows[i].act(session, piece);
    return false;
}

static void pass(struct cs_session *session, const struct cs_piece *piece, size_t start, size_t length)
{
    cs_session_pass(session, piece->from, piece->data + start, length);
}

/* ---- held back until so many are there ---- */

static const struct {
    enum cs_fault fault;
    size_t size;
    unsigned sides; /* 1: the client, 2: the origin */
} holds[] = {
    {CS_FAULT_HOLDS_2, 2, 3},
    {CS_FAULT_HOLDS_16, 16, 3},
    {CS_FAULT_HOLDS_100, 100, 3},
    {CS_FAULT_HOLDS_512, 512, 3},
    {CS_FAULT_HOLDS_1024, 1024, 3},
    {CS_FAULT_HOLDS_1400, 1400, 3},
    {CS_FAULT_HOLDS_4096, 4096, 3},
    {CS_FAULT_HOLDS_8192, 8192, 3},
    {CS_FAULT_HOLDS_16384, 16384, 3},
    {CS_FAULT_HOLDS_65536, 65536, 3},
    {CS_FAULT_HOLDS_CLIENT_4096, 4096, 1},
    {CS_FAULT_HOLDS_ORIGIN_4096, 4096, 2},
};

static size_t held_size(const struct cs_session *session, enum cs_side from)
{
    for (size_t i = 0; i < sizeof(holds) / sizeof(holds[0]); i++)
        if (cs_has(session->config, holds[i].fault) && (holds[i].sides & (from == CS_SIDE_CLIENT ? 1u : 2u)) != 0)
            return holds[i].size;
    return 0;
}

static bool hold(struct cs_session *session, const struct cs_piece *piece, size_t size)
{
    struct cs_buffer *held = &session->flows[piece->from].held;

    cs_session_keep(session, held, piece->data, piece->length);
    if (held->length < size)
        return true;
    cs_session_pass(session, piece->from, held->data, held->length);
    cs_buffer_free(held);
    return true;
}

void cs_fault_releases(struct cs_session *session, enum cs_side from)
{
    struct cs_buffer *held = &session->flows[from].held;

    if (held_size(session, from) == 0)
        return;
    cs_session_pass(session, from, held->data, held->length);
    cs_buffer_free(held);
}

/* ---- so many and no more ---- */

static uint64_t cap_of(enum cs_fault fault)
{
    static const struct {
        enum cs_fault fault;
        uint64_t size;
    } rows[] = {
        {CS_FAULT_CAP_64K, 65536u},      {CS_FAULT_CAP_1M, 1048576u},    {CS_FAULT_CAP_16M, 16777216u},
        {CS_FAULT_CAP_128M, 134217728u}, {CS_FAULT_CAP_2G, 2147483648u}, {CS_FAULT_CAP_4G, 4294967296ull},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].fault == fault)
            return rows[i].size;
    return UINT64_MAX;
}

/* ---- changed bytes ---- */

/* What one byte becomes: up to four bytes in |out|; how many. */
static size_t byte_lf(unsigned char byte, char *out)
{
    out[0] = byte == '\n' ? '\r' : (char)byte;
    out[1] = '\n';
    return byte == '\n' ? 2 : 1;
}

static size_t byte_telnet(unsigned char byte, char *out)
{
    out[0] = out[1] = (char)byte;
    return byte == 0xff ? 2 : 1;
}

static size_t byte_xon(unsigned char byte, char *out)
{
    out[0] = (char)byte;
    return byte == 0x11 || byte == 0x13 ? 0 : 1;
}

static size_t byte_utf8(unsigned char byte, char *out)
{
    out[0] = byte > 127 ? '\xef' : (char)byte;
    out[1] = '\xbf';
    out[2] = '\xbd';
    return byte > 127 ? 3 : 1;
}

static bool map(struct cs_session *session, const struct cs_piece *piece, size_t (*change)(unsigned char, char *))
{
    struct cs_draft changed = {0};
    char bytes[4];

    for (size_t i = 0; i < piece->length; i++)
        cs_draft_add(&changed, bytes, change((unsigned char)piece->data[i], bytes));
    cs_session_pass(session, piece->from, changed.bytes.data, changed.bytes.length);
    session->broken |= changed.broken;
    cs_draft_free(&changed);
    return true;
}

static bool lf_to_crlf(struct cs_session *session, const struct cs_piece *piece)
{
    return map(session, piece, byte_lf);
}

static bool telnet(struct cs_session *session, const struct cs_piece *piece)
{
    return map(session, piece, byte_telnet);
}

static bool xon(struct cs_session *session, const struct cs_piece *piece)
{
    return map(session, piece, byte_xon);
}

static bool utf8(struct cs_session *session, const struct cs_piece *piece)
{
    return map(session, piece, byte_utf8);
}

static bool control_z(struct cs_session *session, const struct cs_piece *piece)
{
    const char *found = memchr(piece->data, 0x1a, piece->length);

    if (found == NULL)
        return false;
    pass(session, piece, 0, (size_t)(found - piece->data));
    return cs_fault_close_both(session);
}

static bool nul_ends(struct cs_session *session, const struct cs_piece *piece)
{
    pass(session, piece, 0, strnlen(piece->data, piece->length));
    return true;
}

/* ---- the first bytes ---- */

/* Drops the first |count| bytes of the first piece. */
static bool drop_first(struct cs_session *session, const struct cs_piece *piece, size_t count)
{
    if (!piece->first || count == 0)
        return false;
    pass(session, piece, count, piece->length - count);
    return true;
}

static bool first_byte(struct cs_session *session, const struct cs_piece *piece)
{
    return drop_first(session, piece, 1);
}

static bool bom(struct cs_session *session, const struct cs_piece *piece)
{
    return drop_first(session, piece, piece->length >= 3 && memcmp(piece->data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
}

static size_t count_of(const struct cs_piece *piece, const char *bytes)
{
    size_t count = 0;

    while (count < piece->length && piece->data[count] != '\0' && strchr(bytes, piece->data[count]) != NULL)
        count++;
    return count;
}

static bool skip_lines(struct cs_session *session, const struct cs_piece *piece)
{
    return drop_first(session, piece, count_of(piece, "\r\n"));
}

static bool skip_blanks(struct cs_session *session, const struct cs_piece *piece)
{
    return drop_first(session, piece, count_of(piece, " \t"));
}

static size_t behind(const struct cs_piece *piece, const char *end)
{
    const char *found = memmem(piece->data, piece->length, end, strlen(end));

    return found == NULL ? 0 : (size_t)(found - piece->data) + strlen(end);
}

static bool eat_request(struct cs_session *session, const struct cs_piece *piece)
{
    bool request = piece->length > 4 && (memcmp(piece->data, "GET ", 4) == 0 || memcmp(piece->data, "POST", 4) == 0);

    return drop_first(session, piece, request ? behind(piece, "\r\n\r\n") : 0);
}

static bool eat_chunk(struct cs_session *session, const struct cs_piece *piece)
{
    size_t digits = count_of(piece, "0123456789abcdefABCDEF");

    return drop_first(session, piece, digits > 0 && behind(piece, "\r\n") == digits + 2 ? digits + 2 : 0);
}

/* ---- TLS ---- */

static bool is_hello(const struct cs_piece *piece)
{
    return piece->first && piece->data[0] == 0x16;
}

static size_t record_length(const struct cs_piece *piece)
{
    const unsigned char *bytes = (const unsigned char *)piece->data;

    return piece->length < 5 ? SIZE_MAX : 5 + ((size_t)bytes[3] << 8 | bytes[4]);
}

static bool hello_cut(struct cs_session *session, const struct cs_piece *piece)
{
    return is_hello(piece) && record_length(piece) > piece->length && cs_fault_close_both(session);
}

static bool hello_long(struct cs_session *session, const struct cs_piece *piece)
{
    return is_hello(piece) && record_length(piece) > 1400 && cs_fault_close_both(session);
}

static bool tls_alone(struct cs_session *session, const struct cs_piece *piece)
{
    return piece->first && piece->data[0] != 0x16 && cs_fault_close_both(session);
}

static bool hello_version(struct cs_session *session, const struct cs_piece *piece)
{
    if (!is_hello(piece) || piece->length < 3)
        return false;
    pass(session, piece, 0, 2);
    cs_session_pass(session, piece->from, "\x01", 1);
    pass(session, piece, 3, piece->length - 3);
    return true;
}

/* ---- early bytes ---- */

static bool cut_early(struct cs_session *session, const struct cs_piece *piece, size_t limit)
{
    if (!piece->first || session->asked.surplus <= limit)
        return false;
    pass(session, piece, 0, limit);
    return true;
}

static bool early_1k(struct cs_session *session, const struct cs_piece *piece)
{
    return cut_early(session, piece, 1024);
}

static bool early_16k(struct cs_session *session, const struct cs_piece *piece)
{
    return cut_early(session, piece, 16384);
}

bool cs_fault_takes_bytes(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    static const struct cs_piece_fault rows[] = {
        {CS_FAULT_LF_TO_CRLF, CS_FROM_BOTH, lf_to_crlf},
        {CS_FAULT_CONTROL_Z_ENDS, CS_FROM_BOTH, control_z},
        {CS_FAULT_TELNET_DOUBLED, CS_FROM_BOTH, telnet},
        {CS_FAULT_XON_DROPPED, CS_FROM_BOTH, xon},
        {CS_FAULT_BOM_STRIPPED, CS_FROM_BOTH, bom},
        {CS_FAULT_UTF8_REPAIRED, CS_FROM_BOTH, utf8},
        {CS_FAULT_FIRST_BYTE_LOST, CS_FROM_BOTH, first_byte},
        {CS_FAULT_NUL_ENDS_PIECE, CS_FROM_BOTH, nul_ends},
        {CS_FAULT_BLANK_LINES_SKIPPED, CS_FROM_CLIENT, skip_lines},
        {CS_FAULT_BLANKS_SKIPPED, CS_FROM_CLIENT, skip_blanks},
        {CS_FAULT_EARLY_REQUEST_EATEN, CS_FROM_CLIENT, eat_request},
        {CS_FAULT_EARLY_CHUNK_EATEN, CS_FROM_CLIENT, eat_chunk},
        {CS_FAULT_HELLO_CUT, CS_FROM_CLIENT, hello_cut},
        {CS_FAULT_HELLO_LONG, CS_FROM_CLIENT, hello_long},
        {CS_FAULT_TLS_ALONE, CS_FROM_CLIENT, tls_alone},
        {CS_FAULT_HELLO_REWRITTEN, CS_FROM_CLIENT, hello_version},
        {CS_FAULT_EARLY_CUT_1K, CS_FROM_CLIENT, early_1k},
        {CS_FAULT_EARLY_CUT_16K, CS_FROM_CLIENT, early_16k},
    };
    const struct cs_piece piece = cs_fault_piece(session, from, data, length);
    size_t size = held_size(session, from);

    if (length == 0)
        return true;
    if (size > 0)
        return hold(session, &piece, size);
    if (session->flows[from].received > cap_of(session->config->fault))
        return cs_fault_close_both(session);
    return cs_fault_in_piece(session, rows, sizeof(rows) / sizeof(rows[0]), &piece);
}

const char *cs_fault_head_end(const struct cs_proxy_config *config)
{
    return cs_has(config, CS_FAULT_HEAD_ENDED) ? "\r\n\r\n" : NULL;
}
