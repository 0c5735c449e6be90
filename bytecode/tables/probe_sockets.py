#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures which loads the running kernel permits through socket pointers. Needs root.

Prints one line per pointer type: its name and one hexadecimal digit per byte offset, the sum of the
widths (1, 2, 4, 8) a program may load there. Loads programs and drops them; attaches nothing. The
result stands in hooks.py (POINTEES).
"""

import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)
BPF_PROG_LOAD, SYSCALL = 5, {"x86_64": 321, "aarch64": 280, "riscv64": 280}[os.uname().machine]
SCHED_CLS, SOCK_ADDR, CONNECT4 = 3, 18, 10
LOAD = {1: 0x71, 2: 0x69, 4: 0x61, 8: 0x79}


def insn(opcode, dst=0, src=0, offset=0, imm=0):
    return struct.pack("<BBhi", opcode, src << 4 | dst, offset, imm)


def accepted(program_type, attach_type, code):
    buffer = ctypes.create_string_buffer(b"".join(code))
    licence = ctypes.create_string_buffer(b"GPL")
    attr = struct.pack(
        "<IIQQIIQII16sIIQ", program_type, len(code), ctypes.addressof(buffer), ctypes.addressof(licence),
        0, 0, 0, 0, 0, b"weir_probe", 0, attach_type, 0)
    attr = ctypes.create_string_buffer(attr)
    fd = libc.syscall(SYSCALL, BPF_PROG_LOAD, attr, len(attr) - 1)
    if fd >= 0:
        os.close(fd)
    return fd >= 0


EXIT = [insn(0xB7, 0, imm=1), insn(0x95)]


def sock(load):
    return SOCK_ADDR, CONNECT4, [insn(0x79, 6, 1, 64), load(6)] + EXIT


def sock_common(load):
    return SCHED_CLS, 0, [insn(0x79, 6, 1, 168), insn(0x15, 6, offset=1), load(6)] + EXIT


def tcp_sock(load):
    return SCHED_CLS, 0, [
        insn(0x79, 1, 1, 168), insn(0x15, 1, offset=6),
        insn(0x85, imm=95), insn(0x15, 0, offset=4), insn(0xBF, 1, 0),  # bpf_sk_fullsock
        insn(0x85, imm=96), insn(0x15, 0, offset=1), load(0)] + EXIT  # bpf_tcp_sock



def digits(program, size):
    text = ""
    for offset in range(size):
        mask = 0
        for width, opcode in LOAD.items():
            code = program(lambda base: insn(opcode, 3, base, offset))
            if accepted(*code):
                mask |= width
        text += "%x" % mask
    return text


if __name__ == "__main__":
    for name, program, size in (("sock", sock, 88), ("sock_common", sock_common, 88), ("tcp_sock", tcp_sock, 128)):
        print(name, digits(program, size).rstrip("0") or "-")
