// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven;

import dev.weir.maven.task.Message;
import java.nio.file.Path;
import java.util.Collection;
import org.apache.maven.plugin.logging.Log;
import org.codehaus.plexus.build.BuildContext;

/// Tells messages: in Maven's log, each beginning with `file:line:column`, and to an IDE that
/// builds with this plugin as markers.
///
/// @param basedir the project's folder, which files are relative to
record Reports(Log log, BuildContext context, Path basedir) {
  /// Tells messages.
  void tell(Collection<Message> messages) {
    messages.forEach(this::tell);
  }

  private void tell(Message message) {
    Path file = basedir.resolve(message.file());
    String place =
        message.line() == 0 ? "" : file + ":" + message.line() + ":" + message.column() + ": ";
    String text = place + message.report();
    if (message.error()) {
      log.error(text);
    } else {
      log.warn(text);
    }
    if (context.isIncremental() && message.line() > 0) {
      context.addMessage(
          file.toFile(),
          message.line(),
          message.column(),
          message.text(),
          message.error() ? BuildContext.SEVERITY_ERROR : BuildContext.SEVERITY_WARNING,
          null);
    }
  }

  /// Takes back what was told of a file.
  void clear(String source) {
    if (context.isIncremental()) {
      context.removeMessages(basedir.resolve(source).toFile());
    }
  }

  /// A number of things, as text.
  static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
