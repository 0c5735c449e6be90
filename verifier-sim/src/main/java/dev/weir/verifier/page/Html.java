// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.page;

/// Text in HTML.
final class Html {
  private Html() {}

  /// Text that means itself, in elements and in attributes.
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
