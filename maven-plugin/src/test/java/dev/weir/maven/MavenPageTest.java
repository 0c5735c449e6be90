// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// Holds `docs/maven.md` and the plugin's descriptor together.
final class MavenPageTest {
  private static final Path PAGE = Path.of(System.getProperty("weir.root"), "docs", "maven.md");
  private static final Pattern PROPERTY = Pattern.compile("\\$\\{(weir\\.[a-zA-Z.]+)}");

  @Test
  void thePageHasEveryGoalParameterAndProperty() throws Exception {
    String page = Files.readString(PAGE);
    Set<String> missing = new TreeSet<>();
    for (Element mojo : elements(descriptor().getDocumentElement(), "mojo")) {
      String goal = text(mojo, "goal");
      assertTrue(page.contains("`weir:" + goal + "`"), goal);
      if (goal.equals("help")) {
        continue;
      }
      for (Element parameter : elements(mojo, "parameter")) {
        if (!text(parameter, "editable").equals("true")) {
          continue;
        }
        String name = text(parameter, "name");
        if (!page.contains("`" + name + "`")) {
          missing.add(name);
        }
        assertTrue(!text(parameter, "description").isEmpty(), name);
      }
    }
    for (String property : properties()) {
      if (!page.contains("`" + property + "`")) {
        missing.add(property);
      }
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void thePageHasNoPropertyThatDoesNotExist() throws Exception {
    Set<String> known = properties();
    Set<String> wrong = new TreeSet<>();
    Pattern.compile("`(weir\\.[a-zA-Z.]+)`")
        .matcher(Files.readString(PAGE))
        .results()
        .map(match -> match.group(1))
        .filter(name -> !known.contains(name))
        .forEach(wrong::add);
    assertEquals(Set.of(), wrong);
  }

  private static Set<String> properties() throws IOException {
    Set<String> properties = new TreeSet<>();
    PROPERTY
        .matcher(Files.readString(file()))
        .results()
        .forEach(match -> properties.add(match.group(1)));
    return properties;
  }

  private static Path file() {
    return Path.of("target", "classes", "META-INF", "maven", "plugin.xml");
  }

  private static Document descriptor() throws Exception {
    File descriptor = file().toFile();
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(descriptor);
  }

  private static Iterable<Element> elements(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    return java.util.stream.IntStream.range(0, nodes.getLength())
            .mapToObj(i -> (Element) nodes.item(i))
        ::iterator;
  }

  private static String text(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    return nodes.getLength() == 0 ? "" : nodes.item(0).getTextContent();
  }
}
