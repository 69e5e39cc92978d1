/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The kernel part, composed. Programs are named <kind>__<hook>; those that only count, blind_spot__<hook>. */
#include "kernel.bpf.h"
#include "events.h"
#include "bounds.h"
#include "emit.bpf.h"
#include "scope.bpf.h"
#include "path.bpf.h"
#include "owner.bpf.h"
#include "script.bpf.h"
#include "syscall.bpf.h"
#include "adopt.bpf.h"
#include "gate.bpf.h"
#include "tamper.bpf.h"
#include "process.bpf.h"
#include "file.bpf.h"
#include "file_fentry.bpf.h"
#include "dns.bpf.h"
#include "first_bytes.bpf.h"
#include "network.bpf.h"
#include "resolved.bpf.h"
#include "blind.bpf.h"

/* The helpers that read kernel memory are given to GPL-compatible programs only. */
char LICENSE[] SEC("license") = "GPL";
