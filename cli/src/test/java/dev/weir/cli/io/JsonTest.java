// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void everyKindOfValueIsPrinted() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "a \"quoted\" \\ line\n\u0001");
    value.put("list", Arrays.asList(1, 2.5, true, null));
    value.put("map", Map.of("x", "é"));
    assertEquals(
        "{\"text\":\"a \\\"quoted\\\" \\\\ line\\n\\u0001\",\"list\":[1,2.5,true,null],\"map\":{\"x\":\"é\"}}",
        Json.of(value));
  }

  @Test
  void aProblemTellsItsPlaces() {
    SourceFile file = new SourceFile("a.weir", "first\nsecond line\n");
    Problem problem =
        Problem.error("W2003", "no such name", new Span(file, 6, 12), "not found").help("look");
    assertEquals(
        "{\"severity\":\"error\",\"code\":\"W2003\",\"message\":\"no such name\",\"places\":[{\"file\":"
            + "\"a.weir\",\"line\":2,\"column\":1,\"endLine\":2,\"endColumn\":7,\"label\":\"not found\"}],"
            + "\"notes\":[],\"help\":[\"look\"]}",
        Json.of(ProblemJson.of(problem)));
  }
}
