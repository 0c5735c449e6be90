// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.init;

import dev.weir.cli.io.Failure;
import dev.weir.cli.io.OutputFile;
import dev.weir.cli.io.ToolProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A project to be made from templates.
///
/// @param language what its programs are written in
/// @param name of the project and its program: a lower-case letter, then letters, digits and `_`
/// @param packageName of its Java classes
public record NewProject(Language language, String name, String packageName) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,30}");
  private static final Pattern PACKAGE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");

  /// Checks the names.
  ///
  /// @throws Failure when they do not fit
  public NewProject {
    Objects.requireNonNull(language);
    if (!NAME.matcher(name).matches()) {
      throw Failure.unable(
          ToolProblem.USAGE
              .error("`" + name + "` is no name for a project")
              .help("--name takes a lower-case letter and then letters, digits and `_`"));
    }
    if (!PACKAGE.matcher(packageName).matches()) {
      throw Failure.unable(
          ToolProblem.USAGE
              .error("`" + packageName + "` is no name for a package")
              .help("--package takes lower-case words joined by dots, such as com.example"));
    }
  }

  /// A name like that of a folder.
  public static String nameFor(Path folder) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
    return name.replaceAll("[^a-z0-9]+", "_").replaceAll("^[_0-9]+|_+$", "");
  }

  /// Writes the project's files.
  ///
  /// @return what was written, below the folder
  /// @throws Failure when the folder has something in it already, or cannot be written
  public List<String> write(Path folder) {
    checkEmpty(folder);
    List<String> written = new ArrayList<>();
    for (Language.Part part : language.parts()) {
      String place = filled(part.place());
      Path file = folder.resolve(place);
      try {
        Files.createDirectories(file.toAbsolutePath().getParent());
      } catch (IOException e) {
        throw Failure.unable(
            ToolProblem.UNWRITABLE.error("cannot make the folder of `" + file + "`"));
      }
      OutputFile.write(file, filled(template(part)).getBytes(StandardCharsets.UTF_8));
      written.add(place);
    }
    return written;
  }

  private static void checkEmpty(Path folder) {
    boolean free = !Files.exists(folder);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        free = files.findAny().isEmpty();
      } catch (IOException _) {
        free = false;
      }
    }
    if (!free) {
      throw Failure.unable(
          ToolProblem.UNWRITABLE
              .error("`" + folder + "` is there already")
              .help("name a folder that does not exist yet, or an empty one"));
    }
  }

  private String template(Language.Part part) {
    try (InputStream in = NewProject.class.getResourceAsStream(part.template())) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A text with what the user chose in place of the names in braces.
  private String filled(String text) {
    String filled = text;
    for (Map.Entry<String, String> piece : language.pieces().entrySet()) {
      filled = filled.replace("{" + piece.getKey() + "}", piece.getValue());
    }
    for (Map.Entry<String, String> value : values().entrySet()) {
      filled = filled.replace("{" + value.getKey() + "}", value.getValue());
    }
    return filled;
  }

  private Map<String, String> values() {
    Properties versions = versions();
    return Map.of(
        "name", name,
        "class", className(),
        "package", packageName,
        "folder", packageName.replace('.', '/'),
        "version", versions.getProperty("weir"),
        "junit", versions.getProperty("junit"),
        "jqwik", versions.getProperty("jqwik"));
  }

  /// The name of the class that is generated from the program.
  public String className() {
    StringBuilder text = new StringBuilder();
    for (String word : name.split("_", -1)) {
      if (!word.isEmpty()) {
        text.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
      }
    }
    return text.toString();
  }

  private static Properties versions() {
    Properties versions = new Properties();
    try (InputStream in = NewProject.class.getResourceAsStream("versions.properties")) {
      versions.load(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }

  /// Where Maven's local repository has the plugin, once this version of Weir was installed.
  public static Path installedPlugin() {
    return Path.of(System.getProperty("user.home", "."))
        .resolve(".m2/repository/dev/weir/weir-maven-plugin")
        .resolve(versions().getProperty("weir"));
  }
}
