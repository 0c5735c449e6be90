#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the kernel tables of dev.weir.bytecode.kernel.

    generate.py --probe PROBE.jsonl --protos PROTOS.json --kfuncs KFUNCS.jsonl --out DIR

PROBE and KFUNCS are measured: one record per program and attach type of Linux 6.18 with every
(offset, width) the verifier let a program load and store, the helpers it let it call, and the kfuncs.
PROTOS holds the helper signatures of Linux 6.12. What those do not tell (names, first kernels, section
names) is in history.py beside this file, each with its source. Needs Python 3.11, no packages.
"""

import argparse
import collections
import json
import pathlib
import re
import sys

import history
import hooks as hook_tables

HEADER = "# Written by bytecode/tables/generate.py; change that and its inputs, not this file.\n"


def version(text):
    return tuple(int(part) for part in text.split("."))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("probe", "protos", "kfuncs", "out"):
        parser.add_argument("--" + name, required=True, type=pathlib.Path)
    options = parser.parse_args()
    probe = {row["config"]: row for row in read_lines(options.probe) if row["loadable"]}
    protos = json.loads(options.protos.read_text())
    kfuncs = read_lines(options.kfuncs)
    options.out.mkdir(parents=True, exist_ok=True)
    write(options.out / "contexts.tsv", contexts(probe))
    write(options.out / "structs.tsv", pointees())
    write(options.out / "hooks.tsv", hook_rows(probe))
    write(options.out / "helpers.tsv", helper_rows(probe, protos))
    write(options.out / "kfuncs.tsv", kfunc_rows(kfuncs))


def read_lines(path):
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def write(path, lines):
    path.write_text(HEADER + "\n".join(lines) + "\n")
    print(f"{path.name}: {len(lines)} lines", file=sys.stderr)


# Context structures and what each hook may do with them.


def contexts(probe):
    lines = [
        "# Source: include/uapi/linux/bpf.h as in the BTF of Linux 6.18.",
        "# struct name size",
        "# field name offset size count valueBytes type order since",
    ]
    lines += struct_lines(hook_tables.STRUCTS)
    check_pointer_types(probe)
    return lines


def struct_lines(structs):
    for struct in structs:
        yield f"struct\t{struct.name}\t{struct.size}"
        for field in struct.fields:
            yield "field\t" + "\t".join(str(part) for part in field)


def pointees():
    sock = next(struct for struct in hook_tables.STRUCTS if struct.name == "bpf_sock")
    lines = [
        "# Source: include/uapi/linux/bpf.h as in the BTF of Linux 6.18; accesses measured on 6.18.",
        "# struct name size",
        "# field name offset size count valueBytes type order since",
        "# pointer kind struct reads",
    ]
    lines += struct_lines([sock] + hook_tables.MORE_STRUCTS)
    lines += ("pointer\t" + "\t".join(pointee) for pointee in hook_tables.POINTEES)
    return lines


def check_pointer_types(probe):
    """Every pointer the kernel was seen to hand out is typed so in the structure tables."""
    structs = {struct.name: struct for struct in hook_tables.STRUCTS}
    for hook in hook_tables.HOOKS:
        row = probe.get(hook.access)
        if row is None or hook.struct not in structs:
            continue
        typed = {field.offset: field for field in structs[hook.struct].fields if field.type != "SCALAR"}
        for offset, width, seen in row["ctx_read"]:
            seen = re.sub(r"\(.*", "", seen)
            field = typed.get(offset)
            expected = hook_tables.LOG_NAMES.get(seen)
            if seen.startswith("trusted_ptr"):
                expected = "BTF_POINTER"
            if seen == "scalar":
                if field and field.size == width:
                    sys.exit(f"{hook.name}: {field.name} is a number to the kernel")
            elif field is None or field.type != expected:
                sys.exit(f"{hook.name}: {seen} at {offset}, the table has {field}")


def access_digits(pairs):
    masks = collections.defaultdict(int)
    for offset, width in pairs:
        masks[offset] |= width
    end = max(masks, default=-1) + 1
    return "".join("%x" % masks[offset] for offset in range(end)) or "-"


def hook_rows(probe):
    lines = [
        "# Source: section names from libbpf's section table; accesses and exit ranges measured on Linux",
        "# 6.18, the same on 6.1, 6.12 and 7.3 for sock_addr, cgroup_skb and sched_cls.",
        "# name program attach section aliases prefix struct reads writes packet returns verdicts since profile",
    ]
    for hook in hook_tables.HOOKS:
        row = probe.get(hook.access)
        if not hook.since:
            sys.exit(f"{hook.name}: no first kernel")
        if row is None:
            reads, writes = hook.reads, hook.writes
            returns = hook.returns
        else:
            seen = [(offset, width) for offset, width, _ in row["ctx_read"]]
            reads = access_digits(seen + list(hook.more_reads))
            writes = access_digits(row["ctx_write"])
            found = re.search(r"in \[(-?\d+), (-?\d+)\]", row["exit_unknown_r0"])
            returns = f"{found[1]}..{found[2]}" if found else "any"
            if hook.returns and hook.returns != returns:
                sys.exit(f"{hook.name}: measured return range {returns}, expected {hook.returns}")
        lines.append(
            "\t".join([
                hook.name, hook.program, hook.attach or "-", hook.section,
                ",".join(hook.aliases) or "-", "prefix" if hook.prefix else "exact", hook.struct,
                reads, writes, hook.packet, returns,
                ",".join(f"{name}={value}" for name, value in hook.verdicts) or "-",
                hook.since, hook.profile,
            ]))
    return lines


def availability(sinces):
    """The lines that explain a hooks column, and its letter for each first kernel (None: from the start)."""
    later = sorted((since for since in sinces if since), key=version)
    letters = dict(zip(later, "abcdefghijklmnopqrstuvw"))
    lines = ["profiles\t" + "\t".join(hook_tables.PROFILES)]
    if later:
        lines.append("since\t" + "\t".join(f"{letter}={since}" for since, letter in letters.items()))
    return lines, letters | {None: "x"}


# Helpers.


class Signatures:
    """Finds the signature a program type's calls of a helper are checked against."""

    def __init__(self, protos):
        self.protos = protos["protos"] | history.MORE_PROTOS
        self.functions = protos["func_proto_functions"]

    def find(self, profile, name):
        for function in hook_tables.HELPER_CHAINS[profile]:
            candidates = self.functions[function]["cases"].get(name)
            if candidates is None:
                continue
            chosen = history.CONDITIONAL_PROTOS.get((function, name))
            if chosen is None and candidates:
                chosen = candidates[0]
            return chosen or self.usual(name)
        return history.PROTOS_FOR_ALL.get(name) or self.usual(name)

    @staticmethod
    def usual(name):
        return history.OTHER_PROTOS.get(name, f"bpf_{name}_proto")

    def gpl_only(self, name):
        return self.protos[self.usual(name)].get("gpl_only") == "true"

    def text(self, proto_name):
        proto = self.protos.get(proto_name)
        if proto is None:
            return None
        args = []
        for index in range(1, 6):
            kind = proto.get(f"arg{index}_type")
            if kind:
                args.append(argument(kind, proto.get(f"arg{index}_btf_id"), proto.get(f"arg{index}_size")))
        returns = result(proto.get("ret_type", "RET_INTEGER"), proto.get("ret_btf_id"))
        return returns, ",".join(args) or "-"


def btf_name(reference):
    """The structure a BTF id names; `` where the verifier takes it from elsewhere."""
    socket = re.search(r"BTF_SOCK_TYPE_(\w+)", reference)
    if socket:
        return history.SOCKET_STRUCTS[socket[1]]
    return history.BTF_ID_STRUCTS[reference.lstrip("&")]


FLAGS = {
    "MEM_RDONLY": "rdonly", "MEM_WRITE": "write", "MEM_UNINIT": "uninit", "MEM_ALIGNED": "aligned",
    "OBJ_RELEASE": "release", "DYNPTR_TYPE_RINGBUF": "ringbuf", "DYNPTR_TYPE_LOCAL": "local",
}


def argument(text, btf, size):
    parts = [part.strip() for part in text.split("|")]
    kind = parts[0].removeprefix("ARG_").removeprefix("PTR_TO_")
    flags = set()
    nullable = kind.endswith("_OR_NULL")
    kind = kind.removesuffix("_OR_NULL")
    for part in parts[1:]:
        if part == "PTR_MAYBE_NULL":
            nullable = True
        else:
            flags.add(FLAGS[part])
    if kind == "UNINIT_MEM":
        kind, flags = "MEM", flags | {"uninit", "write"}
    if kind == "CONST_MAP_PTR" or kind in ("CONST_SIZE", "CONST_SIZE_OR_ZERO"):
        flags = set()
    text = kind + ("?" if nullable else "")
    text += "".join("+" + flag for flag in sorted(flags))
    if size:
        text += ":" + str(history.SIZES[size])
    elif btf and kind in ("BTF_ID",):
        text += ":" + btf_name(btf)
    return text


def result(text, btf):
    parts = [part.strip() for part in text.split("|")]
    kind = parts[0].removeprefix("RET_").removeprefix("PTR_TO_")
    nullable = kind.endswith("_OR_NULL") or "PTR_MAYBE_NULL" in parts
    kind = kind.removesuffix("_OR_NULL").removesuffix("_TRUSTED")
    rdonly = "+rdonly" if "MEM_RDONLY" in parts else ""
    return kind + ("?" if nullable else "") + rdonly + (":" + btf_name(btf) if btf else "")


def helper_rows(probe, protos):
    signatures = Signatures(protos)
    names = {number: name for name, number in protos["ids"].items() if number}
    profiles = hook_tables.PROFILES
    allowed = collections.defaultdict(dict)  # id -> profile -> first kernel, None: with the helper
    licence = {}
    for profile in profiles:
        row = probe.get(profile)
        if row is None:
            for name in history.UNPROBED[profile]:
                allowed[protos["ids"][name]][profile] = None
            continue
        for entry in row["helpers"]:
            allowed[entry["id"]][profile] = None
            licence[entry["id"]] = licence.get(entry["id"], False) or entry["gpl"]
    for (name, profile), since in history.later(profiles).items():
        number = protos["ids"][name]
        if profile in allowed[number]:
            allowed[number][profile] = since
        else:
            sys.exit(f"{name} is not allowed in {profile}, yet history says since {since}")
    lines = [
        "# Sources: names and ids from include/uapi/linux/bpf.h; hooks and licence measured on Linux 6.18;",
        "# signatures from the bpf_func_proto tables of Linux 6.12; first kernels from bytecode/tables/history.py.",
        "# One line per helper and signature; the hooks column has one character per profile: '.' not allowed,",
        "# 'x' allowed since the helper exists, a letter: since the kernel in the table below.",
    ]
    known, letters = availability({since for row in allowed.values() for since in row.values()})
    lines += known
    lines.append("# id name flags since returns arguments hooks")
    for number in sorted(names):
        name = names[number]
        variants = collections.defaultdict(list)
        for profile in profiles:
            if profile in allowed[number]:
                text = signatures.text(signatures.find(profile, name))
                if text is None:
                    sys.exit(f"no signature of {name} for {profile}: {signatures.find(profile, name)}")
                variants[text].append(profile)
        if not variants:
            text = signatures.text(signatures.usual(name))
            if text is None:
                sys.exit(f"no signature of {name}")
            variants[text] = []
        gpl = licence.get(number)
        if gpl is None:
            gpl = signatures.gpl_only(name)
        flags = "".join(["g" if gpl else "", "p" if name in history.CHANGES_PACKET else ""]) or "-"
        for text, users in sorted(variants.items(), key=lambda item: -len(item[1])):
            hooks = "".join(
                "." if profile not in users
                else letters[allowed[number][profile]]
                for profile in profiles)
            lines.append("\t".join([
                str(number), name, flags, history.HELPER_SINCE[name], text[0], text[1], hooks]))
    return lines


# Kfuncs.


def kfunc_rows(kfuncs):
    profiles = hook_tables.PROFILES
    structs = {hook.profile: hook.struct for hook in hook_tables.HOOKS}
    found = []
    for row in sorted(kfuncs, key=lambda row: row["kfunc"]):
        name, users = row["kfunc"], {}
        context = row["args"] and history.KFUNC_CONTEXTS.get(
            row["args"][0].rpartition(" ")[0].removeprefix("const "))
        generic = "tracing/raw_tp" in row["allowed"] and "socket_filter" not in row["allowed"]
        for profile in profiles:
            projected = profile == "netfilter" and name == "bpf_dynptr_from_skb"
            if context and structs[profile] != context and not projected:
                continue
            if hook_tables.kfunc_profile(profile) in row["allowed"]:
                users[profile] = history.kfunc_later(name, profile, generic)
        if name in history.KFUNCS:
            found.append((row, users))
        elif set(users) - {"syscall", "lsm_cgroup"} and name not in history.KFUNCS_LEFT_OUT:
            sys.exit(f"{name}: no first kernel in history.py")
    lines, letters = availability({since for _, users in found for since in users.values()})
    lines = [
        "# Sources: names, types and hooks measured on Linux 6.18 (built-in kfuncs only); flags and first",
        "# kernels from bytecode/tables/history.py. The hooks column is that of helpers.tsv.",
    ] + lines + ["# name since flags returns arguments hooks"]
    for row, users in found:
        since, flags = history.KFUNCS[row["kfunc"]]
        hooks = "".join(letters[users[profile]] if profile in users else "." for profile in profiles)
        lines.append("\t".join([
            row["kfunc"], since, ",".join(flags) or "-", row["ret"], ";".join(row["args"]) or "-", hooks]))
    return lines


if __name__ == "__main__":
    main()
