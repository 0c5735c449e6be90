// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.sys;

import java.lang.foreign.MemorySegment;
import java.util.Locale;

/// A command of bpf(2) with its arguments: each record writes the fields of its member of `union
/// bpf_attr` in the kernel's order and under the kernel's names.
///
/// Descriptors are plain numbers here, and memory is borrowed from the caller for the call.
///
/// @kernel v6.18 include/uapi/linux/bpf.h union bpf_attr
public sealed interface BpfCommand {
  /// The size of an object's name in the kernel, with its terminator.
  int NAME_SIZE = 16;

  /// Which command it is.
  Code code();

  /// Writes the fields.
  void write(AttrWriter attr);

  /// `enum bpf_cmd`, in order: the number is the ordinal.
  enum Code {
    /// Creates a map.
    MAP_CREATE,
    /// Reads a map element.
    MAP_LOOKUP_ELEM,
    /// Writes a map element.
    MAP_UPDATE_ELEM,
    /// Deletes a map element.
    MAP_DELETE_ELEM,
    /// Gives the key after a key.
    MAP_GET_NEXT_KEY,
    /// Verifies and loads a program.
    PROG_LOAD,
    /// Gives an object a path in a bpffs.
    OBJ_PIN,
    /// Opens an object at a path in a bpffs.
    OBJ_GET,
    /// Attaches a program without a link.
    PROG_ATTACH,
    /// Detaches a program that was attached without a link.
    PROG_DETACH,
    /// Runs a program on given data.
    PROG_TEST_RUN,
    /// Gives the next program id.
    PROG_GET_NEXT_ID,
    /// Gives the next map id.
    MAP_GET_NEXT_ID,
    /// Opens a program by id.
    PROG_GET_FD_BY_ID,
    /// Opens a map by id.
    MAP_GET_FD_BY_ID,
    /// Describes an object.
    OBJ_GET_INFO_BY_FD,
    /// Lists the programs at a hook.
    PROG_QUERY,
    /// Attaches to a raw tracepoint.
    RAW_TRACEPOINT_OPEN,
    /// Loads type information.
    BTF_LOAD,
    /// Opens type information by id.
    BTF_GET_FD_BY_ID,
    /// Describes the BPF object behind a process's descriptor.
    TASK_FD_QUERY,
    /// Reads and deletes a map element.
    MAP_LOOKUP_AND_DELETE_ELEM,
    /// Makes a map read-only for user space.
    MAP_FREEZE,
    /// Gives the next BTF id.
    BTF_GET_NEXT_ID,
    /// Reads many map elements.
    MAP_LOOKUP_BATCH,
    /// Reads and deletes many map elements.
    MAP_LOOKUP_AND_DELETE_BATCH,
    /// Writes many map elements.
    MAP_UPDATE_BATCH,
    /// Deletes many map elements.
    MAP_DELETE_BATCH,
    /// Attaches a program by a link.
    LINK_CREATE,
    /// Replaces a link's program.
    LINK_UPDATE,
    /// Opens a link by id.
    LINK_GET_FD_BY_ID,
    /// Gives the next link id.
    LINK_GET_NEXT_ID,
    /// Turns run-time statistics on while the descriptor is open.
    ENABLE_STATS,
    /// Opens a reader of an iterator link.
    ITER_CREATE,
    /// Detaches a link and keeps it.
    LINK_DETACH,
    /// Keeps a map alive as long as a program.
    PROG_BIND_MAP;

    /// The name in C, such as `BPF_MAP_CREATE`.
    public String constant() {
      return "BPF_" + name().toUpperCase(Locale.ROOT);
    }
  }

  /// Creates a map.
  record MapCreate(
      int type,
      int keySize,
      int valueSize,
      int maxEntries,
      int flags,
      int innerMapFd,
      int numaNode,
      String name,
      int btfFd,
      int keyTypeId,
      int valueTypeId,
      long extra)
      implements BpfCommand {
    @Override
    public Code code() {
      return Code.MAP_CREATE;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.u32("map_type", type)
          .u32("key_size", keySize)
          .u32("value_size", valueSize)
          .u32("max_entries", maxEntries)
          .u32("map_flags", flags)
          .u32("inner_map_fd", innerMapFd)
          .u32("numa_node", numaNode)
          .text("map_name", NAME_SIZE, name)
          .u32("map_ifindex", 0)
          .u32("btf_fd", btfFd)
          .u32("btf_key_type_id", keyTypeId)
          .u32("btf_value_type_id", valueTypeId)
          .u32("btf_vmlinux_value_type_id", 0)
          .u64("map_extra", extra);
    }
  }

  /// Works on one map element: `code` is one of the `MAP_*_ELEM` commands or `MAP_GET_NEXT_KEY`,
  /// for which `value` receives the next key.
  record MapElement(Code code, int mapFd, MemorySegment key, MemorySegment value, long flags)
      implements BpfCommand {
    @Override
    public void write(AttrWriter attr) {
      attr.u32("map_fd", mapFd).address("key", key).address("value", value).u64("flags", flags);
    }
  }

  /// Works on many map elements: `code` is one of the `MAP_*_BATCH` commands.
  record MapBatch(
      Code code,
      MemorySegment inBatch,
      MemorySegment outBatch,
      MemorySegment keys,
      MemorySegment values,
      int count,
      int mapFd,
      long elementFlags)
      implements BpfCommand {
    /// Where the kernel writes how many elements it handled.
    public static final int COUNT_OFFSET = 32;

    @Override
    public void write(AttrWriter attr) {
      attr.address("batch.in_batch", inBatch)
          .address("batch.out_batch", outBatch)
          .address("batch.keys", keys)
          .address("batch.values", values)
          .u32("batch.count", count)
          .u32("batch.map_fd", mapFd)
          .u64("batch.elem_flags", elementFlags)
          .u64("batch.flags", 0);
    }
  }

  /// Makes a map read-only for user space.
  record MapFreeze(int mapFd) implements BpfCommand {
    @Override
    public Code code() {
      return Code.MAP_FREEZE;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.u32("map_fd", mapFd);
    }
  }

  /// Loads type information.
  record BtfLoad(MemorySegment btf, MemorySegment log, int logLevel) implements BpfCommand {
    @Override
    public Code code() {
      return Code.BTF_LOAD;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.address("btf", btf)
          .address("btf_log_buf", log)
          .u32("btf_size", Math.toIntExact(btf.byteSize()))
          .u32("btf_log_size", Math.toIntExact(log.byteSize()))
          .u32("btf_log_level", logLevel);
    }
  }

  /// Verifies and loads a program.
  ///
  /// @param insns the encoded instructions
  /// @param license zero-terminated
  /// @param log receives the verifier's log; NULL for none
  /// @param funcInfo records of 8 bytes, NULL for none
  /// @param lineInfo records of 16 bytes, NULL for none
  /// @param fdArray descriptors that instructions refer to by index, NULL for none
  record ProgLoad(
      int type,
      MemorySegment insns,
      MemorySegment license,
      MemorySegment log,
      int logLevel,
      int flags,
      String name,
      int expectedAttachType,
      int btfFd,
      MemorySegment funcInfo,
      MemorySegment lineInfo,
      int attachBtfId,
      int attachFd,
      MemorySegment fdArray)
      implements BpfCommand {
    /// Where the kernel writes the size the whole log would have (Linux 6.4).
    public static final int LOG_TRUE_SIZE_OFFSET = 140;

    private static final int INSN_SIZE = 8;
    private static final int FUNC_INFO_SIZE = 8;
    private static final int LINE_INFO_SIZE = 16;

    @Override
    public Code code() {
      return Code.PROG_LOAD;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.u32("prog_type", type)
          .u32("insn_cnt", (int) (insns.byteSize() / INSN_SIZE))
          .address("insns", insns)
          .address("license", license)
          .u32("log_level", logLevel)
          .u32("log_size", Math.toIntExact(log.byteSize()))
          .address("log_buf", log)
          .u32("kern_version", 0)
          .u32("prog_flags", flags)
          .text("prog_name", NAME_SIZE, name)
          .u32("prog_ifindex", 0)
          .u32("expected_attach_type", expectedAttachType)
          .u32("prog_btf_fd", btfFd)
          .u32("func_info_rec_size", funcInfo.byteSize() == 0 ? 0 : FUNC_INFO_SIZE)
          .address("func_info", funcInfo)
          .u32("func_info_cnt", (int) (funcInfo.byteSize() / FUNC_INFO_SIZE))
          .u32("line_info_rec_size", lineInfo.byteSize() == 0 ? 0 : LINE_INFO_SIZE)
          .address("line_info", lineInfo)
          .u32("line_info_cnt", (int) (lineInfo.byteSize() / LINE_INFO_SIZE))
          .u32("attach_btf_id", attachBtfId)
          .u32("attach_prog_fd", attachFd)
          .u32("core_relo_cnt", 0)
          .address("fd_array", fdArray)
          .u64("core_relos", 0)
          .u32("core_relo_rec_size", 0)
          .u32("log_true_size", 0);
    }
  }

  /// Gives an object a path in a bpffs.
  ///
  /// @param path zero-terminated
  record ObjPin(MemorySegment path, int fd) implements BpfCommand {
    @Override
    public Code code() {
      return Code.OBJ_PIN;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.address("pathname", path).u32("bpf_fd", fd);
    }
  }

  /// Opens an object at a path in a bpffs.
  ///
  /// @param path zero-terminated
  record ObjGet(MemorySegment path) implements BpfCommand {
    @Override
    public Code code() {
      return Code.OBJ_GET;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.address("pathname", path);
    }
  }

  /// Describes an object; the kernel fills `info`.
  record ObjInfo(int fd, MemorySegment info) implements BpfCommand {
    /// Where the kernel writes the size it filled.
    public static final int LENGTH_OFFSET = 4;

    @Override
    public Code code() {
      return Code.OBJ_GET_INFO_BY_FD;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.u32("info.bpf_fd", fd)
          .u32("info.info_len", Math.toIntExact(info.byteSize()))
          .address("info.info", info);
    }
  }

  /// Runs a program on given data; empty segments are left out.
  record ProgTestRun(
      int progFd,
      MemorySegment dataIn,
      MemorySegment dataOut,
      MemorySegment contextIn,
      MemorySegment contextOut,
      int repeat)
      implements BpfCommand {
    /// Where the kernel writes the program's result.
    public static final int RETVAL_OFFSET = 4;

    /// Where the kernel writes the size of the data afterwards.
    public static final int DATA_SIZE_OUT_OFFSET = 12;

    /// Where the kernel writes the mean nanoseconds of a run.
    public static final int DURATION_OFFSET = 36;

    /// Where the kernel writes the size of the context afterwards.
    public static final int CONTEXT_SIZE_OUT_OFFSET = 44;

    @Override
    public Code code() {
      return Code.PROG_TEST_RUN;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.u32("test.prog_fd", progFd)
          .u32("test.retval", 0)
          .u32("test.data_size_in", Math.toIntExact(dataIn.byteSize()))
          .u32("test.data_size_out", Math.toIntExact(dataOut.byteSize()))
          .address("test.data_in", dataIn)
          .address("test.data_out", dataOut)
          .u32("test.repeat", repeat)
          .u32("test.duration", 0)
          .u32("test.ctx_size_in", Math.toIntExact(contextIn.byteSize()))
          .u32("test.ctx_size_out", Math.toIntExact(contextOut.byteSize()))
          .address("test.ctx_in", contextIn)
          .address("test.ctx_out", contextOut);
    }
  }

  /// Walks or opens by id: `code` is one of the `*_GET_NEXT_ID` or `*_GET_FD_BY_ID` commands.
  record ById(Code code, int id) implements BpfCommand {
    /// Where the kernel writes the next id.
    public static final int NEXT_ID_OFFSET = 4;

    @Override
    public void write(AttrWriter attr) {
      attr.u32("start_id", id).u32("next_id", 0);
    }
  }

  /// Lists the programs at a hook.
  ///
  /// @param target descriptor of a cgroup or network namespace, or an interface index
  /// @param programIds receives the ids, 4 bytes each
  /// @param linkIds receives the link ids (Linux 6.6), NULL for none
  record ProgQuery(
      int target, int attachType, int flags, MemorySegment programIds, MemorySegment linkIds)
      implements BpfCommand {
    /// Where the kernel writes the attach flags.
    public static final int ATTACH_FLAGS_OFFSET = 12;

    /// Where the kernel writes how many programs there are.
    public static final int COUNT_OFFSET = 24;

    /// Where the kernel writes the revision of the list (Linux 6.6).
    public static final int REVISION_OFFSET = 56;

    @Override
    public Code code() {
      return Code.PROG_QUERY;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.u32("query.target_fd", target)
          .u32("query.attach_type", attachType)
          .u32("query.query_flags", flags)
          .u32("query.attach_flags", 0)
          .address("query.prog_ids", programIds)
          .u32("query.prog_cnt", (int) (programIds.byteSize() / Integer.BYTES))
          .at(32)
          .u64("query.prog_attach_flags", 0)
          .address("query.link_ids", linkIds)
          .u64("query.link_attach_flags", 0)
          .u64("query.revision", 0);
    }
  }

  /// Attaches a program by a link to a cgroup, namespace or interface.
  ///
  /// @param target descriptor, or interface index
  /// @param relative program or link descriptor that the place is relative to, 0 for none
  record LinkCreate(int progFd, int target, int attachType, int flags, int relative)
      implements BpfCommand {
    @Override
    public Code code() {
      return Code.LINK_CREATE;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.u32("link_create.prog_fd", progFd)
          .u32("link_create.target_fd", target)
          .u32("link_create.attach_type", attachType)
          .u32("link_create.flags", flags)
          .u32("link_create.tcx.relative_fd", relative);
    }
  }

  /// Replaces a link's program.
  record LinkUpdate(int linkFd, int newProgFd) implements BpfCommand {
    @Override
    public Code code() {
      return Code.LINK_UPDATE;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.u32("link_update.link_fd", linkFd).u32("link_update.new_prog_fd", newProgFd);
    }
  }

  /// Detaches a link and keeps it.
  record LinkDetach(int linkFd) implements BpfCommand {
    @Override
    public Code code() {
      return Code.LINK_DETACH;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.u32("link_detach.link_fd", linkFd);
    }
  }

  /// Opens a reader of an iterator link.
  record IterCreate(int linkFd) implements BpfCommand {
    @Override
    public Code code() {
      return Code.ITER_CREATE;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.u32("iter_create.link_fd", linkFd);
    }
  }

  /// Turns run-time statistics on while the descriptor is open.
  record EnableStats(int type) implements BpfCommand {
    @Override
    public Code code() {
      return Code.ENABLE_STATS;
    }

    @Override
    public void write(AttrWriter attr) {
      attr.u32("enable_stats.type", type);
    }
  }
}
