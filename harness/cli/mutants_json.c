#include "harness/cli/mutants_json.h"

#include <stdlib.h>
#include <string.h>

#include "harness/cli/items.h"
#include "reports/json.h"

static json_t *json_summary(const struct cs_result *result)
{
    struct cs_summary summary = cs_result_summary(result);
    json_t *object = json_object();

    for (int kind = 0; kind < CS_VERDICT_KINDS; kind++)
        if (summary.of[kind] > 0 && json_object_set_new(object, cs_verdict_name((enum cs_verdict_kind)kind),
                                                        json_integer((json_int_t)summary.of[kind])) != 0) {
            json_decref(object);
            return NULL;
        }
    return object;
}

static json_t *json_red(const struct cs_result *result)
{
    json_t *list = json_array();

    for (size_t i = 0; i < result->count; i++) {
        enum cs_verdict_kind kind = result->cases[i].verdict.kind;

        if (kind == CS_FAIL || kind == CS_WARN)
            cs_json_append(&list, cs_json_text(result->cases[i].id));
    }
    return list;
}

static const char *verdict_of(const struct cs_result *result, const char *id)
{
    for (size_t i = 0; i < result->count; i++)
        if (strcmp(result->cases[i].id, id) == 0)
            return cs_verdict_name(result->cases[i].verdict.kind);
    return "not run";
}

static json_t *json_claims(const struct cs_matrix_row *row)
{
    json_t *list = json_array();

    for (size_t i = 0; i < row->item_count; i++) {
        char *id;

        if (!cs_item_claims(&row->items[i], cs_fault_name(row->fault)))
            continue;
        id = cs_item_id(&row->items[i]);
        cs_json_append(&list,
                       id == NULL ? NULL : json_pack("{s:s, s:s}", "case", id, "verdict", verdict_of(row->result, id)));
        free(id);
    }
    return list;
}

static json_t *json_round(const struct cs_matrix_row *row)
{
    return json_pack("{s:s, s:s, s:b, s:o, s:o, s:o}", "fault",
                     row->fault == CS_FAULT_NONE ? "none" : cs_fault_name(row->fault), "target", row->target, "stopped",
                     (int)row->stopped, "summary", json_summary(row->result), "red", json_red(row->result), "claims",
                     json_claims(row));
}

bool cs_matrix_write_json(const struct cs_matrix *matrix, const char *path)
{
    char error[CS_FILE_ERROR_MAX] = "out of memory";
    json_t *list = json_array();
    json_t *root;
    bool whole;

    for (size_t i = 0; i < matrix->row_count; i++)
        if (matrix->rows[i].result != NULL)
            cs_json_append(&list, json_round(&matrix->rows[i]));
    root = json_pack("{s:o}", "rounds", list);
    whole = root != NULL && cs_json_write(root, path, error);
    json_decref(root);
    if (!whole)
        fprintf(stderr, "connectspec mutants: %s\n", error);
    return whole;
}
