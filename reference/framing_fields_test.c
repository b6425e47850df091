#include <string.h>

#include "reference/findings_testing.h"
#include "reference/framing.h"

static const struct row {
    const char *section;
    const char *findings;
    struct cs_framing framing;
} rows[] = {
    {"Content-Length: 5\r\n", "", {.content_length_count = 1, .content_length_valid = true, .content_length = 5}},
    {"CONTENT-LENGTH:0\r\n", "", {.content_length_count = 1, .content_length_valid = true}},
    {"Content-Length: 9223372036854775807\r\n",
     "",
     {.content_length_count = 1, .content_length_valid = true, .content_length = INT64_MAX}},
    {"Content-Length: 9223372036854775808\r\n",
     "content-length-too-large@16",
     {.content_length_count = 1, .content_length = CS_LENGTH_TOO_LARGE}},
    {"Content-Length: 18446744073709551615, 5\r\n",
     "content-length-too-large@16 content-length-differs@38",
     {.content_length_count = 1, .content_length = CS_LENGTH_TOO_LARGE}},
    {"Content-Length: 9223372036854775808\r\nContent-Length: 5\r\n",
     "content-length-too-large@16 content-length-differs@53",
     {.content_length_count = 2, .content_length = CS_LENGTH_TOO_LARGE}},
    {"Content-Length: 5\r\nContent-Length: 9223372036854775808\r\n",
     "content-length-differs@35",
     {.content_length_count = 2}},
    {"Content-Length: 99999999999999999999999999999999\r\n",
     "content-length-too-large@16",
     {.content_length_count = 1, .content_length = CS_LENGTH_TOO_LARGE}},
    {"Content-Length: -1\r\n", "content-length-not-digits@16", {.content_length_count = 1}},
    {"Content-Length: 5 5\r\n", "content-length-not-digits@17", {.content_length_count = 1}},
    {"Content-Length: 0x5\r\n", "content-length-not-digits@17", {.content_length_count = 1}},
    {"Content-Length:\r\n", "content-length-not-digits@15", {.content_length_count = 1}},
    {"Content-Length: 5, 5\r\n",
     "content-length-repeated@19",
     {.content_length_count = 1, .content_length_valid = true, .content_length = 5}},
    {"Content-Length: 5,6\r\n", "content-length-differs@18", {.content_length_count = 1}},
    {"Content-Length: 5,\r\n", "content-length-not-digits@18", {.content_length_count = 1}},
    {"Content-Length: 5\r\nContent-Length: 05\r\n",
     "content-length-repeated@35",
     {.content_length_count = 2, .content_length_valid = true, .content_length = 5}},
    {"Content-Length: 5\r\nContent-Length: 6\r\n", "content-length-differs@35", {.content_length_count = 2}},
    {"Content-Length: x\r\nContent-Length: 6\r\n", "content-length-not-digits@16", {.content_length_count = 2}},
    {"Transfer-Encoding: chunked\r\n", "", {.transfer_encoding_count = 1, .chunked = true}},
    {"Transfer-Encoding: gzip, ,Chunked\r\n", "", {.transfer_encoding_count = 1, .chunked = true}},
    {"Transfer-Encoding: gzip\r\n", "", {.transfer_encoding_count = 1}},
    {"Transfer-Encoding: xchunked\r\n", "", {.transfer_encoding_count = 1}},
    {"Transfer-Encoding: a;b=c ; d=\"e,\\\"f\", chunked\r\n", "", {.transfer_encoding_count = 1, .chunked = true}},
    {"X: y\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
     "",
     {.transfer_encoding_count = 2, .chunked = true, .transfer_encoding_start = 31}},
    {"Transfer-Encoding: chunked, gzip\r\n", "transfer-encoding-chunked-twice@28", {.transfer_encoding_count = 1}},
    {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
     "transfer-encoding-chunked-twice@47",
     {.transfer_encoding_count = 2, .chunked = true, .transfer_encoding_start = 28}},
    {"Transfer-Encoding:\r\n", "transfer-encoding-malformed@18", {.transfer_encoding_count = 1}},
    {"Transfer-Encoding: ,\r\n", "transfer-encoding-malformed@19", {.transfer_encoding_count = 1}},
    {"Transfer-Encoding: chunked;a=b\r\n", "transfer-encoding-malformed@26", {.transfer_encoding_count = 1}},
    {"Transfer-Encoding: \x0b"
     "chunked\r\n",
     "transfer-encoding-malformed@19",
     {.transfer_encoding_count = 1}},
    {"Transfer-Encoding: chunked x\r\n", "transfer-encoding-malformed@26", {.transfer_encoding_count = 1}},
    {"Transfer-Encoding: gzip x\r\n", "transfer-encoding-malformed@24", {.transfer_encoding_count = 1}},
    {"Transfer-Encoding: gzip;a\r\n", "transfer-encoding-malformed@23", {.transfer_encoding_count = 1}},
    {"Transfer-Encoding: gzip;a=\"b\r\n", "transfer-encoding-malformed@23", {.transfer_encoding_count = 1}},
    {"Transfer-Encoding: gzip;=b\r\n", "transfer-encoding-malformed@23", {.transfer_encoding_count = 1}},
    {"Content-Lengt: x\r\nTransfer-Encodin: y\r\n", "", {0}},
};

static bool same(const struct cs_framing *left, const struct cs_framing *right)
{
    return left->content_length_count == right->content_length_count &&
           left->content_length_valid == right->content_length_valid && left->content_length == right->content_length &&
           left->transfer_encoding_count == right->transfer_encoding_count && left->chunked == right->chunked &&
           left->transfer_encoding_start == right->transfer_encoding_start;
}

static void sections(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        size_t length = strlen(rows[i].section);
        char *data = cs_supervised_copy(rows[i].section, length);
        struct cs_framing framing = {0};
        struct cs_findings findings;
        struct cs_field field;
        cs_findings_init(&findings);
        for (size_t position = 0; cs_field_next(data, length, &position, &field, NULL);)
            cs_framing_field(&framing, data, &field, &findings);
        cs_supervised_free(data, length);
        cs_expect_findings(&findings, rows[i].findings, rows[i].section);
        CU_ASSERT_TRUE(same(&framing, &rows[i].framing));
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"Content-Length and Transfer-Encoding", sections},
    };

    return cs_run_tests("framing_fields", tests, CS_COUNT(tests));
}
