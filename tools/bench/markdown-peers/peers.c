// HTML by md4c and by cmark-gfm over a list of files, for tools/bench/markdown and tools/bench/markdown-stream.
//
//   peers time LIST ROUNDS PEER   MB/s, best of ROUNDS; PEER is md4c, cmark-gfm or cmark (no extensions)
//   peers each LIST PEER          a line per file: FNV-1a of its HTML, and its name
//   peers render PEER             the HTML of standard input
//   peers grow FILE SIZE PEER     milliseconds for the HTML of every beginning of a file that ends SIZE bytes after the last
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <md4c-html.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  char *bytes;
  size_t count, room;
} buffer;

static void append(const MD_CHAR *text, MD_SIZE count, void *user) {
  buffer *b = user;
  if (b->count + count > b->room) b->bytes = realloc(b->bytes, b->room = (b->count + count) * 2);
  memcpy(b->bytes + b->count, text, count);
  b->count += count;
}

static void by_md4c(const char *text, size_t count, buffer *out) {
  out->count = 0;
  md_html(text, count, append, out, MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_PERMISSIVEAUTOLINKS,
          MD_HTML_FLAG_XHTML);
}

static void by_cmark(const char *text, size_t count, buffer *out, int extended) {
  const char *names[] = {"table", "strikethrough", "autolink", "tasklist"};
  int options = CMARK_OPT_UNSAFE | (extended ? CMARK_OPT_FOOTNOTES : 0);
  cmark_parser *parser = cmark_parser_new(options);
  for (int i = 0; extended && i < 4; i++)
    cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(names[i]));
  cmark_parser_feed(parser, text, count);
  cmark_node *document = cmark_parser_finish(parser);
  free(out->bytes);
  out->bytes = cmark_render_html(document, options, cmark_parser_get_syntax_extensions(parser));
  out->count = out->room = strlen(out->bytes);
  cmark_node_free(document);
  cmark_parser_free(parser);
}

static void convert(const char *peer, const char *text, size_t count, buffer *out) {
  if (!strcmp(peer, "md4c")) by_md4c(text, count, out);
  else by_cmark(text, count, out, !strcmp(peer, "cmark-gfm"));
}

static char *contents(FILE *file, size_t *count) {
  size_t room = 1 << 16, got;
  char *bytes = malloc(room);
  *count = 0;
  while ((got = fread(bytes + *count, 1, room - *count - 1, file)) > 0)
    if ((*count += got) + 1 >= room) bytes = realloc(bytes, room *= 2);
  bytes[*count] = 0;
  return bytes;
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  cmark_gfm_core_extensions_ensure_registered();
  buffer out = {0, 0, 0};
  if (argc > 2 && !strcmp(argv[1], "render")) {
    size_t count;
    char *text = contents(stdin, &count);
    convert(argv[2], text, count, &out);
    fwrite(out.bytes, 1, out.count, stdout);
    return 0;
  }
  if (argc > 4 && !strcmp(argv[1], "grow")) {
    FILE *file = fopen(argv[2], "rb");
    size_t count, size = strtoul(argv[3], 0, 10), pieces = 0;
    if (!file || !size) return 2;
    char *text = contents(file, &count);
    double start = seconds();
    for (size_t end = size;; end += size, pieces++) {
      // md4c 0.4.8 reads beyond the end of some texts, and there is stopped by nothing but a zero.
      size_t length = end < count ? end : count;
      char next = text[length];
      text[length] = 0;
      convert(argv[4], text, length, &out);
      text[length] = next;
      if (end >= count) break;
    }
    printf("%s %zu bytes in %zu pieces: %.1f ms\n", argv[4], count, pieces + 1, (seconds() - start) * 1e3);
    return 0;
  }
  if (argc < 4) return 2;
  FILE *list = fopen(argv[2], "rb");
  if (!list) return 2;
  size_t length, files = 0, total = 0, room = 1024;
  char **texts = malloc(room * sizeof *texts), **names = malloc(room * sizeof *names);
  size_t *counts = malloc(room * sizeof *counts);
  char *all = contents(list, &length);
  for (char *name = strtok(all, "\n"); name; name = strtok(0, "\n")) {
    FILE *file = fopen(name, "rb");
    if (!file) continue;
    if (files == room) {
      room *= 2;
      texts = realloc(texts, room * sizeof *texts);
      names = realloc(names, room * sizeof *names);
      counts = realloc(counts, room * sizeof *counts);
    }
    texts[files] = contents(file, &counts[files]);
    names[files] = name;
    total += counts[files++];
    fclose(file);
  }
  if (!strcmp(argv[1], "each")) {
    for (size_t i = 0; i < files; i++) {
      convert(argv[3], texts[i], counts[i], &out);
      uint64_t digest = 0xCBF29CE484222325ULL;
      for (size_t k = 0; k < out.count; k++) digest = (digest ^ (uint8_t)out.bytes[k]) * 0x100000001B3ULL;
      printf("%llx %s\n", (unsigned long long)digest, names[i]);
    }
    return 0;
  }
  if (argc < 5) return 2;
  double fastest = 1e9;
  size_t size = 0;
  for (int round = 0; round < atoi(argv[3]); round++) {
    double start = seconds();
    size = 0;
    for (size_t i = 0; i < files; i++) {
      convert(argv[4], texts[i], counts[i], &out);
      size += out.count;
    }
    double spent = seconds() - start;
    if (spent < fastest) fastest = spent;
  }
  printf("%s %zu files %zu bytes %.2f MB/s out %zu\n", argv[4], files, total, total / fastest / 1e6, size);
  return 0;
}
