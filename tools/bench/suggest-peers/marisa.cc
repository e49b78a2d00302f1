// Times marisa on the keys and queries that `suggest-probe FILE dump FOLDER` wrote; prints one JSON object.
//
//   marisa-bench FOLDER
//
// The trie is in the order of labels, which is what makes the first ten the alphabetical ones.
#include <marisa.h>
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

static double nanoseconds(clockid_t clock) {
  timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

// Keys behind their lengths as u16.
static std::vector<std::string> records(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::vector<std::string> keys;
  for (size_t at = 0; at + 2 <= bytes.size();) {
    const size_t length = uint8_t(bytes[at]) + (size_t(uint8_t(bytes[at + 1])) << 8);
    keys.push_back(bytes.substr(at + 2, length));
    at += 2 + length;
  }
  return keys;
}

static double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, size_t(values.size() * share))];
}

int main(int, char **arguments) {
  const std::string folder = arguments[1];
  marisa::Trie trie;
  double build_ms, keys;
  {
    marisa::Keyset set;
    for (const auto &key : records(folder + "/keys.bin")) set.push_back(key.data(), key.size());
    keys = set.size();
    const double start = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
    trie.build(set, 3 | MARISA_LABEL_ORDER);
    build_ms = (nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start) / 1e6;
  }
  printf("{\"texts\":%.0f,\"bytes\":%zu,\"build_ms\":%.3f", keys, trie.io_size(), build_ms);
  for (const char *name : {"hits", "misses"}) {
    const auto queries = records(folder + "/" + name + ".bin");
    marisa::Agent agent;
    size_t found = 0;
    std::vector<double> times;
    for (int round = 0; round < 3; round++) {
      found = 0;
      const double start = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
      for (const auto &query : queries) {
        agent.set_query(query.data(), query.size());
        found += trie.lookup(agent);
      }
      times.push_back((nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start) / queries.size());
    }
    printf(",\"%s_ns\":%.1f,\"%s_found\":%zu", name, percentile(times, 0.5), name, found);
  }
  std::vector<double> empty;
  for (int i = 0; i < 10001; i++) {
    const double start = nanoseconds(CLOCK_MONOTONIC);
    empty.push_back(nanoseconds(CLOCK_MONOTONIC) - start);
  }
  const double overhead = percentile(empty, 0.5);
  const auto prefixes = records(folder + "/prefixes.bin");
  printf(",\"first\":{");
  for (size_t length = 1; length <= 6; length++) {
    std::vector<const std::string *> own;
    for (const auto &prefix : prefixes)
      if (prefix.size() == length) own.push_back(&prefix);
    std::vector<std::vector<double>> times(own.size());
    std::string out;
    out.reserve(1 << 16);
    for (int round = 0; round < 5; round++) {
      for (size_t query = 0; query < own.size(); query++) {
        const double start = nanoseconds(CLOCK_MONOTONIC);
        out.clear();
        marisa::Agent agent;
        agent.set_query(own[query]->data(), length);
        for (int count = 0; count < 10 && trie.predictive_search(agent); count++)
          out.append(agent.key().ptr(), agent.key().length());
        times[query].push_back(std::max(0.0, nanoseconds(CLOCK_MONOTONIC) - start - overhead) / 1e3);
      }
    }
    std::vector<double> medians;
    for (const auto &one : times) medians.push_back(percentile(one, 0.5));
    uint64_t digest = 0xCBF29CE484222325;
    for (const auto *prefix : own) {
      marisa::Agent agent;
      agent.set_query(prefix->data(), length);
      for (int count = 0; count < 10 && trie.predictive_search(agent); count++) {
        for (size_t i = 0; i < agent.key().length(); i++)
          digest = (digest ^ uint8_t(agent.key().ptr()[i])) * 0x100000001B3;
        digest = (digest ^ 10) * 0x100000001B3;
      }
    }
    printf("%s\"%zu\":{\"p50\":%.3f,\"p99\":%.3f,\"digest\":\"%llu\"}", length > 1 ? "," : "", length,
           percentile(medians, 0.5), percentile(medians, 0.99), (unsigned long long)digest);
  }
  printf("}}\n");
}
