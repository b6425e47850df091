#include "harness/cli/lint_show.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/print_json.h"
#include "reports/json.h"

#define LINE_SHOWN_MAX 160 /* bytes of a line; the caret of a longer one would stand beyond any terminal */

static size_t kept(const struct cs_diagnostics *diagnostics)
{
    return diagnostics->count < CS_DIAGNOSTICS_MAX ? diagnostics->count : CS_DIAGNOSTICS_MAX;
}

static int by_place(const struct cs_place *left, const struct cs_place *right)
{
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    return left->column == right->column ? 0 : left->column < right->column ? -1 : 1;
}

static bool same_file(const struct cs_diagnostic *one, const struct cs_diagnostic *other)
{
    return one->path != NULL && other->path != NULL && strcmp(one->path, other->path) == 0;
}

void cs_lint_sort(struct cs_diagnostics *diagnostics)
{
    for (size_t i = 1; i < kept(diagnostics); i++) {
        struct cs_diagnostic moved = diagnostics->items[i];
        size_t at = i;

        for (; at > 0 && same_file(&diagnostics->items[at - 1], &moved) &&
               by_place(&diagnostics->items[at - 1].place, &moved.place) > 0;
             at--)
            diagnostics->items[at] = diagnostics->items[at - 1];
        diagnostics->items[at] = moved;
    }
}

/* Line |number| of |file|, without its end; the caller frees it.  NULL: there is none. */
static char *line_of(FILE *file, size_t number)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length = 0;

    for (size_t i = 0; i < number && length >= 0; i++)
        length = getline(&line, &size, file);
    if (length < 0) {
        free(line);
        return NULL;
    }
    line[strcspn(line, "\r\n")] = '\0';
    return line;
}

/* Bytes that are no printable ASCII become one `?` each, so that the caret stands where it should. */
static void show_line(const char *line, const struct cs_place *place)
{
    char number[24];
    int width = snprintf(number, sizeof(number), "%5zu", place->line);

    fprintf(stderr, "%s | ", number);
    for (size_t i = 0; line[i] != '\0' && i < LINE_SHOWN_MAX; i++)
        fputc(line[i] == '\t' ? ' ' : line[i] >= 0x20 && line[i] < 0x7f ? line[i] : '?', stderr);
    if (place->column >= 1 && place->column <= LINE_SHOWN_MAX)
        fprintf(stderr, "\n%*s | %*s", width, "", (int)place->column, "^");
    fputc('\n', stderr);
}

static void show(const struct cs_diagnostic *item)
{
    FILE *file = item->path == NULL || item->place.line == 0 ? NULL : fopen(item->path, "re");
    char *line = file == NULL ? NULL : line_of(file, item->place.line);

    cs_diagnostic_print(item);
    if (line != NULL)
        show_line(line, &item->place);
    free(line);
    if (file != NULL)
        (void)fclose(file);
}

void cs_lint_show(const struct cs_diagnostics *diagnostics)
{
    for (size_t i = 0; i < kept(diagnostics); i++)
        show(&diagnostics->items[i]);
    if (diagnostics->count > CS_DIAGNOSTICS_MAX)
        fprintf(stderr, "and %zu more\n", diagnostics->count - CS_DIAGNOSTICS_MAX);
}

static json_t *json_problem(const struct cs_diagnostic *item)
{
    if (item->place.line == 0)
        return json_pack("{s:o, s:o}", "file", cs_json_text(item->path), "message", cs_json_text(item->message));
    return json_pack("{s:o, s:I, s:I, s:o}", "file", cs_json_text(item->path), "line", (json_int_t)item->place.line,
                     "column", (json_int_t)item->place.column, "message", cs_json_text(item->message));
}

bool cs_lint_print_json(const struct cs_diagnostics *diagnostics, unsigned long checked)
{
    json_t *list = json_array();

    for (size_t i = 0; i < kept(diagnostics); i++)
        cs_json_append(&list, json_problem(&diagnostics->items[i]));
    return cs_print_json(json_pack("{s:I, s:o, s:I}", "checked", (json_int_t)checked, "problems", list, "more",
                                   (json_int_t)(diagnostics->count - kept(diagnostics))));
}
