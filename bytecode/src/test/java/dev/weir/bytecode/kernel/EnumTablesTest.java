// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EnumTablesTest {
  @Test
  void numbersCountUpWithoutGaps() {
    int number = 0;
    for (ProgramType type : ProgramType.values()) {
      assertEquals(number++, type.number(), type.name());
      assertEquals(Optional.of(type), ProgramType.ofNumber(type.number()));
    }
    number = 0;
    for (AttachType type : AttachType.values()) {
      assertEquals(number++, type.number(), type.name());
      assertEquals(Optional.of(type), AttachType.ofNumber(type.number()));
    }
    number = 0;
    for (MapType type : MapType.values()) {
      assertEquals(number++, type.number(), type.name());
      assertEquals(Optional.of(type), MapType.ofNumber(type.number()));
      assertEquals(Optional.of(type), MapType.byName(type.kernelName()));
    }
    assertEquals(Optional.empty(), ProgramType.ofNumber(-1));
    assertEquals(Optional.empty(), AttachType.ofNumber(1000));
    assertEquals(Optional.empty(), MapType.ofNumber(1000));
  }

  @Test
  void numbersSeenOnKernelsMatch() {
    assertEquals(3, ProgramType.SCHED_CLS.number());
    assertEquals("sched_cls", ProgramType.SCHED_CLS.kernelName());
    assertEquals(18, ProgramType.CGROUP_SOCK_ADDR.number());
    assertEquals(32, ProgramType.NETFILTER.number());
    assertEquals(43, AttachType.LSM_CGROUP.number());
    assertEquals(46, AttachType.TCX_INGRESS.number());
    assertEquals("BPF_CGROUP_UNIX_CONNECT", AttachType.CGROUP_UNIX_CONNECT.constant());
    assertEquals(49, AttachType.CGROUP_UNIX_CONNECT.number());
    assertEquals(54, AttachType.NETKIT_PRIMARY.number());
    assertEquals(57, AttachType.TRACE_UPROBE_SESSION.number());
    assertEquals(24, MapType.SK_STORAGE.number());
    assertEquals(33, MapType.ARENA.number());
  }

  @Test
  void mapTraitsAgreeWithEachOther() {
    for (MapType type : MapType.values()) {
      assertFalse(type.keyless() && type.has(MapTrait.INDEX_KEY), type.name());
      assertEquals(type.name().contains("PERCPU"), type.perCpu(), type.name());
      assertEquals(
          type.name().matches("(SK|INODE|TASK|CGRP)_STORAGE"),
          type.has(MapTrait.LOCAL_STORAGE),
          type.name());
      assertFalse(type.has(MapTrait.LOCAL_STORAGE) && !type.needsBtf(), type.name());
    }
    assertTrue(MapType.LPM_TRIE.has(MapTrait.NEEDS_NO_PREALLOC));
    assertTrue(MapType.RINGBUF.keyless());
    assertTrue(MapType.RINGBUF.has(MapTrait.VALUELESS));
  }

  @Test
  void errnoNamesAndNumbersAreUnique() {
    Set<Integer> numbers = new HashSet<>();
    for (Errno error : Errno.values()) {
      assertTrue(numbers.add(error.number()), error.name());
      assertEquals(Optional.of(error), Errno.byName(error.name()));
      assertEquals(Optional.of(error), Errno.ofNumber(-error.number()));
      assertFalse(error.description().isEmpty());
    }
    // The generic table is complete: 1 to 133 without the two numbers it leaves out.
    for (int number = 1; number <= 133; number++) {
      assertEquals(number != 41 && number != 58, Errno.ofNumber(number).isPresent(), "" + number);
    }
    assertEquals(113, Errno.EHOSTUNREACH.number());
    assertEquals("no route to host", Errno.EHOSTUNREACH.description());
    assertEquals(Optional.of(Errno.EAGAIN), Errno.byName("EWOULDBLOCK"));
    assertEquals(Optional.of(Errno.EOPNOTSUPP), Errno.byName("ENOTSUP"));
    assertEquals(524, Errno.ENOTSUPP.number());
  }

  @Test
  void namesFollowTheKernelsSpelling() {
    assertTrue(
        Arrays.stream(ProgramType.values())
            .allMatch(type -> type.kernelName().equals(type.name().toLowerCase(Locale.ROOT))));
    assertEquals("BPF_MAP_TYPE_LRU_HASH", MapType.LRU_HASH.constant());
    assertEquals("BPF_PROG_TYPE_XDP", ProgramType.XDP.constant());
  }

  @Test
  void instructionFeaturesFollowTheTargets() {
    assertFalse(IsaFeature.GOTOL.in(KernelVersion.V6_1));
    assertTrue(IsaFeature.GOTOL.in(KernelVersion.V6_6));
    assertTrue(IsaFeature.BSWAP.in(KernelVersion.V6_6));
    assertFalse(IsaFeature.MAY_GOTO.in(KernelVersion.V6_6));
    assertTrue(IsaFeature.MAY_GOTO.in(KernelVersion.V6_12));
    assertFalse(IsaFeature.LOAD_ACQUIRE_STORE_RELEASE.in(KernelVersion.V6_12));
    assertTrue(IsaFeature.LOAD_ACQUIRE_STORE_RELEASE.in(KernelVersion.V6_18));
    assertFalse(IsaFeature.INDIRECT_JUMP.in(KernelVersion.V6_18));
    assertTrue(IsaFeature.INDIRECT_JUMP.in(KernelVersion.V7_3));
  }
}
