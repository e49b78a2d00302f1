// Surviving a mapped file that shrinks or fails under its readers; guard.h says how.
#define _GNU_SOURCE
#include "guard.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#define SLOTS 4096

// A slot is free while `base` is 0; `base` is stored last with release order, so a handler never sees half a slot.
static struct {
  uintptr_t base;
  size_t length;
  uint64_t *flag;
} slots[SLOTS];

static int used_slots;
static size_t page_size;
static struct sigaction previous;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int installed;

static void on_bus_error(int number, siginfo_t *info, void *context) {
  const uintptr_t address = (uintptr_t)info->si_addr;
  const int saved = errno;
  const int limit = __atomic_load_n(&used_slots, __ATOMIC_ACQUIRE);
  for (int i = 0; i < limit; i++) {
    const uintptr_t base = __atomic_load_n(&slots[i].base, __ATOMIC_ACQUIRE);
    const size_t length = __atomic_load_n(&slots[i].length, __ATOMIC_ACQUIRE);
    uint64_t *flag = __atomic_load_n(&slots[i].flag, __ATOMIC_ACQUIRE);
    if (base == 0 || address < base || address - base >= length) continue;
    // Another thread may have given the slot away meanwhile: its length is then not that of this map.
    if (__atomic_load_n(&slots[i].base, __ATOMIC_ACQUIRE) != base) continue;
    const uintptr_t page = address & ~(uintptr_t)(page_size - 1);
    __atomic_store_n(flag, 1, __ATOMIC_RELEASE);
    void *zero = mmap((void *)page, page_size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (zero != MAP_FAILED) {
      errno = saved;
      return;
    }
  }
  errno = saved;
  if (previous.sa_flags & SA_SIGINFO && previous.sa_sigaction) {
    previous.sa_sigaction(number, info, context);
  } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(number);
  } else {
    signal(SIGBUS, SIG_DFL);
    raise(SIGBUS);
  }
}

int concord_guard_install(void) {
  int result = 0;
  pthread_mutex_lock(&lock);
  if (!installed) {
    page_size = (size_t)sysconf(_SC_PAGESIZE);
    struct sigaction action = {0};
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGBUS, &action, &previous) != 0) result = errno;
    else installed = 1;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int concord_guard_register(const void *base, size_t length, uint64_t *flag) {
  int slot = -1;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < SLOTS; i++) {
    if (slots[i].base != 0) continue;
    __atomic_store_n(&slots[i].length, length, __ATOMIC_RELAXED);
    __atomic_store_n(&slots[i].flag, flag, __ATOMIC_RELAXED);
    __atomic_store_n(&slots[i].base, (uintptr_t)base, __ATOMIC_RELEASE);
    if (i >= used_slots) __atomic_store_n(&used_slots, i + 1, __ATOMIC_RELEASE);
    slot = i;
    break;
  }
  pthread_mutex_unlock(&lock);
  return slot;
}

void concord_guard_unregister(int slot) {
  if (slot < 0 || slot >= SLOTS) return;
  pthread_mutex_lock(&lock);
  __atomic_store_n(&slots[slot].base, 0, __ATOMIC_RELEASE);
  pthread_mutex_unlock(&lock);
}
