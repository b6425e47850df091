#include <stdio.h>
#include <stdlib.h>

#include "reports/documents.h"
#include "reports/html_data.h"
#include "reports/html_page.h"
#include "reports/stream.h"

/* JSON that no HTML parser can leave: ASCII, and no "<", which stands only in strings. */
static int put_data(const char *part, size_t size, void *out)
{
    for (size_t i = 0; i < size; i++)
        if ((part[i] == '<' ? fputs("\\u003c", out) : fputc(part[i], out)) == EOF)
            return -1;
    return 0;
}

static bool put_page(FILE *out, const struct cs_result *const *results, size_t count)
{
    json_t *data = cs_html_data(results, count);
    bool done = data != NULL && fwrite(cs_page_head, cs_page_head_size, 1, out) == 1 &&
                json_dump_callback(data, put_data, out, JSON_COMPACT | JSON_ENSURE_ASCII) == 0 &&
                fwrite(cs_page_tail, cs_page_tail_size, 1, out) == 1;

    json_decref(data);
    return done;
}

char *cs_html_document(const struct cs_result *const *results, size_t count, size_t *length)
{
    char *document = NULL;
    FILE *out = cs_stream_open(&document, length);
    bool done;

    if (out == NULL)
        return NULL;
    done = put_page(out, results, count);
    if (cs_stream_close(out) && done)
        return document;
    free(document);
    return NULL;
}
