// Counts how often a program waits for its GPU. Preloaded, it stands before CUDA's runtime:
//
//   gcc -shared -fPIC -O2 -o wait_count.so wait_count.c -ldl
//   LD_PRELOAD=$PWD/wait_count.so CimCil.Benchmarks waits
//
// A copy between the device and memory that is not pinned waits too, because the runtime copies such memory piece by piece.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

static long long waits;

long long cimcil_wait_count(void) { return __atomic_load_n(&waits, __ATOMIC_SEQ_CST); }

static void count(void) { __atomic_add_fetch(&waits, 1, __ATOMIC_SEQ_CST); }

static void *real(const char *name)
{
    static const char *const names[] = {"libcudart.so.13", "libcudart.so.12", "libcudart.so", NULL};
    for (int i = 0; names[i]; i++) {
        void *runtime = dlopen(names[i], RTLD_LAZY | RTLD_NOLOAD);
        void *found = runtime ? dlsym(runtime, name) : NULL;
        if (found)
            return found;
    }
    fprintf(stderr, "wait_count: no CUDA runtime has %s\n", name);
    abort();
}

// cudaPointerAttributes begins with the kind of the memory: 0 unregistered, 1 host (pinned), 2 device, 3 managed.
static int is_pageable(const void *memory)
{
    int attributes[64] = {0};
    int (*ask)(void *, const void *) = (int (*)(void *, const void *))real("cudaPointerGetAttributes");
    return ask(attributes, memory) == 0 && attributes[0] == 0;
}

int cudaDeviceSynchronize(void)
{
    count();
    return ((int (*)(void))real("cudaDeviceSynchronize"))();
}

int cudaStreamSynchronize(void *stream)
{
    count();
    return ((int (*)(void *))real("cudaStreamSynchronize"))(stream);
}

int cudaEventSynchronize(void *event)
{
    count();
    return ((int (*)(void *))real("cudaEventSynchronize"))(event);
}

int cudaMemcpy(void *to, const void *from, size_t bytes, int kind)
{
    count();
    return ((int (*)(void *, const void *, size_t, int))real("cudaMemcpy"))(to, from, bytes, kind);
}

int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, void *stream)
{
    if (is_pageable(to) || is_pageable(from))
        count();
    return ((int (*)(void *, const void *, size_t, int, void *))real("cudaMemcpyAsync"))(to, from, bytes, kind, stream);
}
