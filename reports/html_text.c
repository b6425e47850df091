/* html_data.h: sentences that occur often. */
#include <stdlib.h>

#include "reports/escape.h"
#include "reports/html_data.h"

json_t *cs_html_text(const char *text, json_t *texts)
{
    char *clean = cs_clean(text);
    json_t *index = NULL;

    if (clean == NULL)
        return NULL;
    index = json_incref(json_object_get(texts, clean));
    if (index == NULL) {
        index = json_integer((json_int_t)json_object_size(texts));
        if (json_object_set(texts, clean, index) != 0) {
            json_decref(index);
            index = NULL;
        }
    }
    free(clean);
    return index;
}
