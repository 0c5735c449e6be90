// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.btf.BtfType.Int.Encoding;
import dev.weir.bytecode.btf.BtfType.Member;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BtfDedupTest {
  private static final BtfType INT = new BtfType.Int("int", 4, 32, 0, Encoding.SIGNED);

  private static BtfType struct(String name, int... members) {
    List<Member> list = new ArrayList<>();
    for (int member : members) {
      list.add(new Member("m" + list.size(), member, 64 * list.size(), 0));
    }
    return new BtfType.Struct(name, 8 * members.length, list);
  }

  private static BtfDedup.Result dedup(BtfType... types) {
    return BtfDedup.dedup(new Btf(List.of(types)));
  }

  @Test
  void equalListsOfNodesBecomeOne() {
    BtfDedup.Result result =
        dedup(struct("node", 2), new BtfType.Ptr(1), struct("node", 4), new BtfType.Ptr(3));
    assertEquals(List.of(struct("node", 2), new BtfType.Ptr(1)), result.btf().types());
    assertEquals(List.of(0, 1, 2, 1, 2), result.ids());
  }

  @Test
  void typesThatDifferFarAwayStayApart() {
    BtfType longInt = new BtfType.Int("long", 8, 64, 0, Encoding.SIGNED);
    BtfDedup.Result result =
        dedup(INT, longInt, new BtfType.Ptr(1), new BtfType.Ptr(2), struct("s", 3), struct("s", 4));
    assertEquals(6, result.btf().types().size());
  }

  @Test
  void aDeclarationBecomesItsOnlyDefinition() {
    BtfDedup.Result result =
        dedup(
            new BtfType.Forward("s", false),
            new BtfType.Ptr(1),
            INT,
            struct("s", 3),
            new BtfType.Ptr(4));
    assertEquals(List.of(new BtfType.Ptr(3), INT, struct("s", 2)), result.btf().types());
    assertEquals(List.of(0, 3, 1, 2, 3, 1), result.ids());
  }

  @Test
  void definitionsThatReachEachOtherThroughDeclarationsAreEqual() {
    // One file knows `b` and declares `a`, the other knows both.
    BtfDedup.Result result =
        dedup(
            struct("a", 2),
            new BtfType.Ptr(3),
            new BtfType.Forward("b", false),
            struct("b", 5),
            new BtfType.Ptr(6),
            struct("a", 7),
            new BtfType.Ptr(4));
    assertEquals(4, result.btf().types().size());
    assertEquals(result.id(1), result.id(6));
    assertEquals(result.id(3), result.id(4));
  }

  @Test
  void aDeclarationWithTwoDifferentDefinitionsStays() {
    BtfDedup.Result result =
        dedup(
            INT,
            struct("s", 1),
            struct("s", 1, 1),
            new BtfType.Forward("s", false),
            new BtfType.Forward("s", true));
    assertEquals(5, result.btf().types().size());
  }

  @Test
  void variablesAreNeverMerged() {
    BtfType variable = new BtfType.Variable("v", 1, BtfType.VariableLinkage.STATIC);
    assertEquals(3, dedup(INT, variable, variable).btf().types().size());
  }

  @Test
  void typesUnderConstructionMayReferToThemselves() {
    BtfTypes types = new BtfTypes();
    int node = types.reserve();
    int pointer = types.add(new BtfType.Ptr(node));
    types.define(node, struct("node", pointer));
    assertEquals(pointer, types.add(new BtfType.Ptr(node)));
    assertEquals(List.of(struct("node", 2), new BtfType.Ptr(1)), types.build().types());
  }
}
